import type { FirstKindName } from '../../src/store/due-first.ts';
import { DUE_KINDS, type DueQuery, type DueRow } from '../../src/store/due-rows.ts';
import type {
  EndingQuery,
  EntriesQuery,
  EntrySpan,
  EventsOf,
  JournalQuery,
  ListQuery,
  SumsQuery,
} from '../../src/store/queries.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../src/store/row-kinds.ts';
import type { SideKindName, SideRows } from '../../src/store/side-kinds.ts';
import { HOUSE_BOOK, type RowKey } from '../../src/store/side-rows.ts';
import type {
  BookHead,
  CheckpointRow,
  EntryRow,
  EntrySums,
  JournalRow,
  StoreView,
} from '../../src/store/store.ts';
import { plainAccountsAt } from './plain-accounts-at.ts';
import {
  columnOf,
  compare,
  compareLists,
  compareValues,
  keyOf,
  PLACE,
  type PlainRow,
} from './plain-order.ts';

export interface PlainBook {
  readonly head: BookHead;
  readonly journal: readonly JournalRow[];
  readonly rows: Readonly<Record<RowKindName, readonly PlainRow[]>>;
  readonly entries: readonly EntryRow[];
  readonly checkpoints: readonly CheckpointRow[];
}

/** What was written to which book. Nobody changes it in place: a write makes other books. */
export type PlainBooks = ReadonlyMap<string, PlainBook>;

const ENTRY_KEY = ['account', 'at', 'order', 'seq'];

/** Reads books by looking at every row: the port's sentences as filters and sorts. */
export class PlainView implements StoreView {
  readonly #all: PlainBooks;

  constructor(books: PlainBooks) {
    this.#all = books;
  }

