import type { BookState } from '../book-state.ts';
import { spread } from '../posting/spread-moves.ts';
import { expected, type Move, reserve } from '../time/delta.ts';
import { BEFORE_ALL, compareInstants, expiryOf, type Instant, justAfter } from '../time/instant.ts';
import { foreseeMeeting } from './expect-hold.ts';
import { type HoldRow, type HoldTerms, leftOf, type PlacedHold, returnOf } from './hold.ts';

/**
 * What became of a hold that was adjusted, or of which more might be captured than was left, is found by going through what was
 * done with it in order of time: what a command changes is what differs with it and without.
 */

/** What is done with a hold at a place in time. */
export type Deed = Instant &
  (
    | (HoldTerms & { readonly what: 'adjusted' })
    | {
        readonly what: 'captured';
        readonly amount: bigint;
        readonly isFinal: boolean;
        readonly isOver: boolean;
      }
    | { readonly what: 'released' }
  );

/** A hold just before a place in time, and what is done with it from there on. */
export interface Rest {
  readonly amount: bigint;
  readonly captured: bigint;
  readonly expiresAt: number | null;
  /** In order of time. */
  readonly deeds: readonly Deed[];
}

/** What a hold comes to be at a place in time. */
interface Turn {
  readonly place: Instant;
  /** What is withheld from its holder, or was captured. */
  readonly taken: bigint;
  /** What is left to be captured. */
  readonly held: bigint;
}

/** What became of a hold from a place on. */
export interface Course {
  readonly turns: readonly Turn[];
  readonly ended: HoldRow['ended'];
  /** The least that was left just before, or after, any of the deeds: so much can be captured there besides. */
  readonly least: bigint;
  /** The deed that fails: too little is left for it, or the hold is over by then. Then nothing else is right. */
  readonly failed?: { readonly index: number; readonly why: 'too_little' | 'over' };
}

/**
 * What a hold is just before a place in time at which it is active, and what is done with it later; undefined: not all of that
 * is known. O(deeds), and O(log n) for each later capture.
 */
export function restOf(state: BookState, hold: HoldRow, place: Instant): Rest | undefined {
  const { amount, captured, expiresAt, captures, terms, ended } = hold;
  if (compareInstants(hold.touched, place) < 0) return { amount, captured, expiresAt, deeds: [] };
  if (captures === null || terms?.length === 0 || !state.keepsHistory) return undefined;
  const taken = captures
    .filter((capture) => compareInstants(capture, place) >= 0)
    .map((capture): Deed & { what: 'captured' } => {
      const { at, order, isFinal, isOver = false } = capture;
      return { what: 'captured', at, order, amount: capturedAt(state, hold, capture), isFinal, isOver };
    });
  const later = (terms ?? []).filter((each) => compareInstants(each, place) >= 0);
  const deeds: Deed[] = [...taken, ...later.map((each): Deed => ({ ...each, what: 'adjusted' }))];
  if (ended?.by === 'released') deeds.push({ what: 'released', at: ended.at, order: ended.order });
  const known = terms?.filter((each) => compareInstants(each, place) < 0) ?? [];
  return {
    ...termsOf(known, hold),
    captured: taken.reduce((rest, each) => rest - each.amount, captured),
    deeds: deeds.sort(compareInstants),
  };
}

/** What was set last in order of time. */
export function termsOf(
  terms: readonly HoldTerms[],
  { amount, expiresAt }: Pick<PlacedHold, 'amount' | 'expiresAt'>,
): Pick<PlacedHold, 'amount' | 'expiresAt'> {
  // Null is an end that was set.
  const end = terms.findLast((each) => each.expiresAt !== undefined)?.expiresAt;
  return {
    amount: terms.findLast((each) => each.amount !== undefined)?.amount ?? amount,
    expiresAt: end === undefined ? expiresAt : end,
  };
}

/** What was captured at a place: nothing else is posted there. */
function capturedAt(state: BookState, hold: HoldRow, place: Instant): bigint {
  const { timeline } = state.accounts.heldBy(state.accounts.byKey(hold.account), place);
  return timeline.sumsBefore(justAfter(place)).outflow - timeline.sumsBefore(place).outflow;
}

