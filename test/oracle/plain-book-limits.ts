import type { Reason } from '../../src/commands/reasons.ts';
import {
  type Against,
  isOver,
  type PlainCommand,
  type PlainHold,
  type PlainLife,
  type PlainOffer,
} from './plain-book-state.ts';

/** What keeps money from being available. */
export interface Pending {
  readonly holds: readonly PlainHold[];
  readonly offers: readonly PlainOffer[];
}

/** What is posted on a life, and at some moments, those to come included, what is available and what a ceiling counts. */
export interface PlainPosition {
  readonly posted: bigint;
  readonly available: readonly bigint[];
  readonly counted: readonly bigint[];
}

export type Outlook = ReadonlyMap<PlainLife, PlainPosition>;

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

/** What is available now or, if nothing else happened until then, at a later moment. */
export function availableOn(life: PlainLife, { holds, offers }: Pending, at?: number): bigint {
  let available = life.inflow - life.outflow;
  for (const { bearer, left, command } of holds) {
    if (bearer === life && (at === undefined || !isOver(command.expiresAt, at))) available -= left;
  }
  for (const { source, command } of offers) {
    if (source === life && (at === undefined || !isOver(command.expiresAt, at))) available -= command.amount;
  }
  return available;
}

/** What offers will bring if they are accepted. */
export function incomingTo(life: PlainLife, { offers }: Pending, at?: number): bigint {
  let incoming = 0n;
  for (const { target, command } of offers) {
    if (target === life && (at === undefined || !isOver(command.expiresAt, at))) incoming += command.amount;
  }
  return incoming;
}

/** What holds will pay if they are captured. One whose holder is its target by now pays nobody. */
export function expectedBy(life: PlainLife, { holds }: Pending, at?: number): bigint {
  let expected = 0n;
  for (const { bearer, target, left, command } of holds) {
    if (target !== life || bearer === life) continue;
    if (at === undefined || !isOver(command.expiresAt, at)) expected += left;
  }
  return expected;
}

/** What is posted, incoming and expected together: held money is posted. */
function countedOn(life: PlainLife, pending: Pending, at: number): bigint {
  return life.inflow - life.outflow + incomingTo(life, pending, at) + expectedBy(life, pending, at);
}

/** The moment of a command, and every later one at which something runs out. */
export function knownMoments(command: PlainCommand, { holds, offers }: Pending): readonly number[] {
  const ends = [...holds, ...offers].map((each) => each.command.expiresAt);
  if ('expiresAt' in command) ends.push(command.expiresAt);
  const later = ends.filter((end) => end !== null && end > command.effectiveAt);
  return [...new Set([command.effectiveAt, ...later.map(Number)])];
}

export function outlookOn(
  lives: readonly PlainLife[],
  pending: Pending,
  moments: readonly number[],
): Outlook {
  const living = lives.filter((life) => life.mergedInto === undefined);
  return new Map(
    living.map((life) => {
      const available = moments.map((at) => availableOn(life, pending, at));
      const counted = moments.map((at) => countedOn(life, pending, at));
      return [life, { posted: life.inflow - life.outflow, available, counted }];
    }),
  );
}

/** The outlook of one book as that of another that has the same lives. */
export function outlookIn(lifeIn: (key: string) => PlainLife, outlook: Outlook): Outlook {
  return new Map([...outlook].map(([{ key }, each]) => [lifeIn(key), each]));
}

/**
 * A command must keep the floor wherever it lowers what is available, and the ceiling wherever it raises what that
 * counts; it may not lower what is available, or raise what is posted, out of 64 bits.
 */
export function limitsAgainst(before: Outlook, after: Outlook): Against {
  const against = new Set<Reason>();
  for (const [life, { posted, available, counted }] of after) {
    const earlier = before.get(life);
    if (posted > MOST && posted > (earlier?.posted ?? posted)) against.add('amount_out_of_range');
    for (const [i, amount] of available.entries()) {
      const was = earlier?.available[i] ?? amount;
      const floor = life.floor ?? LEAST;
      if (amount < was && amount < floor) {
        against.add(life.floor === null ? 'amount_out_of_range' : 'insufficient_funds');
      }
    }
    for (const [i, amount] of counted.entries()) {
      const was = earlier?.counted[i] ?? amount;
      if (amount > was && life.ceiling !== null && amount > life.ceiling) against.add('ceiling_exceeded');
    }
  }
  return [...against];
}

/** Whether something more that is pending stays within the limits at this moment, though it be over at once. */
export function stands(
  { lives, holds, offers }: Pending & { readonly lives: readonly PlainLife[] },
  more: Partial<Pending>,
): Against {
  const withIt = { holds: [...holds, ...(more.holds ?? [])], offers: [...offers, ...(more.offers ?? [])] };
  // What is over by now was taken away, so any moment would do.
  const moments = [Number.NEGATIVE_INFINITY];
  return limitsAgainst(outlookOn(lives, { holds, offers }, moments), outlookOn(lives, withIt, moments));
}
