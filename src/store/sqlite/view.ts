import { assert } from '../../base/assert.ts';
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
import type { RowKey } from '../side-rows.ts';
import type { BookHead, CheckpointRow, EntryRow, EntrySums, JournalRow, StoreView } from '../store.ts';
import { findAccounts, listAccounts } from './accounts.ts';
import type { ArrivedAccounts } from './arrived-accounts.ts';
import type { ArrivedEntries } from './arrived-entries.ts';
import { readBooks, readHead } from './books.ts';
import { readCheckpoints } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { readDue, readDueAnywhere, readDueBooks } from './due.ts';
import { readAllEntries, readEntries, readEntriesOf, readEvents } from './entries.ts';
import { findSeqKnownAt, readJournal, readJournalRows, readSeqsOfKind } from './journal.ts';
import { endingRows, findRows, firstRows, listRows, openCredits, rowsAt } from './rows.ts';
import { readSums } from './sums.ts';

/**
 * How a view gets a connection: checks that it may be used, and turns SQLite's errors into ours. What is committed and not durable
 * yet is told when it is.
 */
export type UseConnection = <T>(work: (connection: Connection, arrived: Arrived) => T) => T | Promise<T>;

/** What the view sees of the rows that are not in their place yet. */
export interface Arrived {
  readonly accounts: ArrivedAccounts;
  readonly entries: ArrivedEntries;
}

/** Reads through one connection: what that connection sees is what the view shows. */
export class SqliteView implements StoreView {
  protected readonly use: UseConnection;

  constructor(use: UseConnection) {
    this.use = use;
  }

  async books(query: { readonly after?: string; readonly limit: number }): Promise<string[]> {
    return this.use((connection) => readBooks(connection, query));
  }

  async head(book: string): Promise<BookHead | undefined> {
    return this.use((connection) => readHead(connection, book));
  }

  async find<K extends RowKindName>(
    book: string,
    kind: K,
    lookup: string,
    values: readonly string[],
    limit?: number,
  ): Promise<StoredRows[K][]> {
    return this.use((connection, arrived) => {
      if (kind !== 'account') return findRows(connection, book, kind, { lookup, values, limit });
      assert(lookup === 'id', 'accounts are found by their ids');
      const found: StoredRows['account'][] = findAccounts(connection, arrived.accounts, book, values);
      return found as StoredRows[K][]; // The kind is that of accounts.
    });
  }

  async openCredits(book: string, limit: number): Promise<StoredRows['credit'][]> {
    return this.use((connection) => openCredits(connection, book, limit));
  }

  async list<K extends RowKindName>(book: string, kind: K, query: ListQuery<K>): Promise<StoredRows[K][]> {
    return this.use((connection, arrived) => {
      if (kind !== 'account') return listRows(connection, book, kind, query);
      const asked = query as unknown as ListQuery<'account'>; // The kind is that of accounts.
      return listAccounts(connection, arrived.accounts, book, asked) as StoredRows[K][];
    });
  }

  async ending<K extends 'hold' | 'offer'>(
    book: string,
    kind: K,
    query: EndingQuery,
  ): Promise<StoredRows[K][]> {
    return this.use((connection) => endingRows(connection, book, kind, query));
  }

  async side<K extends SideKindName>(book: string, kind: K, keys: readonly RowKey[]): Promise<SideRows[K][]> {
    return this.use((connection) => rowsAt(connection, book, kind, keys));
  }

  async due(book: string, until: number, limit: number): Promise<DueRow[]> {
    return this.use((connection) => readDue(connection, book, until, limit));
  }

  async dueAnywhere(query: DueQuery): Promise<DueRow[]> {
    return this.use((connection) => readDueAnywhere(connection, query));
  }

  async dueFirst<K extends FirstKindName>(book: string, kind: K, limit: number): Promise<StoredRows[K][]> {
    return this.use((connection) => firstRows(connection, book, kind, limit));
  }

  async dueBooks(query: DueQuery): Promise<string[]> {
    return this.use((connection) => readDueBooks(connection, query));
  }

  async entries(book: string, query: EntriesQuery): Promise<EntryRow[]> {
    return this.use((connection, arrived) => readEntries(connection, arrived.entries, book, query));
  }

  async entriesOf(book: string, spans: readonly EntrySpan[], limit?: number): Promise<EntryRow[]> {
    return this.use((connection, arrived) => readEntriesOf(connection, arrived.entries, book, spans, limit));
  }

  async allEntries(
    book: string,
    query: { readonly after?: EntryRow; readonly limit: number },
  ): Promise<EntryRow[]> {
    return this.use((connection, arrived) => readAllEntries(connection, arrived.entries, book, query));
  }

  async sums(book: string, accounts: readonly string[], query: SumsQuery): Promise<EntrySums[]> {
    return this.use((connection, arrived) =>
      readSums({ connection, arrived: arrived.entries, book }, accounts, query),
    );
  }

  async accountsAt(book: string, of: AccountsOf, moment: SumsMoment): Promise<AccountsAt> {
    return this.use((connection, { accounts, entries }) =>
      // What is committed meanwhile by the other connection is in none of them.
      connection.readTogether(() =>
        sumAccounts(
          {
            assignedAt: () => readHead(connection, book)?.assignedAt ?? null,
            seqKnownAt: (recordedAt) => findSeqKnownAt(connection, book, recordedAt),
            find: (ids) => findAccounts(connection, accounts, book, ids),
            list: (query) => listAccounts(connection, accounts, book, query),
            entriesOf: (spans) => readEntriesOf(connection, entries, book, spans),
            sums: (keys, query) => readSums({ connection, arrived: entries, book }, keys, query),
          },
          of,
          moment,
        ),
      ),
    );
  }

  async checkpoints(
    book: string,
    query: { readonly after?: CheckpointRow; readonly limit: number },
  ): Promise<CheckpointRow[]> {
    return this.use((connection) => readCheckpoints(connection, book, query));
  }

  async journal(book: string, query: JournalQuery): Promise<JournalRow[]> {
    return this.use((connection) => readJournal(connection, book, query));
  }

  async eventsOf(book: string, of: EventsOf, query: JournalQuery): Promise<number[]> {
    return this.use((connection, arrived) =>
      'kind' in of
        ? readSeqsOfKind(connection, book, of.kind, query)
        : readEvents(connection, arrived.entries, book, of.accounts, query),
    );
  }

  async journalRows(book: string, seqs: readonly number[]): Promise<JournalRow[]> {
    return this.use((connection) => readJournalRows(connection, book, seqs));
  }

  async seqKnownAt(book: string, recordedAt: number): Promise<number> {
    return this.use((connection) => findSeqKnownAt(connection, book, recordedAt));
  }
}
