import type { RowKindName, StoredRows } from '../../store/row-kinds.ts';
import type { StoreView } from '../../store/store.ts';
import { BadRow } from '../follow/read-journal-row.ts';
import { isUnreadable } from './unreadable.ts';

export interface RebuiltSides {
  /** What was rebuilt so far. */
  readonly rebuilt: StoreView;
  /** What is audited: its journal is what is rebuilt from. */
  readonly audited: StoreView;
  /** True when commands and entries are rebuilt as well; else commands are looked up in what is audited. */
  readonly keepsAll: boolean;
  /** The number of the last row that is being replayed. */
  readonly until: () => number;
}

/** A book as it was when the journal had come so far. */
export function rebuiltView({ rebuilt, audited, keepsAll, until }: RebuiltSides): StoreView {
  async function find<K extends RowKindName>(
    book: string,
    kind: K,
    lookup: string,
    values: readonly string[],
    limit?: number,
  ): Promise<StoredRows[K][]> {
    if (keepsAll || kind !== 'command') return await rebuilt.find(book, kind, lookup, values, limit);
    // As they were: later ones had not come, and what is reversed by now was not. Whether these rows are right is
    // found out by comparing the sums of all of them.
    const known = until();
    const commands = await orBadRow(audited.find(book, 'command', lookup, values));
    const then = commands.filter((row) => row.seq <= known).map((row) => ({ ...row, isReversed: false }));
    return then as unknown as StoredRows[K][]; // K is `command` here.
  }
  return {
    books: rebuilt.books.bind(rebuilt),
    head: rebuilt.head.bind(rebuilt),
    find,
    openCredits: rebuilt.openCredits.bind(rebuilt),
    list: rebuilt.list.bind(rebuilt),
    ending: rebuilt.ending.bind(rebuilt),
    due: rebuilt.due.bind(rebuilt),
    dueAnywhere: rebuilt.dueAnywhere.bind(rebuilt),
    dueFirst: rebuilt.dueFirst.bind(rebuilt),
    dueBooks: rebuilt.dueBooks.bind(rebuilt),
    side: rebuilt.side.bind(rebuilt),
    entries: rebuilt.entries.bind(rebuilt),
    entriesOf: rebuilt.entriesOf.bind(rebuilt),
    allEntries: rebuilt.allEntries.bind(rebuilt),
    sums: rebuilt.sums.bind(rebuilt),
    accountsAt: rebuilt.accountsAt.bind(rebuilt),
    checkpoints: rebuilt.checkpoints.bind(rebuilt),
    // The journal is not rebuilt: it is what is rebuilt from.
    journal: audited.journal.bind(audited),
    eventsOf: audited.eventsOf.bind(audited),
    journalRows: (name, seqs) => orBadRow(audited.journalRows(name, seqs)),
    seqKnownAt: audited.seqKnownAt.bind(audited),
  };
}

/** What cannot be read of what is audited is a problem of the row that needs it. */
async function orBadRow<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new BadRow(`what it needs cannot be read: ${error.message}`);
  }
}
