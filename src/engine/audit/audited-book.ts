import { compareUtf8 } from '../../base/id.ts';
import type { StoredPlace } from '../../store/queries.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../store/row-kinds.ts';
import type { BookHead, CheckpointRow, EntryRow, JournalRow, StoreView } from '../../store/store.ts';
import type { AuditPace } from './audit-pace.ts';
import type { BookFindings } from './findings.ts';
import { type CursorOptions, RowCursor } from './row-cursor.ts';

/** A book that is being audited, at one moment. */
export interface AuditedBook {
  readonly view: StoreView;
  /**
   * Puts a check off until the view is closed, and then has it look at what is committed by then. False: so much was put off
   * that there is no room for more.
   */
  readonly putOff: (check: (latest: StoreView) => Promise<void>) => boolean;
  readonly head: BookHead;
  readonly findings: BookFindings;
  readonly pace: AuditPace;
}

/** Handlers of each page that is walked over, and of where rows cannot be read any further. */
type CursorHandlers<Row> = Pick<CursorOptions<Row>, 'onBreak' | 'onPage'>;

/** How a break is reported: behind which row of which table it is. */
export function breakIn<Row>(
  { findings }: AuditedBook,
  table: string,
  nameOf: (row: Row) => string,
): (after: Row | undefined, what: string) => void {
  return (after, what) =>
    findings.add(after === undefined ? table : `${table}, behind ${nameOf(after)}`, what);
}

/** @param isFirst false where breaks were reported before */
export function journalCursor(place: AuditedBook, isFirst: boolean): RowCursor<JournalRow> {
  const { view, head } = place;
  const onBreak = breakIn<JournalRow>(place, 'journal', ({ seq }) => `row ${seq}`);
  return new RowCursor<JournalRow>({
    read: (after, limit) =>
      view.journal(head.book, { limit, ...(after === undefined ? {} : { after: after.seq }) }),
    compare: (a, b) => a.seq - b.seq,
    onBreak: isFirst ? onBreak : () => undefined,
  });
}

export function kindCursor<K extends RowKindName>(
  view: StoreView,
  book: string,
  kind: K,
  handlers: CursorHandlers<StoredRows[K]>,
): RowCursor<StoredRows[K]> {
  const keyOf = keyReader(kind);
  return new RowCursor<StoredRows[K]>({
    read: (after, limit) =>
      view.list(book, kind, { limit, ...(after === undefined ? {} : { after: keyOf(after) }) }),
    compare: compareByKey(kind),
    ...handlers,
  });
}

export function entryCursor(
  view: StoreView,
  book: string,
  handlers: CursorHandlers<EntryRow>,
): RowCursor<EntryRow> {
  return new RowCursor<EntryRow>({
    read: (after, limit) => view.allEntries(book, { limit, ...(after === undefined ? {} : { after }) }),
    compare: compareEntries,
    ...handlers,
  });
}

export function checkpointCursor(place: AuditedBook): RowCursor<CheckpointRow> {
  const { view, head } = place;
  return new RowCursor<CheckpointRow>({
    read: (after, limit) => view.checkpoints(head.book, { limit, ...(after === undefined ? {} : { after }) }),
    compare: compareAccountPlaces,
    onBreak: breakIn(place, 'checkpoints', nameOfCheckpoint),
  });
}

/** Where an account is in order, and a place on it. */
export interface AccountPlace extends StoredPlace {
  readonly account: string;
}

export function compareAccountPlaces(a: AccountPlace, b: AccountPlace): number {
  return compareUtf8(a.account, b.account) || a.at - b.at || a.order - b.order;
}

export function compareEntries(a: EntryRow, b: EntryRow): number {
  return compareAccountPlaces(a, b) || a.seq - b.seq;
}

type KeyValue = string | number;

function keyReader<K extends RowKindName>(kind: K): (row: StoredRows[K]) => KeyValue[] {
  const { key } = ROW_KINDS[kind];
  return (row) => key.map((column) => row[column] as KeyValue); // Key columns are text or integers.
}

/** Rows of a kind in the order of their keys. */
export function compareByKey<K extends RowKindName>(kind: K): (a: StoredRows[K], b: StoredRows[K]) => number {
  const keyOf = keyReader(kind);
  return (a, b) => {
    const left = keyOf(a);
    const right = keyOf(b);
    for (const [i, value] of left.entries()) {
      const order = compareValues(value, right[i]);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compareValues(a: KeyValue, b: KeyValue | undefined): number {
  if (typeof a === 'string' && typeof b === 'string') return compareUtf8(a, b);
  return Number(a) - Number(b);
}

export function nameOfEntry({ account, at, order, seq }: EntryRow): string {
  return `entry of ${account} at ${at}, order ${order}, event ${seq}`;
}

export function nameOfCheckpoint({ account, at, order }: CheckpointRow): string {
  return `checkpoint of ${account} at ${at}, order ${order}`;
}
