import { FETCH_ROWS_AT_ONCE } from '../../base/limits.ts';
import { TimeSlice } from '../commit/time-slice.ts';

/** How many rows may still be fetched of which nobody knows before how many there are; or how much of anything may be done. */
export class RowBudget {
  #left: number;
  readonly #whole: RowBudget | undefined;

  constructor(rows: number, whole?: RowBudget) {
    this.#left = rows;
    this.#whole = whole;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** A part of what is left. What is spent of it is spent of the whole. */
  share(parts: number): RowBudget {
    return new RowBudget(this.#left / parts, this);
  }

  spend(rows: number): void {
    this.#left -= rows;
    this.#whole?.spend(rows);
  }
}

/** How far to go: as far as the budget reaches, or to the end, whatever that is. */
export interface Reach {
  readonly budget: RowBudget | undefined;
  readonly mayStop: boolean;
}

/**
 * Loads all rows under each key, in order: of as many keys at once as come to FETCH_ROWS_AT_ONCE rows, but all of one. Returns false where
 * the budget was spent before the end.
 *
 * @param load returns how many rows it loaded; undefined: more than the limit, and then it loaded nothing
 */
export async function loadInParts<Key>(
  keys: readonly Key[],
  { budget, mayStop }: Reach,
  load: (some: Key[], limit: number | undefined) => Promise<number | undefined>,
): Promise<boolean> {
  const slice = new TimeSlice();
  let size = keys.length;
  for (let i = 0; i < keys.length; ) {
    if (mayStop && budget?.isSpent === true) return false;
    if (slice.isOver) await slice.yield();
    const some = keys.slice(i, i + size);
    const rows = await load(some, some.length > 1 ? FETCH_ROWS_AT_ONCE : undefined);
    if (rows === undefined) {
      size = Math.ceil(some.length / 2);
      continue;
    }
    budget?.spend(rows);
    i += some.length;
    if (rows < FETCH_ROWS_AT_ONCE / 2) size *= 2;
  }
  return true;
}

/** What was found, of which one more than the limit was asked for; undefined: it is more. */
export function within<Row>(limit: number | undefined, rows: readonly Row[]): readonly Row[] | undefined {
  return limit !== undefined && rows.length > limit ? undefined : rows;
}
