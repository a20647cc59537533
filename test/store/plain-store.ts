import type {
  EndingQuery,
  EntriesQuery,
  EntrySpan,
  EventsOf,
  JournalQuery,
  ListQuery,
  SumsQuery,
} from '../../src/store/queries.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from '../../src/store/row-kinds.ts';
import type {
  BookHead,
  Changes,
  CheckpointRow,
  EntryRow,
  EntrySums,
  JournalRow,
  StoreView,
} from '../../src/store/store.ts';

/** A row of any kind, column by column. */
export type PlainRow = Readonly<Record<string, unknown>>;

export interface PlainBook {
  readonly head: BookHead;
  readonly journal: readonly JournalRow[];
  readonly rows: Readonly<Record<RowKindName, readonly PlainRow[]>>;
  readonly entries: readonly EntryRow[];
  readonly checkpoints: readonly CheckpointRow[];
}

/** What was written to which book. Nobody changes it in place: a write makes other books. */
export type PlainBooks = ReadonlyMap<string, PlainBook>;

/** The books after a write: the port's sentences, with arrays. */
export function writePlain(books: PlainBooks, book: string, changes: Changes): PlainBooks {
  const before = books.get(book);
  const rows = ROW_KIND_NAMES.map((kind) => {
    const put: readonly object[] = changes.rows[kind] ?? [];
    const keys = new Set(put.map((row) => keyOf(kind, row)));
    const kept = (before?.rows[kind] ?? []).filter((row) => !keys.has(keyOf(kind, row)));
    return [kind, [...kept, ...put]] as const;
  });
  const isStale = (row: CheckpointRow): boolean =>
    changes.staleCheckpoints.some((one) => one.account === row.account && compare(row, one, PLACE) >= 0);
  const isReplaced = (row: CheckpointRow): boolean =>
    changes.checkpoints.some((one) => compare(one, row, ['account', ...PLACE]) === 0);
  const kept = (before?.checkpoints ?? []).filter((row) => !isStale(row) && !isReplaced(row));
  return new Map(books).set(book, {
    head: changes.head,
    journal: [...(before?.journal ?? []), ...changes.journal],
    rows: Object.fromEntries(rows) as Record<RowKindName, PlainRow[]>, // One for each name.
    entries: [...(before?.entries ?? []), ...changes.entries],
    checkpoints: [...kept, ...changes.checkpoints],
  });
}

export function deletePlainCheckpoints(books: PlainBooks, book: string): PlainBooks {
  const before = books.get(book);
  return before === undefined ? books : new Map(books).set(book, { ...before, checkpoints: [] });
}

/** The head that `lock` reads. */
export function plainHead(books: PlainBooks, book: string): BookHead {
  const never = { assignedAt: null, recordedAt: null, lockedBefore: null };
  const empty = { book, seq: 0, link: new Uint8Array(32), ...never, rules: 1 };
  return books.get(book)?.head ?? empty;
}

const PLACE = ['at', 'order'];
const ENTRY_KEY = ['account', 'at', 'order', 'seq'];

/** Reads books by looking at every row: the port's sentences as filters and sorts. */
export class PlainView implements StoreView {
  readonly #all: PlainBooks;

  constructor(books: PlainBooks) {
    this.#all = books;
  }

  async books({ after, limit }: { after?: string; limit: number }): Promise<string[]> {
    const names = [...this.#all.keys()].sort(compareValues);
    return names.filter((name) => after === undefined || compareValues(name, after) > 0).slice(0, limit);
  }

  async head(book: string): Promise<BookHead | undefined> {
    return this.#all.get(book)?.head;
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

  async list<K extends RowKindName>(book: string, kind: K, query: ListQuery<K>): Promise<StoredRows[K][]> {
    const { order, after, limit, where } = query;
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
        (after === undefined || isBehind(row)) && (where === undefined || row[where.column] === where.equals),
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

  async dueBooks(until: number, limit: number): Promise<string[]> {
    const isDue = async (book: string): Promise<boolean> =>
      (await this.due(book, 'hold', until, 1)).length + (await this.due(book, 'offer', until, 1)).length > 0;
    const due: string[] = [];
    for (const book of await this.books({ limit: Number.POSITIVE_INFINITY }))
      if (await isDue(book)) due.push(book);
    return due.slice(0, limit);
  }

  async due<K extends 'hold' | 'offer'>(
    book: string,
    kind: K,
    until: number,
    limit: number,
  ): Promise<StoredRows[K][]> {
    return this.#rowsOf(book, kind, ({ due }) => typeof due === 'number' && due <= until)
      .sort((a, b) => compare(a, b, ['due', ...ROW_KINDS[kind].key]))
      .slice(0, limit);
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
      };
    });
  }

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

/** The key of a row as one text. */
export function keyOf(kind: RowKindName, row: object): string {
  return JSON.stringify(ROW_KINDS[kind].key.map((column) => columnOf(row, column)));
}

/** The order of two rows by those columns. */
function compare(a: object, b: object, columns: readonly string[]): number {
  for (const column of columns) {
    const order = compareValues(columnOf(a, column), columnOf(b, column));
    if (order !== 0) return order;
  }
  return 0;
}

function columnOf(row: object, column: string): unknown {
  // Any object may be asked for any of its members; null counts as 0, where it counts.
  return (row as PlainRow)[column] ?? (column === 'at' ? 0 : undefined);
}

/** Text by its UTF-8 bytes, made and compared as such; numbers by size, the infinite ones too. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  throw new Error(`${String(a)} and ${String(b)} have no order`);
}
