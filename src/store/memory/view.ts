import { sumAccounts } from '../accounts-at.ts';
import type { FirstKindName } from '../due-first.ts';
import type { DueQuery, DueRow } from '../due-rows.ts';
import type {
  AccountsAt,
  AccountsOf,
  EndingQuery,
  EntriesQuery,
  EntrySpan,
  EventsOf,
  JournalQuery,
  ListQuery,
  SumsMoment,
  SumsQuery,
} from '../queries.ts';
import type { RowKindName, StoredRows } from '../row-kinds.ts';
import type { SideKindName, SideRows } from '../side-kinds.ts';
import { HOUSE_BOOK, type RowKey } from '../side-rows.ts';
import type { BookHead, CheckpointRow, EntryRow, EntrySums, JournalRow, StoreView } from '../store.ts';
import { type BookRows, type Books, emptyBook, findBook, listBooks } from './books.ts';
import { listCheckpoints } from './checkpoints.ts';
import { dueInBook, dueInBooks, findDueBooks } from './due.ts';
import { findEntries, findEntriesOf, findEvents, listEntries } from './entries.ts';
import { findJournalRows, findSeqsOfKind, lastSeqKnownAt, listJournal } from './journal.ts';
import { listRows, type RowTable } from './rows.ts';
import { sumUp } from './sums.ts';

/** Reads whatever books it is shown at each call. Every answer is ready at once; nothing is awaited. */
export class MemoryView implements StoreView {
  /** Throws when they may not be read any more. */
  readonly #show: () => Books;

  constructor(show: () => Books) {
    this.#show = show;
  }

  async books(query: { readonly after?: string; readonly limit: number }): Promise<string[]> {
    return listBooks(this.#show(), query);
  }

  async head(book: string): Promise<BookHead | undefined> {
    const found = findBook(this.#show(), book);
    return book === HOUSE_BOOK ? undefined : found?.head;
  }

  async find<K extends RowKindName>(
    book: string,
    kind: K,
    lookup: string,
    values: readonly string[],
    limit?: number,
  ): Promise<StoredRows[K][]> {
    const table: RowTable<StoredRows[K]> = this.#open(book).tables[kind];
    return table.find(lookup, values, kind === 'account' ? undefined : limit);
  }

  async openCredits(book: string, limit: number): Promise<StoredRows['credit'][]> {
    return this.#open(book).tables.credit.findAny('open', limit);
  }

  async list<K extends RowKindName>(book: string, kind: K, query: ListQuery<K>): Promise<StoredRows[K][]> {
    return listRows(this.#open(book).tables, kind, query);
  }

  async ending<K extends 'hold' | 'offer'>(
    book: string,
    kind: K,
    query: EndingQuery,
  ): Promise<StoredRows[K][]> {
    const table: RowTable<StoredRows[K]> = this.#open(book).tables[kind];
    return table.ending(query);
  }

  async side<K extends SideKindName>(book: string, kind: K, keys: readonly RowKey[]): Promise<SideRows[K][]> {
    const table: RowTable<SideRows[K]> = this.#open(book).tables[kind];
    return table.at(keys);
  }

  async due(book: string, until: number, limit: number): Promise<DueRow[]> {
    return dueInBook(this.#open(book), until, limit);
  }

  async dueAnywhere(query: DueQuery): Promise<DueRow[]> {
    return dueInBooks(this.#show(), query);
  }

  async dueFirst<K extends FirstKindName>(book: string, kind: K, limit: number): Promise<StoredRows[K][]> {
    const table: RowTable<StoredRows[K]> = this.#open(book).tables[kind];
    return table.dueFirst(limit);
  }

  async dueBooks(query: DueQuery): Promise<string[]> {
    return findDueBooks(this.#show(), query);
  }

  async entries(book: string, query: EntriesQuery): Promise<EntryRow[]> {
    return findEntries(this.#open(book).entries, query);
  }

  async entriesOf(book: string, spans: readonly EntrySpan[], limit?: number): Promise<EntryRow[]> {
    return findEntriesOf(this.#open(book).entries, spans, limit);
  }

  async allEntries(
    book: string,
    query: { readonly after?: EntryRow; readonly limit: number },
  ): Promise<EntryRow[]> {
    return listEntries(this.#open(book).entries, query);
  }

  async sums(book: string, accounts: readonly string[], query: SumsQuery): Promise<EntrySums[]> {
    return sumUp(this.#open(book), accounts, query);
  }

  async accountsAt(book: string, of: AccountsOf, moment: SumsMoment): Promise<AccountsAt> {
    const rows = this.#open(book);
    const reads = {
      assignedAt: () => rows.head.assignedAt,
      seqKnownAt: (recordedAt: number) => lastSeqKnownAt(rows.journal, recordedAt),
      find: (ids: readonly string[]) => rows.tables.account.find('id', ids),
      list: (query: ListQuery<'account'>) => listRows(rows.tables, 'account', query),
      entriesOf: (spans: readonly EntrySpan[]) => findEntriesOf(rows.entries, spans, undefined),
      sums: (accounts: readonly string[], query: SumsQuery) => sumUp(rows, accounts, query),
    };
    return sumAccounts(reads, of, moment);
  }

  async checkpoints(
    book: string,
    query: { readonly after?: CheckpointRow; readonly limit: number },
  ): Promise<CheckpointRow[]> {
    return listCheckpoints(this.#open(book).checkpoints, query);
  }

  async journal(book: string, query: JournalQuery): Promise<JournalRow[]> {
    return listJournal(this.#open(book).journal, query);
  }

  async eventsOf(book: string, of: EventsOf, query: JournalQuery): Promise<number[]> {
    const { journal, entries } = this.#open(book);
    return 'kind' in of ? findSeqsOfKind(journal, of.kind, query) : findEvents(entries, of.accounts, query);
  }

  async journalRows(book: string, seqs: readonly number[]): Promise<JournalRow[]> {
    return findJournalRows(this.#open(book).journal, seqs);
  }

  async seqKnownAt(book: string, recordedAt: number): Promise<number> {
    return lastSeqKnownAt(this.#open(book).journal, recordedAt);
  }

  #open(book: string): BookRows {
    return findBook(this.#show(), book) ?? emptyBook(book);
  }
}
