import { BEGINNING } from '../../base/timestamp.ts';
import { CheckpointCount } from './checkpoint-count.ts';
import {
  addDeltas,
  countedOf,
  type Delta,
  isNoChange,
  type Move,
  moveOf,
  NO_CHANGE,
  negateDelta,
  numbersOf,
} from './delta.ts';
import {
  afterAll,
  BEFORE_ALL,
  compareInstants,
  type Instant,
  isExpiry,
  justAfter,
  seqAt,
} from './instant.ts';
import { LazyDeltas } from './lazy-deltas.ts';
import { measureFor, type Stretch } from './measure-timeline.ts';
import { mostPosted } from './most-posted.ts';
import { Names, showsName } from './names.ts';
import { RunningSums } from './running-sums.ts';
import type { FoldedTimeline, Measured, Standing, TimelineOptions } from './timeline-form.ts';
import type { Undoable, UndoLog } from './undo-log.ts';
import { addUsage, NO_USAGE, type Usage } from './usage.ts';

const availableOf = ({ available }: Delta): bigint => available;

/**
 * One account's history and known future, as sums of deltas by place in time.
 *
 * The frontier splits it: everything at or before that moment is folded into one running sum, so checks in
 * time order cost O(1); everything after it (what runs out later, what is dated ahead) lies ahead.
 * With history kept, the past is a tree too, for reads at past moments and late arrivals, O(log n) each.
 * Without, the past is forgotten: reads and checks before the frontier see the sums at the frontier.
 *
 * Where the frontier stands changes cost, never meaning, so it is not part of the state. A rollback takes it back
 * all the same, or what was refused would cost those who come later; only where no history is kept there is nothing
 * to take it back to, and it stays.
 */
export class Timeline implements Undoable {
  readonly #undo: UndoLog;
  readonly account: string;
  readonly #past: LazyDeltas | undefined;
  readonly #forget: TimelineOptions['forget'];
  readonly #missPast: TimelineOptions['missPast'];
  /** Everything from this place on is in memory; before it, only what was added since `#loadedAt`. */
  #pastFrom: Instant = BEFORE_ALL;
  #loadedAt = 0;
  readonly checkpoints = new CheckpointCount();
  readonly names: Names;
  readonly #future: LazyDeltas;
  #measured: Measured;
  #frontier = Number.NEGATIVE_INFINITY;
  /** At the frontier's own moment, nothing stands behind this order. */
  #lastOrder = Number.NEGATIVE_INFINITY;
  readonly #sums = new RunningSums();
  /** The number of the latest event that changed it; 0: none did. */
  lastSeq = 0;

  /** Keeps history unless it gets a callback for what it forgets. */
  constructor(undo: UndoLog, { account, forget, missPast, ...measured }: TimelineOptions) {
    this.account = account ?? '';
    this.names = new Names(undo, this.account);
    const measure = measureFor(measured);
    this.#undo = undo;
    this.#measured = measured;
    this.#forget = forget;
    this.#missPast = missPast;
    this.#past = forget === undefined ? new LazyDeltas(measure) : undefined;
    this.#future = new LazyDeltas(measure);
  }

