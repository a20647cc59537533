import { StoreError } from '../../base/store-error.ts';
import { partsOfCreditKey } from '../../kernel/credit/credit.ts';
import { SUM_NAMES } from '../../kernel/time/delta.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../store/row-kinds.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import {
  type AuditedBook,
  breakIn,
  compareByKey,
  compareEntries,
  entryCursor,
  kindCursor,
  nameOfEntry,
} from './audited-book.ts';
import type { CursorOptions, RowCursor } from './row-cursor.ts';

/**
 * Where sums are taken depends on batches and on clocks, which changes cost, never meaning. So these columns are checked
 * against the entries instead.
 */
const FRONTIER_COLUMNS: ReadonlySet<string> = new Set(['frontier', ...SUM_NAMES, 'sinceCheckpoint']);

/** Compares every stored row of a kind with the one that follows from the journal. */
export async function compareKind<K extends RowKindName>(
  place: AuditedBook,
  rebuilt: StoreView,
  kind: K,
): Promise<void> {
  const { view, head, findings, pace } = place;
  const columns = Object.keys(ROW_KINDS[kind].columns).filter(
    (column) => kind !== 'account' || !FRONTIER_COLUMNS.has(column),
  );
  const name = (row: StoredRows[K]): string => nameOfRow(kind, row);
  const stored = kindCursor(view, head.book, kind, {
    onBreak: breakIn(place, ROW_KINDS[kind].table, name),
    onPage: async (page) => {
      findings.count(ROW_KINDS[kind].table, page.length);
      await pace.advance(page.length);
    },
  });
  await compareSides<StoredRows[K]>(stored, kindCursor(rebuilt, head.book, kind, { onBreak: throwBreak }), {
    compare: compareByKey(kind),
    both: (is, must) => {
      for (const column of columns) compareColumn(place, name(must), column, is, must);
    },
    missing: (must) => findings.add(name(must), 'it is missing: the journal leads to it'),
    surplus: (is) => findings.add(name(is), 'it should not be there: nothing in the journal leads to it'),
  });
}

function compareColumn(
  place: AuditedBook,
  where: string,
  column: string,
  stored: object,
  rebuilt: object,
): void {
  const is: unknown = stored[column as keyof typeof stored]; // It is one of their columns.
  const must: unknown = rebuilt[column as keyof typeof rebuilt]; // As above.
  if (is === must) return;
  // What was made before its number was kept has none.
  if (column === 'seq' && is === null) return;
  place.findings.add(where, `its ${column} is ${show(is)}, and the journal leads to ${show(must)}`);
}

/** Compares every stored entry with the one that follows from the journal. */
export async function compareAllEntries(
  place: AuditedBook,
  rebuilt: StoreView,
  stored: RowCursor<EntryRow>,
): Promise<void> {
  const { head, findings } = place;
  await compareSides<EntryRow>(stored, entryCursor(rebuilt, head.book, { onBreak: throwBreak }), {
    compare: compareEntries,
    both: (is, must) => {
      for (const column of SUM_NAMES) compareColumn(place, nameOfEntry(must), column, is, must);
    },
    missing: (must) => findings.add(nameOfEntry(must), 'it is missing: the journal leads to it'),
    surplus: (is) =>
      findings.add(nameOfEntry(is), 'it should not be there: nothing in the journal leads to it'),
  });
}

/** The store that is rebuilt into must be readable. */
const throwBreak: CursorOptions<unknown>['onBreak'] = (_after, what) => {
  throw new StoreError('store_failed', `what was rebuilt to be compared cannot be read: ${what}`);
};

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** What a row is called in a report: its kind and its key. */
export function nameOfRow<K extends RowKindName>(kind: K, row: StoredRows[K]): string {
  switch (kind) {
    case 'account':
      return `account ${(row as StoredRows['account']).key}`; // As the kind says; so below.
    case 'hold': {
      const { id, key } = row as StoredRows['hold'];
      return `hold ${id}, placed by event ${key}`;
    }
    case 'credit': {
      const { key } = row as StoredRows['credit'];
      return `credit ${partsOfCreditKey(key).id}, of key ${key}`;
    }
    case 'schedule': {
      const { id, key } = row as StoredRows['schedule'];
      return `schedule ${id}, made by event ${key}`;
    }
    case 'import': {
      const { source, key } = row as StoredRows['import'];
      return `import of ${source}, recorded by event ${key}`;
    }
    case 'label': {
      const { label, seq } = row as StoredRows['label'];
      return `label ${label} of row ${seq}`;
    }
    case 'privateAccount': {
      const { account, seq, place } = row as StoredRows['privateAccount'];
      return `private data of ${account} in row ${seq}, place ${place}`;
    }
    default:
      return `${kind} ${(row as { readonly id: string }).id}`;
  }
}

/** Handlers of the differences between two walks over rows of one kind. */
export interface Sides<Row> {
  readonly compare: (a: Row, b: Row) => number;
  both(stored: Row, rebuilt: Row): void;
  /** The row is not stored. */
  missing(rebuilt: Row): void;
  /** The row should not be stored. */
  surplus(stored: Row): void;
}

/** Walks both sides in the order of their keys. When the stored side cannot be read any further, it ends there. */
async function compareSides<Row>(
  stored: RowCursor<Row>,
  rebuilt: RowCursor<Row>,
  sides: Sides<Row>,
): Promise<void> {
  for (;;) {
    if (stored.needsPage) await stored.fill();
    if (rebuilt.needsPage) await rebuilt.fill();
    const is = stored.row;
    const must = rebuilt.row;
    if (is === undefined && (must === undefined || stored.isBroken)) return;
    const order = is === undefined ? 1 : must === undefined ? -1 : sides.compare(is, must);
    if (is !== undefined && must !== undefined && order === 0) sides.both(is, must);
    else if (is !== undefined && order < 0) sides.surplus(is);
    else if (must !== undefined) sides.missing(must);
    if (order <= 0) stored.step();
    if (order >= 0) rebuilt.step();
  }
}
