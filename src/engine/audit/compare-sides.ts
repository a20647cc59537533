import type { RowCursor } from './row-cursor.ts';

/** Told how two walks over rows of one kind differ. */
export interface Sides<Row> {
  readonly compare: (a: Row, b: Row) => number;
  both(stored: Row, rebuilt: Row): void;
  /** The row is not stored. */
  missing(rebuilt: Row): void;
  /** The row should not be stored. */
  surplus(stored: Row): void;
}

/** Walks both sides in the order of their keys. When the stored side cannot be read any further, it ends there. */
export async function compareSides<Row>(
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