  /**
   * Becomes what is kept elsewhere, as of event `seq`. Only when new. A frontier that was kept beyond the horizon is
   * taken back to it.
   *
   * @param ahead all that lies after the frontier and after the horizon, whichever is earlier
   */
  load(folded: FoldedTimeline, ahead: Iterable<Move>, seq: number, horizon = Number.POSITIVE_INFINITY): void {
    const { frontier } = folded;
    this.#frontier = Math.min(frontier, horizon);
    this.#sums.add(folded);
    this.lastSeq = folded.lastSeq;
    this.names.load(folded);
    for (const move of ahead) {
      this.#future.add(move);
      if (move.at <= frontier) this.#sums.add(negateDelta(move));
    }
    this.#leavePast(seq);
    this.#lastOrder = 2 * seq + 1;
    // Sums that were taken beyond the horizon lie ahead of the frontier now, where none may be.
    const beyond =
      frontier > horizon ? { at: this.#frontier + 1, order: Number.MIN_SAFE_INTEGER } : undefined;
    this.checkpoints.resume(folded.sinceCheckpoint, { at: frontier, order: 2 * seq + 1 }, beyond);
  }

  /** Where the part of the past that is in memory begins, and the event up to which the rest is kept elsewhere. */
  get pastInMemory(): { readonly from: Instant; readonly loadedAt: number } {
    return { from: this.#pastFrom, loadedAt: this.#loadedAt };
  }

  /** Whether what lies from a place on is kept elsewhere in part. */
  lacksPast(from: Instant): boolean {
    return compareInstants(from, this.#pastFrom) < 0;
  }

  /** Loads the past from a moment on: what lies before `pastInMemory.from`, of events up to `loadedAt`. */
  recallPast(from: number, moves: Iterable<Move>): void {
    for (const move of moves) this.#past?.add(move);
    this.#pastFrom = { ...BEFORE_ALL, at: from };
  }

  /**
   * Leaves the past to where it is kept, if that is all of it up to event `seq` and memory holds over `max`.
   *
   * @param backMs how far behind the frontier something is looked back to, so that it stays
   */
  forgetPast(seq: number, max: number, backMs = 0): void {
    if (this.#past === undefined || this.#past.size <= max) return;
    const before = Math.max(this.#frontier - backMs, BEGINNING);
    if (backMs === 0 || this.#pastFrom.at > before) {
      this.#leavePast(seq);
      return;
    }
    for (const _ of this.#past.takeUntil(before - 1));
    this.#pastFrom = { ...BEFORE_ALL, at: before };
    this.#loadedAt = seq;
  }

  /** How many places behind the frontier are in memory, at most. */
  get pastSize(): number {
    return this.#past?.size ?? 0;
  }

  #leavePast(seq: number): void {
    this.#past?.clear();
    // Whatever comes next at the frontier's own moment stands behind all that stands there now.
    this.#pastFrom = { at: this.#frontier, order: 2 * seq + 2 };
    this.#loadedAt = seq;
  }

  #requirePast(from: Instant): void {
    if (this.#missPast !== undefined && this.lacksPast(from)) this.#missPast(from.at);
  }

  /** What is summed up at the frontier. */
  get folded(): FoldedTimeline {
    return {
      frontier: this.#frontier,
      ...this.names.marks,
      sinceCheckpoint: this.checkpoints.since,
      lastSeq: this.lastSeq,
      ...this.#sums.copy(),
    };
  }

  /** The moment up to which everything is folded; -Infinity at first. */
  get frontier(): number {
    return this.#frontier;
  }

  /** Whether an accepted command names this account after a moment. O(1) where nothing later was taken back. */
  isNamedAfter(at: number): boolean {
    const known = this.names.isNamedAfter(at);
    if (known !== undefined) return known;
    // What was forgotten cannot be asked what it shows.
    if (this.#past === undefined) return true;
    for (const [, delta] of this.after(afterAll(at))) if (showsName(delta)) return true;
    return false;
  }

  /**
   * Adds a delta at its place; deltas at one place add up, and a sum of nothing leaves no trace.
   *
   * @param seq the number of the event that it is of
   * @param until the moment to which the frontier comes up before, if that is later
   */
  add(move: Move, seq: number, until = Number.NEGATIVE_INFINITY): void {
    if (this.#undo.depth > 0) this.#undo.record(this, move, this.forgets ? this.lastSeq : this.#standing());
    this.lastSeq = seq;
    this.advance(until);
    this.#add(move);
  }

  /** Says that an event changed the account and none of its balances. */
  touch(seq: number): void {
    this.#undo.record(this, undefined, this.lastSeq);
    this.lastSeq = seq;
  }

  /** Whether it keeps no history. */
  get forgets(): boolean {
    return this.#past === undefined;
  }

  #standing(): Standing {
    const { since, lateFrom } = this.checkpoints;
    return { frontier: this.#frontier, lastOrder: this.#lastOrder, lastSeq: this.lastSeq, since, lateFrom };
  }

  /** What was folded since the timeline stood so lies ahead again: O(log n) for each. */
  #standBack({ frontier, lastOrder, lastSeq, since, lateFrom }: Standing): void {
    if (frontier < this.#frontier) {
      for (const move of this.#past?.takeAfter(frontier) ?? []) {
        this.#sums.add(negateDelta(move));
        this.#future.add(move);
      }
      this.#frontier = frontier;
    }
    this.#lastOrder = lastOrder;
    this.lastSeq = lastSeq;
    this.checkpoints.restore(since, lateFrom);
  }

  restore(key: unknown, before: unknown): void {
    const move = key as Move | undefined; // What add() or touch() recorded.
    if (move !== undefined) this.#add(moveOf(move.account, move, negateDelta(move)));
    if (typeof before === 'number') this.lastSeq = before;
    else this.#standBack(before as Standing); // As above.
  }

  #add(move: Move): void {
    if (move.at > this.#frontier) this.#future.add(move);
    else this.#fold(move);
  }

  /** Moves the frontier to a moment, if it is later, for good: amortised O(log n) for each delta passed. */
  advance(at: number): void {
    if (at <= this.#frontier) return;
    this.#frontier = at;
    this.#lastOrder = Number.NEGATIVE_INFINITY;
    if (at < this.#future.earliest) return;
    for (const move of this.#future.takeUntil(at)) this.#fold(move);
  }

  #fold(move: Move): void {
    this.#sums.add(move);
    this.checkpoints.count(move);
    if (move.at === this.#frontier && move.order > this.#lastOrder) this.#lastOrder = move.order;
    if (this.#past !== undefined) this.#past.add(move);
    else if (isExpiry(move)) this.#forget?.(seqAt(move));
  }

  /** The sums of everything before a place in time. O(1) at the frontier when nothing follows it, else O(log n). */
  sumsBefore(instant: Instant): Delta {
    if (instant.at > this.#frontier) {
      const isFree = instant.at < this.#future.earliest;
      const ahead = isFree ? undefined : this.#future.sorted().between(undefined, instant);
      return ahead === undefined ? this.#sums.copy() : addDeltas(this.#sums, ahead);
    }
    if (this.#past === undefined) return this.#sums.copy();
    this.#requirePast(instant);
    const later = this.#past.sorted().between(instant, undefined);
    return later === undefined ? this.#sums.copy() : addDeltas(this.#sums, negateDelta(later));
  }

  /** The sums just after everything at a moment. */
  sumsAt(at: number): Delta {
    if (at === this.#frontier) return this.#sums.copy();
    return this.sumsBefore(afterAll(at));
  }

  /** True when `available`, changed by `change` throughout a window, stays at or above the floor in it. */
  staysAbove(floor: bigint, change: bigint, from: Instant, until: Instant | undefined): boolean {
    if (this.#isAhead(from) && this.#sums.available + this.#future.fall + change >= floor) return true;
    return this.leastAvailable(from, until) + change >= floor;
  }

  /** The same for what a ceiling counts. */
  staysBelow(ceiling: bigint, change: bigint, from: Instant, until: Instant | undefined): boolean {
    if (this.#isAhead(from) && countedOf(this.#sums) + this.#future.rise + change <= ceiling) return true;
    return this.mostCounted(from, until) + change <= ceiling;
  }

  /** True when what is posted, changed by `change` throughout a window, stays at or under the most in it. */
  postedStaysBelow(most: bigint, change: bigint, from: Instant, until: Instant | undefined): boolean {
    // No more is ever posted than stands at the frontier, or went out since the window began, and all that
    // comes in ahead: that decides all but astronomic amounts.
    const isAhead = this.#isAhead(from);
    if (!isAhead) this.#requirePast(from);
    const wentOut = isAhead ? 0n : (this.#past?.loss ?? 0n);
    if (this.#sums.inflow - this.#sums.outflow + wentOut + this.#future.gain + change <= most) return true;
    return mostPosted(this, from, until) + change <= most;
  }

  /** Whether everything from a place on is ahead of the frontier, as far as is known. */
  #isAhead(from: Instant): boolean {
    if (this.#past === undefined || from.at > this.#frontier) return true;
    return from.at === this.#frontier && from.order > this.#lastOrder;
  }

  /** The least `available` from a place on (what stands there included) until before another, or for ever. */
  leastAvailable(from: Instant, until?: Instant): bigint {
    const stretches = this.#stretches(from, until);
    let standing = this.#standingAt(from, until, stretches, availableOf);
    let least = standing;
    for (const stretch of stretches) {
      if (standing + stretch.least < least) least = standing + stretch.least;
      standing += stretch.available;
    }
    return least;
  }

  /** The most that a ceiling counts over the same window. Where there was no ceiling before, the first time is O(n log n). */
  mostCounted(from: Instant, until?: Instant): bigint {
    this.#measureAlso('hasCeiling');
    const stretches = this.#stretches(from, until);
    let standing = this.#standingAt(from, until, stretches, countedOf);
    let most = standing;
    for (const stretch of stretches) {
      if (standing + stretch.most > most) most = standing + stretch.most;
      standing += countedOf(stretch);
    }
    return most;
  }

  #measureAlso(what: keyof Measured): void {
    if (this.#measured[what]) return;
    this.#measured = { ...this.#measured, [what]: true };
    const measure = measureFor(this.#measured);
    this.#past?.measureAnew(measure);
    this.#future.measureAnew(measure);
  }

  /** What velocity limits count from a place on, what stands there included, until before another. The first time as above. */
  usageBetween(from: Instant, until: Instant): Usage {
    this.#measureAlso('hasLimits');
    if (from.at <= this.#frontier) this.#requirePast(from);
    const past = this.#past?.sorted().between(from, until)?.usage ?? NO_USAGE;
    if (until.at <= this.#future.earliest) return past;
    return addUsage(past, this.#future.sorted().between(from, until)?.usage ?? NO_USAGE);
  }

  /** What `of` says of the sums just behind a place, given the stretches that follow it. */
  #standingAt(
    place: Instant,
    until: Instant | undefined,
    stretches: readonly Stretch[],
    of: (sums: Delta) => bigint,
  ): bigint {
    if (until !== undefined) return of(this.sumsBefore(justAfter(place)));
    // Everything later was summed up already, so it is taken off the sum of all.
    let standing = of(this.#sums) + of(this.#future.sorted().total() ?? NO_CHANGE);
    for (const stretch of stretches) standing -= of(stretch);
    return standing;
  }

  /** The summaries of what follows a place until before another: of the past, then of what lies ahead. */
  #stretches(place: Instant, until: Instant | undefined): Stretch[] {
    // A change at a place joins what stands there already, so what follows begins behind it.
    const from = justAfter(place);
    const isAhead = from.at > this.#frontier;
    if (!isAhead) this.#requirePast(from);
    const past = isAhead ? undefined : this.#past?.sorted().between(from, until);
    const reachesAhead = until === undefined || until.at >= this.#future.earliest;
    const ahead = reachesAhead ? this.#future.sorted().between(isAhead ? from : undefined, until) : undefined;
    return [past, ahead].filter((stretch) => stretch !== undefined);
  }

  /** The deltas after a place in time, in order. O(log n + what is returned). */
  *after(instant: Instant): IterableIterator<[Instant, Delta]> {
    if (instant.at <= this.#frontier) this.#requirePast(justAfter(instant));
    if (this.#past !== undefined) yield* this.#past.after(instant);
    yield* this.#future.after(instant);
  }

  /** Plain data, the same for equal histories, wherever the frontiers stand. */
  *describe(): IterableIterator<unknown> {
    if (this.#past === undefined) {
      if (!isNoChange(this.#sums)) yield ['past', ...numbersOf(this.#sums)];
    } else {
      for (const { key, value } of this.#past.sorted().entries())
        yield [key.at, key.order, ...numbersOf(value)];
    }
    for (const { key, value } of this.#future.sorted().entries())
      yield [key.at, key.order, ...numbersOf(value)];
    const marks = Object.entries(this.names.marks).filter(([, at]) => at !== Number.NEGATIVE_INFINITY);
    if (marks.length > 0) yield marks.flat();
    if (this.lastSeq > 0) yield ['lastSeq', this.lastSeq];
  }

  /** What `describe` leaves out, as plain data: where it is folded, and what was counted. */
  describeFold(): unknown {
    const { since, lateFrom } = this.checkpoints;
    const late = lateFrom === undefined ? [] : [lateFrom.at, lateFrom.order];
    return [this.#frontier, this.#lastOrder, since, late, numbersOf(this.#sums)].map(String);
  }
}
