import { OrderedTree } from '../../base/ordered-tree.ts';
import { addDeltas, type Delta, isNoChange, type Move, moveOf } from './delta.ts';
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

/** So many changes wait before opposites among them are looked for. */
const WAITING_MIN = 64;
/** More than so many are sorted into the tree, so that no single call sorts a long list. */
const WAITING_MAX = 4_096;

/**
 * What lies ahead on a timeline: what runs out later, and what is dated ahead.
 *
 * Changes wait in a list until somebody asks for places or sums. Most of what is reserved is captured or
 * released before it runs out, so that it meets its opposite there and never costs a place in the tree; and
 * as long as the earliest place is not reached, nobody asks. Bounds of what balances may do ahead cost O(1).
 */
export class Agenda {
  readonly #sorted: Deltas = new OrderedTree(compareInstants, measureTimeline);
  #waiting: Move[] = [];
  #waitingMax = WAITING_MIN;
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

  /** Adds a change: O(1), and amortised O(log n) for bringing those that waited into order. */
  add(move: Move): void {
    this.#waiting.push(move);
    this.#count(move, 1n);
    if (move.at < this.#earliest) this.#earliest = move.at;
    if (this.#waiting.length >= this.#waitingMax) this.#settleOpposites();
  }

  /** Everything ahead by its place, sorted. */
  sorted(): Deltas {
    if (this.#waiting.length > 0) this.#settleOpposites();
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

  /** Lets opposites that wait cancel each other; what is left goes on waiting, or into the tree if it is much. */
  #settleOpposites(): void {
    const left = netOf(this.#waiting);
    for (const move of this.#waiting) this.#count(move, -1n);
    for (const move of left) this.#count(move, 1n);
    this.#waiting = left;
    this.#waitingMax = Math.max(WAITING_MIN, 2 * left.length);
    if (this.#waitingMax > WAITING_MAX) this.#sort();
  }

  /** Moves what waits, opposites settled, into the tree. */
  #sort(): void {
    for (const move of this.#waiting) {
      const before = accumulate(this.#sorted, move, move);
      if (before === undefined) continue;
      // The list is counted move by move; at one place the tree holds their sum.
      this.#count(before, -1n);
      this.#count(move, -1n);
      this.#count(addDeltas(before, move), 1n);
    }
    this.#waiting = [];
    this.#waitingMax = WAITING_MIN;
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

/** The moves in order of place, one for each place, without those that sum to nothing. */
function netOf(moves: Move[]): Move[] {
  const net: Move[] = [];
  for (const move of moves.sort(compareInstants)) {
    const last = net.at(-1);
    if (last !== undefined && compareInstants(last, move) === 0) {
      net[net.length - 1] = moveOf(move.account, move, addDeltas(last, move));
    } else {
      if (last !== undefined && isNoChange(last)) net.pop();
      net.push(move);
    }
  }
  const last = net.at(-1);
  if (last !== undefined && isNoChange(last)) net.pop();
  return net;
}
