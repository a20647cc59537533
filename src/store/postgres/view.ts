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
import type {
  BookHead,
  CheckpointRow,
  EntryRow,
  EntrySums,
  HeadNow,
  JournalRow,
  StoreView,
} from '../store.ts';
import { readAccountsAt } from './accounts-at.ts';
import { readBookNames } from './book-names.ts';
import { readHead, readHeadNow } from './books.ts';
import { readCheckpoints } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { readDue, readDueAnywhere, readDueBooks } from './due.ts';
import { readAllEntries, readEntries, readEntriesOf, readEvents } from './entries.ts';
import { findSeqKnownAt, readJournal, readJournalRows, readSeqsOfKind } from './journal.ts';
import { endingRows, findRows, firstRows, listRows, openCredits } from './rows.ts';
import { readSideRows } from './side.ts';
import { readSums } from './sums.ts';

/** How a view gets a connection: checks that it may be used, and waits for one where that is needed. */
export type UseConnection = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;

/**
 * Reads through one connection at a time: what that connection sees is what the view shows. Calls that are made without
 * waiting for one another share round trips.
 */
export class PostgresView implements StoreView {
  protected readonly use: UseConnection;

  constructor(use: UseConnection) {
    this.use = use;
  }

  books(query: { readonly after?: string; readonly limit: number }): Promise<string[]> {
    return this.use((connection) => readBookNames(connection, query));
  }

  head(book: string): Promise<BookHead | undefined> {
    return this.use((connection) => readHead(connection, book));
  }

  headNow(book: string): Promise<HeadNow> {
    return this.use((connection) => readHeadNow(connection, book));
  }

  find<K extends RowKindName>(
    book: string,
    kind: K,
    lookup: string,
    values: readonly string[],
    limit?: number,
  ): Promise<StoredRows[K][]> {
    return this.use((connection) => findRows(connection, book, kind, { lookup, values, limit }));
  }

  openCredits(book: string, limit: number): Promise<StoredRows['credit'][]> {
    return this.use((connection) => openCredits(connection, book, limit));
  }

  list<K extends RowKindName>(book: string, kind: K, query: ListQuery<K>): Promise<StoredRows[K][]> {
    return this.use((connection) => listRows(connection, book, kind, query));
  }

  ending<K extends 'hold' | 'offer'>(book: string, kind: K, query: EndingQuery): Promise<StoredRows[K][]> {
    return this.use((connection) => endingRows(connection, book, kind, query));
  }

  side<K extends SideKindName>(book: string, kind: K, keys: readonly RowKey[]): Promise<SideRows[K][]> {
    return this.use((connection) => readSideRows(connection, book, kind, keys));
  }

  due(book: string, until: number, limit: number): Promise<DueRow[]> {
    return this.use((connection) => readDue(connection, book, until, limit));
  }

  dueAnywhere(query: DueQuery): Promise<DueRow[]> {
    return this.use((connection) => readDueAnywhere(connection, query));
  }

  dueFirst<K extends FirstKindName>(book: string, kind: K, limit: number): Promise<StoredRows[K][]> {
    return this.use((connection) => firstRows(connection, book, kind, limit));
  }

  dueBooks(query: DueQuery): Promise<string[]> {
    return this.use((connection) => readDueBooks(connection, query));
  }

  entries(book: string, query: EntriesQuery): Promise<EntryRow[]> {
    return this.use((connection) => readEntries(connection, book, query));
  }

  entriesOf(book: string, spans: readonly EntrySpan[], limit?: number): Promise<EntryRow[]> {
    return this.use((connection) => readEntriesOf(connection, book, spans, limit));
  }

  allEntries(
    book: string,
    query: { readonly after?: EntryRow; readonly limit: number },
  ): Promise<EntryRow[]> {
    return this.use((connection) => readAllEntries(connection, book, query));
  }

  sums(book: string, accounts: readonly string[], query: SumsQuery): Promise<EntrySums[]> {
    return this.use((connection) => readSums(connection, book, accounts, query));
  }

  accountsAt(book: string, of: AccountsOf, moment: SumsMoment): Promise<AccountsAt> {
    return this.use((connection) => readAccountsAt(connection, book, of, moment));
  }

  checkpoints(
    book: string,
    query: { readonly after?: CheckpointRow; readonly limit: number },
  ): Promise<CheckpointRow[]> {
    return this.use((connection) => readCheckpoints(connection, book, query));
  }

  journal(book: string, query: JournalQuery): Promise<JournalRow[]> {
    return this.use((connection) => readJournal(connection, book, query));
  }

  eventsOf(book: string, of: EventsOf, query: JournalQuery): Promise<number[]> {
    return this.use((connection) =>
      'kind' in of
        ? readSeqsOfKind(connection, book, of.kind, query)
        : readEvents(connection, book, of.accounts, query),
    );
  }

  journalRows(book: string, seqs: readonly number[]): Promise<JournalRow[]> {
    return this.use((connection) => readJournalRows(connection, book, seqs));
  }

  seqKnownAt(book: string, recordedAt: number): Promise<number> {
    return this.use((connection) => findSeqKnownAt(connection, book, recordedAt));
  }
}
