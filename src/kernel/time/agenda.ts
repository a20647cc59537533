import { OrderedTree } from '../../base/ordered-tree.ts';
import { addDeltas, type Delta, isNoChange, type Move } from './delta.ts';
import { compareInstants, type Instant } from './instant.ts';
import { measureTimeline, type Stretch } from './measure-timeline.ts';

export type Deltas = OrderedTree<Instant, Delta, Stretch>;

/** Adds a delta at its place, and tells what stood there before. A sum of nothing leaves no trace. */
export function accumulate(deltas: Deltas, instant: Instant, delta: Delta): Delta | undefined {
  const before = deltas.set(instant, delta);
  if (before === undefined) return undefined;
  const sum = addDeltas(before, delta);
  if (isNoChange(sum)) deltas.delete(instant);
  else deltas.set(instant, sum);
  return before;
}

/** So many changes wait before they are sorted into the tree. */
const WAITING_MAX = 64;

/**
 * What lies ahead on a timeline: what runs out later, and what is dated ahead.
 *
 * Changes wait in a list until somebody asks for places or sums. Most of what is reserved is captured or
 * released soon, so that it meets its opposite there and never costs a place in the tree; and as long as the
 * earliest place is not reached, nobody asks. Two bounds of what `available` may do ahead cost O(1) meanwhile.
 */
export class Agenda {
  readonly #sorted: Deltas = new OrderedTree(compareInstants, measureTimeline);
  #waiting: Move[] = [];
  /** No place is earlier than this. */
  #earliest = Number.POSITIVE_INFINITY;
  #rise = 0n;
  #fall = 0n;
  #gain = 0n;

  /** How far `available` can rise ahead at most. */
  get rise(): bigint {
    return this.#rise;
  }

  /** How far `available` can fall ahead at most; not positive. */
  get fall(): bigint {
    return this.#fall;
  }

  /** How far what is posted can rise ahead at most. */
  get gain(): bigint {
    return this.#gain;
  }

  /** A moment before which nothing lies. */
  get earliest(): number {
    return this.#earliest;
  }

  /** Adds a change. O(1), or O(log n) for each that waited. */
  add(move: Move): void {
    this.#waiting.push(move);
    this.#count(move, 1n);
    if (move.at < this.#earliest) this.#earliest = move.at;
    if (this.#waiting.length >= WAITING_MAX) this.#sort();
  }

  /** Everything ahead by its place, sorted. */
  sorted(): Deltas {
    if (this.#waiting.length > 0) this.#sort();
    return this.#sorted;
  }

  /** Takes out what lies at or before a moment, in order. O(log n) for each. */
  *takeUntil(at: number): IterableIterator<[Instant, Delta]> {
    if (at < this.#earliest) return;
    const sorted = this.sorted();
    for (let next = sorted.first(); next !== undefined; next = sorted.first()) {
      const [instant, delta] = next;
      this.#earliest = instant.at;
      if (instant.at > at) return;
      sorted.delete(instant);
      this.#count(delta, -1n);
      yield next;
    }
    this.#earliest = Number.POSITIVE_INFINITY;
  }

  #sort(): void {
    const waiting = this.#waiting.sort(compareInstants);
    this.#waiting = [];
    let sum: Delta | undefined;
    for (let i = 0; i < waiting.length; i += 1) {
      const move = waiting[i];
      if (move === undefined) break;
      this.#count(move, -1n);
      sum = sum === undefined ? move : addDeltas(sum, move);
      const next = waiting[i + 1];
      if (next !== undefined && compareInstants(move, next) === 0) continue;
      if (!isNoChange(sum)) this.#place(move, sum);
      sum = undefined;
    }
  }

  #place(instant: Instant, delta: Delta): void {
    const before = accumulate(this.#sorted, instant, delta);
    if (before !== undefined) this.#count(before, -1n);
    this.#count(before === undefined ? delta : addDeltas(before, delta), 1n);
  }

  /** Takes a delta into the bounds, or with sign -1 out of them again. */
  #count(delta: Delta, sign: bigint): void {
    const { available, inflow } = delta;
    if (available > 0n) this.#rise += sign * available;
    else if (available < 0n) this.#fall += sign * available;
    if (inflow > 0n) this.#gain += sign * inflow;
    if (delta.outflow < 0n) this.#gain -= sign * delta.outflow;
  }
}
