import type { Residency } from '../residency.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import type { RowWatcher } from '../time/table.ts';
import { type HoldRow, isActive, returnOf } from './hold.ts';

/** Finds the holds that are to pay to an account: O(those that it ever expected, of which memory knows). */
export class HoldsByTarget implements RowWatcher<HoldRow, number> {
  readonly #byTarget = new Map<string, Map<number, HoldRow>>();
  readonly #residency: Residency | undefined;

  /** @param residency only where a part of the holds is in memory */
  constructor(residency?: Residency) {
    this.#residency = residency;
  }

  rowChanged(key: number, before: HoldRow | undefined, after: HoldRow | undefined): void {
    const last = before?.target?.last;
    if (last !== undefined && last !== after?.target?.last) this.#drop(last, key);
    if (after === undefined || after.target === null) return;
    const holds = this.#byTarget.get(after.target.last);
    if (holds === undefined) this.#byTarget.set(after.target.last, new Map([[key, after]]));
    else holds.set(key, after);
  }

  #drop(target: string, key: number): void {
    const holds = this.#byTarget.get(target);
    holds?.delete(key);
    if (holds?.size === 0) this.#byTarget.delete(target);
  }

  /** Plain data, the same for equal indexes. */
  describe(): [string, unknown][] {
    return [...this.#byTarget].map(([target, holds]) => [target, [...holds.keys()].sort((a, b) => a - b)]);
  }

  /**
   * The holds active at a place in time that an account expects through all merges known, in order of arrival. One
   * that was never merged away expects them from its opening on.
   */
  activeTo(target: string, instant: Instant): HoldRow[] {
    return this.#to(target)
      .filter((hold) => isActive(hold, instant))
      .sort((a, b) => a.key - b.key);
  }

  /** The holds that an account expects through all merges known, without those that are over by a place in time. */
  openBehind(target: string, instant: Instant): HoldRow[] {
    return this.#to(target).filter((hold) => {
      const end = returnOf(hold);
      return end === undefined || compareInstants(end, instant) > 0;
    });
  }

  #to(target: string): HoldRow[] {
    this.#residency?.need('holds_to', target);
    return [...(this.#byTarget.get(target)?.values() ?? [])];
  }
}