  async books({ after, limit }: { after?: string; limit: number }): Promise<string[]> {
    const names = [...this.#all.keys()].filter((name) => name !== HOUSE_BOOK).sort(compareValues);
    return names.filter((name) => after === undefined || compareValues(name, after) > 0).slice(0, limit);
  }

  async head(book: string): Promise<BookHead | undefined> {
    return book === HOUSE_BOOK ? undefined : this.#all.get(book)?.head;
  }

  async find<K extends RowKindName>(
    book: string,
    kind: K,
    lookup: string,
    values: readonly string[],
  ): Promise<StoredRows[K][]> {
    const { column, where } = ROW_KINDS[kind].lookups[lookup] ?? { column: 'no such lookup' };
    return this.#rowsOf(book, kind, (row) => {
      if (!values.some((value) => row[column] === value)) return false;
      if (where === undefined) return true;
      const value = row[where.column];
      return where.is === 'not null' ? value !== null : (value as bigint | number) > 0; // Amounts or integers.
    });
  }

  async openCredits(book: string, limit: number): Promise<StoredRows['credit'][]> {
    return this.#rowsOf(book, 'credit', ({ remaining }) => (remaining as bigint) > 0n).slice(0, limit);
  }

  async list<K extends RowKindName>(book: string, kind: K, query: ListQuery<K>): Promise<StoredRows[K][]> {
    const { order, after, before, limit, where } = query;
    const { key, made } = ROW_KINDS[kind];
    const columns = order === undefined || made === undefined ? key : [made, ...key];
    const isBehind = (row: PlainRow): boolean => {
      const orders = columns.map((column, i) => compareValues(columnOf(row, column), after?.[i]));
      return sign * (orders.find((one) => one !== 0) ?? 0) > 0;
    };
    const sign = order === 'newest' ? -1 : 1;
    return this.#rowsOf(
      book,
      kind,
      (row) =>
        (before === undefined || compareValues(columnOf(row, columns[0] ?? ''), before) < 0) &&
        (after === undefined || isBehind(row)) &&
        (where === undefined || row[where.column] === where.equals),
    )
      .sort((a, b) => sign * compare(a, b, columns))
      .slice(0, limit);
  }

  async ending<K extends 'hold' | 'offer'>(
    book: string,
    kind: K,
    { by, after, until, limit }: EndingQuery,
  ): Promise<StoredRows[K][]> {
    const { ending } = ROW_KINDS[kind];
    if (ending === undefined) throw new Error(`${kind} does not end`);
    return this.#rowsOf(book, kind, (row) => {
      if (row[ending.by] !== by) return false;
      const at = row[by === null ? ending.runsOut : ending.at];
      if (at === null) return by === null && until === undefined;
      return (
        Number(at) > (after ?? Number.NEGATIVE_INFINITY) && Number(at) <= (until ?? Number.POSITIVE_INFINITY)
      );
    }).slice(0, limit);
  }

  async side<K extends SideKindName>(book: string, kind: K, keys: readonly RowKey[]): Promise<SideRows[K][]> {
    return this.#rowsOf(book, kind, (row) => keys.some((key) => keyOf(kind, row) === JSON.stringify(key)));
  }

  async dueFirst<K extends FirstKindName>(book: string, kind: K, limit: number): Promise<StoredRows[K][]> {
    const rows = this.#rowsOf(book, kind, ({ dueAt }) => dueAt !== null);
    return rows.sort((a, b) => compare(a, b, ['dueAt', ...(ROW_KINDS[kind].dueFirst ?? [])])).slice(0, limit);
  }

  async dueBooks({ until, except = [], limit }: DueQuery): Promise<string[]> {
    const heads = [...this.#all.values()].map(({ head }) => head);
    return heads
      .filter(({ book, due }) => due !== null && due <= until && !except.includes(book))
      .sort((a, b) => compareValues(a.due, b.due) || compareValues(a.book, b.book))
      .slice(0, limit)
      .map(({ book }) => book);
  }

  async due(book: string, until: number, limit: number): Promise<DueRow[]> {
    return this.#dueIn([book], until).slice(0, limit);
  }

  async dueAnywhere(query: DueQuery): Promise<DueRow[]> {
    const books = [...this.#all.keys()].filter((book) => !query.except?.includes(book));
    return this.#dueIn(books, query.until).slice(0, query.limit);
  }

  async entries(book: string, query: EntriesQuery): Promise<EntryRow[]> {
    const { account, after, before, until, knownBy, limit } = query;
    const all = this.#entriesIn(book);
    return (before === undefined ? all : all.reverse())
      .filter((entry) => before === undefined || compare(entry, before, [...PLACE, 'seq']) < 0)
      .filter((entry) => entry.account === account)
      .filter((entry) => after === undefined || compare(entry, after, [...PLACE, 'seq']) > 0)
      .filter((entry) => until === undefined || compare(entry, until, PLACE) <= 0)
      .filter((entry) => knownBy === undefined || entry.seq <= knownBy)
      .slice(0, limit);
  }

  async entriesOf(book: string, spans: readonly EntrySpan[]): Promise<EntryRow[]> {
    return this.#entriesIn(book).filter((entry) =>
      spans.some(
        ({ account, after, until, knownBy }) =>
          entry.account === account &&
          (after === null || entry.at > after) &&
          (until === undefined || compare(entry, until, PLACE) <= 0) &&
          (knownBy === undefined || entry.seq <= knownBy),
      ),
    );
  }

  async allEntries(book: string, { after, limit }: { after?: EntryRow; limit: number }): Promise<EntryRow[]> {
    return this.#entriesIn(book)
      .filter((entry) => after === undefined || compare(entry, after, ENTRY_KEY) > 0)
      .slice(0, limit);
  }

  async sums(
    book: string,
    accounts: readonly string[],
    { until, knownBy = Number.POSITIVE_INFINITY }: SumsQuery,
  ): Promise<EntrySums[]> {
    return accounts.map((account) => {
      const isOf = (row: EntryRow): boolean =>
        row.account === account && compare(row, until, PLACE) <= 0 && row.seq <= knownBy;
      const kept = this.#checkpointsOf(book).findLast(isOf);
      const behind = this.#entriesIn(book)
        .filter(isOf)
        .filter((row) => kept === undefined || compare(row, kept, PLACE) > 0);
      const sum = (column: keyof EntrySums): bigint =>
        behind.reduce((total, row) => total + row[column], kept?.[column] ?? 0n);
      return {
        inflow: sum('inflow'),
        outflow: sum('outflow'),
        available: sum('available'),
        incoming: sum('incoming'),
        expected: sum('expected'),
        purse: sum('purse'),
        spendable: sum('spendable'),
      };
    });
  }

  accountsAt: StoreView['accountsAt'] = (...args) => plainAccountsAt(this, ...args);

  async checkpoints(
    book: string,
    { after, limit }: { after?: CheckpointRow; limit: number },
  ): Promise<CheckpointRow[]> {
    return this.#checkpointsOf(book)
      .filter((row) => after === undefined || compare(row, after, ['account', ...PLACE]) > 0)
      .slice(0, limit);
  }

  async journal(book: string, { after = 0, until, order, limit }: JournalQuery): Promise<JournalRow[]> {
    const rows = this.#journalOf(book).filter(({ seq }) => seq > after && seq <= (until ?? seq));
    return (order === 'newest' ? rows.reverse() : rows).slice(0, limit);
  }

  async eventsOf(
    book: string,
    of: EventsOf,
    { after = 0, until, order, limit }: JournalQuery,
  ): Promise<number[]> {
    const all =
      'kind' in of
        ? this.#journalOf(book).filter(({ isAccepted, kind }) => isAccepted && kind === of.kind)
        : this.#entriesIn(book).filter(({ account }) => of.accounts.includes(account));
    const seqs = [...new Set(all.map(({ seq }) => seq))].sort((a, b) => a - b);
    const wanted = seqs.filter((seq) => seq > after && seq <= (until ?? seq));
    return (order === 'newest' ? wanted.reverse() : wanted).slice(0, limit);
  }

  async journalRows(book: string, seqs: readonly number[]): Promise<JournalRow[]> {
    const journal = this.#journalOf(book);
    const parts = new Set(seqs.map((seq) => journal.find((row) => row.seq >= seq)));
    return journal.filter((row) => parts.has(row));
  }

  async seqKnownAt(book: string, recordedAt: number): Promise<number> {
    return this.#journalOf(book).findLast((row) => row.recordedAt <= recordedAt)?.seq ?? 0;
  }

  #dueIn(books: readonly string[], until: number): DueRow[] {
    const rows = books.flatMap((book) =>
      DUE_KINDS.flatMap((kind) =>
        this.#rowsOf(book, kind, ({ due }) => typeof due === 'number' && due <= until).map((row) => {
          const key = ROW_KINDS[kind].key.map((column) => columnOf(row, column) as string | number);
          return { book, kind, due: Number(row.due), key };
        }),
      ),
    );
    return rows.sort((a, b) =>
      compareLists([a.due, a.book, a.kind, ...a.key], [b.due, b.book, b.kind, ...b.key]),
    );
  }

  #rowsOf<K extends RowKindName>(
    book: string,
    kind: K,
    isWanted: (row: PlainRow) => boolean,
  ): (StoredRows[K] & PlainRow)[] {
    const rows = this.#all.get(book)?.rows[kind] ?? [];
    return rows.filter(isWanted) as (StoredRows[K] & PlainRow)[]; // They were written as rows of that kind.
  }

  #journalOf(book: string): JournalRow[] {
    return (this.#all.get(book)?.journal ?? []).toSorted((a, b) => a.seq - b.seq);
  }

  #entriesIn(book: string): EntryRow[] {
    return (this.#all.get(book)?.entries ?? []).toSorted((a, b) => compare(a, b, ENTRY_KEY));
  }

  #checkpointsOf(book: string): CheckpointRow[] {
    return (this.#all.get(book)?.checkpoints ?? []).toSorted((a, b) => compare(a, b, ['account', ...PLACE]));
  }
}
