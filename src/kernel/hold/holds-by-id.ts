import { assert } from '../../base/assert.ts';
import type { Residency } from '../residency.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import type { RowWatcher } from '../time/table.ts';
import { type HoldRow, isActive } from './hold.ts';

/** The holds that have had an id, in no order. Almost always there is one, so it is not wrapped in a list. */
type Lives = HoldRow | Map<number, HoldRow>;

/** Finds holds by id and moment. An id may be used again once its hold is no longer active. */
export class HoldsById implements RowWatcher<HoldRow, number> {
  readonly #byId = new Map<string, Lives>();
  readonly #residency: Residency | undefined;

  /** @param residency only where a part of the holds is in memory */
  constructor(residency?: Residency) {
    this.#residency = residency;
  }

  rowChanged(key: number, before: HoldRow | undefined, after: HoldRow | undefined): void {
    if (after !== undefined) this.#put(key, after);
    else if (before !== undefined) this.#drop(key, before.id);
  }

  #put(key: number, row: HoldRow): void {
    const lives = this.#byId.get(row.id);
    if (lives instanceof Map) {
      lives.set(key, row);
    } else if (lives === undefined || lives.key === key) {
      this.#byId.set(row.id, row);
    } else {
      this.#byId.set(row.id, new Map([[lives.key, lives]]).set(key, row));
    }
  }

  #drop(key: number, id: string): void {
    const lives = this.#byId.get(id);
    if (lives instanceof Map) {
      lives.delete(key);
      // It is as if the other had never been.
      const [only] = lives.values();
      if (lives.size === 1 && only !== undefined) this.#byId.set(id, only);
    } else {
      assert(lives?.key === key, 'a dropped hold was indexed');
      this.#byId.delete(id);
    }
  }

  /** Plain data, the same for equal indexes. */
  describe(): [string, unknown][] {
    return [...this.#byId].map(([id, lives]) => [
      id,
      lives instanceof Map ? [...lives.keys()].sort((a, b) => a - b) : lives.key,
    ]);
  }

  /** Whether some hold that has had this id is so. O(their number). */
  some(id: string, isSo: (hold: HoldRow) => boolean): boolean {
    this.#residency?.need('hold', id);
    const lives = this.#byId.get(id);
    if (lives === undefined) return false;
    return lives instanceof Map ? lives.values().some(isSo) : isSo(lives);
  }

  /** The hold that the id means at a place in time: the active one, else the latest placed before it. */
  at(id: string, instant: Instant): HoldRow | undefined {
    this.#residency?.need('hold', id);
    const lives = this.#byId.get(id);
    if (!(lives instanceof Map)) return lives;
    let latest: HoldRow | undefined;
    for (const hold of lives.values()) {
      if (isActive(hold, instant)) return hold;
      if (compareInstants(hold.placed, instant) > 0) continue;
      if (latest === undefined || compareInstants(hold.placed, latest.placed) > 0) latest = hold;
    }
    return latest;
  }
}
