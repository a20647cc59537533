import { type Measure, OrderedTree } from '../../base/ordered-tree.ts';
import { addDeltas, type Delta, isNoChange, type Move, moveOf } from './delta.ts';
import { compareInstants, type Instant } from './instant.ts';
import type { Stretch } from './measure-timeline.ts';

type SortedDeltas = OrderedTree<Instant, Move, Stretch>;

/** How many changes wait before opposites among them are cancelled. */
const WAITING_MIN = 64;
/** More than so many are sorted into the tree, so that no single call sorts a long list. */
const WAITING_MAX = 4_096;

/**
 * Deltas by place in time, sorted only when somebody asks for places or sums.
 *
 * Until then changes wait in a list. Most of what is reserved is captured or released before it runs out, so
 * that it meets its opposite there and never costs a place in the tree; and the other side of most accounts,
 * the world, is hardly ever asked about. Bounds of what balances may do inside cost O(1) meanwhile.
 */
export class LazyDeltas {
  #measure: Measure<Instant, Delta, Stretch>;
  #sorted: SortedDeltas;
  #waiting: Move[] = [];
  #waitingMax = WAITING_MIN;
  /** How many of the waiting changes are in the bounds below; the others are added lazily. */
  #counted = 0;
  /** No place is earlier than this. */
  #earliest = Number.POSITIVE_INFINITY;
  #due = 0n;
  #fall = 0n;
  #gain = 0n;
  #loss = 0n;

  constructor(measure: Measure<Instant, Delta, Stretch>) {
    this.#measure = measure;
    this.#sorted = new OrderedTree<Instant, Move, Stretch>(compareInstants, measure);
  }

  /** Keeps other summaries from now on. O(n log n). */
  measureAnew(measure: Measure<Instant, Delta, Stretch>): void {
    this.#measure = measure;
    const before = this.#sorted;
    this.#sorted = new OrderedTree<Instant, Move, Stretch>(compareInstants, measure);
    for (const { key, value } of before.entries()) this.#sorted.set(key, value);
  }

  /** Forgets everything. */
  clear(): void {
    // Most often nothing was sorted, and the list was short: then nothing is made anew.
    if (this.#sorted.size > 0)
      this.#sorted = new OrderedTree<Instant, Move, Stretch>(compareInstants, this.#measure);
    this.#waiting.length = 0;
    this.#waitingMax = WAITING_MIN;
    this.#counted = 0;
    this.#earliest = Number.POSITIVE_INFINITY;
    this.#due = 0n;
    this.#fall = 0n;
    this.#gain = 0n;
    this.#loss = 0n;
  }

  /** How far what a ceiling counts can rise at most. */
  get rise(): bigint {
    this.#countWaiting();
    return this.#gain + this.#due;
  }

  /** How far `available` can fall at most; not positive. */
  get fall(): bigint {
    this.#countWaiting();
    return this.#fall;
  }

  /** How far what is posted can rise at most. */
  get gain(): bigint {
    this.#countWaiting();
    return this.#gain;
  }

  /** How far what is posted can fall at most; not negative. */
  get loss(): bigint {
    this.#countWaiting();
    return this.#loss;
  }

  /** At most so many places are taken. */
  get size(): number {
    return this.#waiting.length + this.#sorted.size;
  }

  /** A moment before which nothing lies. */
  get earliest(): number {
    return this.#earliest;
  }

  /** Adds a change: O(1), and amortised O(log n) for bringing those that waited into order. */
  add(move: Move): void {
    this.#waiting.push(move);
    if (move.at < this.#earliest) this.#earliest = move.at;
    if (this.#waiting.length >= this.#waitingMax) this.#settleOpposites();
  }

  /** Everything by its place. O(1) when nothing waits. */
  sorted(): SortedDeltas {
    if (this.#waiting.length > 0) this.#settleOpposites();
    if (this.#waiting.length > 0) this.#sort();
    return this.#sorted;
  }

  /** What lies behind a place, in order. O(log n + what is returned). */
  *after({ at, order }: Instant): IterableIterator<[Instant, Delta]> {
    for (const { key, value } of this.sorted().entries({ at, order })) {
      if (key.at > at || key.order > order) yield [key, value];
    }
  }

  /** Takes out what lies at or before a moment, in order. O(log n) for each. */
  *takeUntil(at: number): IterableIterator<Move> {
    if (at < this.#earliest) return;
    const sorted = this.sorted();
    for (let next = sorted.first(); next !== undefined; next = sorted.first()) {
      const [instant, move] = next;
      this.#earliest = instant.at;
      if (instant.at > at) return;
      sorted.delete(instant);
      this.#count(move, -1n);
      yield move;
    }
    this.#earliest = Number.POSITIVE_INFINITY;
  }

  /** Takes out what lies after a moment, the last first. O(log n) for each. */
  *takeAfter(at: number): IterableIterator<Move> {
    const sorted = this.sorted();
    for (let last = sorted.last(); last !== undefined && last[0].at > at; last = sorted.last()) {
      const [instant, move] = last;
      sorted.delete(instant);
      this.#count(move, -1n);
      yield move;
    }
    if (sorted.size === 0) this.#earliest = Number.POSITIVE_INFINITY;
  }

  /** Takes those that came since somebody last asked into the bounds. */
  #countWaiting(): void {
    for (; this.#counted < this.#waiting.length; this.#counted += 1) {
      const move = this.#waiting[this.#counted];
      if (move !== undefined) this.#count(move, 1n);
    }
  }

  /** Lets opposites that wait cancel each other; what is left goes on waiting, or into the tree if it is much. */
  #settleOpposites(): void {
    this.#countWaiting();
    const left = netOf(this.#waiting);
    for (const move of this.#waiting) this.#count(move, -1n);
    for (const move of left) this.#count(move, 1n);
    this.#waiting = left;
    this.#counted = left.length;
    this.#waitingMax = Math.max(WAITING_MIN, 2 * left.length);
    if (this.#waitingMax > WAITING_MAX) this.#sort();
  }

  /** Moves what waits, opposites settled, into the tree. */
  #sort(): void {
    for (const move of this.#waiting) {
      const before = this.#sorted.set(move, move);
      if (before === undefined) continue;
      // The list is counted move by move; at one place the tree holds their sum.
      const sum = addDeltas(before, move);
      this.#count(before, -1n);
      this.#count(move, -1n);
      this.#count(sum, 1n);
      if (isNoChange(sum)) this.#sorted.delete(move);
      else this.#sorted.set(move, moveOf(move.account, move, sum));
    }
    this.#waiting = [];
    this.#counted = 0;
    this.#waitingMax = WAITING_MIN;
  }

  /** Takes a delta into the bounds, or with sign -1 out of them again. */
  #count(delta: Delta, sign: bigint): void {
    const { available, inflow, outflow, incoming, expected } = delta;
    if (incoming > 0n) this.#due += sign * incoming;
    if (expected > 0n) this.#due += sign * expected;
    if (available < 0n) this.#fall += sign * available;
    if (inflow > 0n) this.#gain += sign * inflow;
    else if (inflow < 0n) this.#loss -= sign * inflow;
    if (outflow > 0n) this.#loss += sign * outflow;
    else if (outflow < 0n) this.#gain -= sign * outflow;
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