/** What becomes of a hold by what is done with it. O(deeds). */
export function courseOf(placed: Instant, rest: Rest): Course {
  const now: Standing = { ...rest, ended: null };
  const turns: Turn[] = [{ place: BEFORE_ALL, taken: now.amount, held: leftOf(now) }];
  let least = leftOf(now);
  for (const [index, deed] of rest.deeds.entries()) {
    const why = doNext(now, deed);
    const { ended } = now;
    if (why !== undefined) return { turns, ended, least, failed: { index, why } };
    const left = leftOf(now);
    if (left < least) least = left;
    const place = { at: deed.at, order: deed.order };
    turns.push(
      ended === null ? { place, taken: now.amount, held: left } : { place, taken: now.captured, held: 0n },
    );
  }
  const expiry = now.ended === null ? expiryOf(placed, now.expiresAt) : undefined;
  if (expiry !== undefined) turns.push({ place: expiry, taken: now.captured, held: 0n });
  return { turns, ended: now.ended, least };
}

/** A hold as it is between two deeds. */
interface Standing {
  amount: bigint;
  captured: bigint;
  expiresAt: number | null;
  ended: HoldRow['ended'];
}

/** Does the next thing with a hold, or says why it cannot be done. */
function doNext(now: Standing, deed: Deed): 'too_little' | 'over' | undefined {
  const { at, order } = deed;
  if (now.ended !== null || (now.expiresAt !== null && now.expiresAt <= at)) return 'over';
  if (deed.what === 'released') {
    now.ended = { at, order, by: 'released' };
    return undefined;
  }
  if (deed.what === 'captured') {
    if (deed.amount > leftOf(now) && !deed.isOver) return 'too_little';
    now.captured += deed.amount;
    if (deed.isFinal || leftOf(now) === 0n) now.ended = { at, order, by: 'captured' };
    return undefined;
  }
  if (deed.expiresAt !== undefined) now.expiresAt = deed.expiresAt;
  if (deed.amount === undefined) return undefined;
  if (deed.amount < now.captured) return 'too_little';
  now.amount = deed.amount;
  if (leftOf(now) === 0n) now.ended = { at, order, by: 'captured' };
  return undefined;
}

/**
 * Adds to `moves` what holder and target have by one course in place of another, but for what is posted. O(turns), and O(log n) for each
 * that differs.
 */
export function changeCourse(
  state: BookState,
  moves: Move[],
  hold: HoldRow,
  before: Course,
  after: Course,
): void {
  const { accounts } = state;
  const holder = accounts.byKey(hold.account);
  const target = hold.target === null ? undefined : accounts.byKey(hold.target.named);
  // From there on the hold pays nobody, whenever it ends.
  const met = target && (foreseeMeeting(state, holder, target, undefined) ?? undefined);
  const places = [...before.turns.slice(1), ...after.turns.slice(1)].map(({ place }) => place);
  if (met !== undefined) places.push(met);
  places.sort(compareInstants);
  let expectedMore = 0n;
  let takenMore = 0n;
  for (const [i, place] of places.entries()) {
    const next = places[i + 1];
    if (next !== undefined && compareInstants(place, next) === 0) continue;
    const [was, is] = [turnAt(before, place), turnAt(after, place)];
    if (target !== undefined) {
      const isMet = met !== undefined && compareInstants(met, place) <= 0;
      const more = isMet ? 0n : is.held - was.held;
      if (more !== expectedMore) {
        spread(state, moves, accounts.heldBy(target, place), place, expected(more - expectedMore));
      }
      expectedMore = more;
    }
    const more = is.taken - was.taken;
    if (more !== takenMore)
      spread(state, moves, accounts.heldBy(holder, place), place, reserve(takenMore - more));
    takenMore = more;
  }
}

/** The last turn by a place. */
function turnAt({ turns }: Course, place: Instant): Turn {
  return turns.findLast((turn) => compareInstants(turn.place, place) <= 0) as Turn; // The first is before all.
}

/** Whether a hold goes by what was done with it in order of time, and not only by how much was captured in all. */
export function hasCourse({ terms, captures }: HoldRow): boolean {
  return terms !== undefined || captures?.some(({ isOver }) => isOver) === true;
}

/** Whether a hold with the same id begins while this one is active. */
export function isTakenSince(state: BookState, hold: HoldRow): boolean {
  const end = returnOf(hold);
  return state.holdsById.some(hold.id, (other) => {
    const isLater = compareInstants(other.placed, hold.placed) > 0;
    return isLater && (end === undefined || compareInstants(other.placed, end) < 0);
  });
}
