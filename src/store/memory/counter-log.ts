import { compareUtf8 } from '../../base/id.ts';
import type { EventPlace, LogRow } from '../../counters/counter-rows.ts';
import type { EventsQuery } from '../../counters/counter-store.ts';

/** The order of events: by moment, then source, then id. */
export function comparePlaces(a: EventPlace, b: EventPlace): number {
  return a.at - b.at || compareUtf8(a.source, b.source) || compareUtf8(a.eventId, b.eventId);
}

/** The log of one counter: by key, and in order of time. */
export class CounterLog {
  /** By source and id: nested, so that no key has to be made up of both. */
  readonly #bySource = new Map<string, Map<string, LogRow>>();
  /** In order of arrival until somebody reads, then in order. */
  #rows: LogRow[] = [];
  #isSorted = true;

  /** Null when the row is new, and added; else the one that stands under its key. */
  add(row: LogRow): LogRow | null {
    let byId = this.#bySource.get(row.source);
    if (byId === undefined) {
      byId = new Map();
      this.#bySource.set(row.source, byId);
    }
    const standing = byId.get(row.eventId);
    if (standing !== undefined) return standing;
    byId.set(row.eventId, row);
    const last = this.#rows.at(-1);
    // Events that come in order of time, as most do, never have to be sorted.
    if (this.#isSorted && last !== undefined && last.at >= row.at) this.#isSorted = false;
    this.#rows.push(row);
    return null;
  }

  /** Takes rows back that were just added. */
  remove(rows: readonly LogRow[]): void {
    const gone = new Set(rows);
    this.#rows = this.#rows.filter((row) => !gone.has(row));
    for (const { source, eventId } of rows) this.#bySource.get(source)?.delete(eventId);
  }

  /** The rows of a range, in order; the caller stops when it has enough. */
  *range({ from, to, after }: Omit<EventsQuery, 'limit'>): Generator<LogRow> {
    const rows = this.#sorted();
    const start = after === undefined ? null : firstIndex(rows, (row) => comparePlaces(row, after) > 0);
    const begin = from === null ? 0 : firstIndex(rows, (row) => row.at >= from);
    for (let i = Math.max(begin, start ?? 0); i < rows.length; i += 1) {
      const row = rows[i];
      if (row === undefined || (to !== null && row.at >= to)) return;
      yield row;
    }
  }

  #sorted(): readonly LogRow[] {
    if (!this.#isSorted) {
      this.#rows.sort(comparePlaces);
      this.#isSorted = true;
    }
    return this.#rows;
  }
}

/** The first index from which on the test holds; it must hold for all behind one for which it does. */
function firstIndex(rows: readonly LogRow[], test: (row: LogRow) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && test(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
