import type { Reason } from '../../src/kernel/rejection.ts';
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

/** What is posted on each life, and what is available at some moments, those to come included. */
export type Outlook = ReadonlyMap<
  PlainLife,
  { readonly posted: bigint; readonly available: readonly bigint[] }
>;

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
      return [life, { posted: life.inflow - life.outflow, available }];
    }),
  );
}

/** The outlook of one book as that of another that has the same lives. */
export function outlookIn(lifeIn: (key: string) => PlainLife, outlook: Outlook): Outlook {
  return new Map([...outlook].map(([{ key }, each]) => [lifeIn(key), each]));
}

/**
 * A command must keep the floor wherever it lowers what is available, and the ceiling wherever it raises it; it
 * may not lower what is available, or raise what is posted, out of 64 bits.
 */
export function limitsAgainst(before: Outlook, after: Outlook): Against {
  const against = new Set<Reason>();
  for (const [life, { posted, available }] of after) {
    const earlier = before.get(life);
    if (posted > MOST && posted > (earlier?.posted ?? posted)) against.add('amount_out_of_range');
    for (const [i, amount] of available.entries()) {
      const was = earlier?.available[i] ?? amount;
      const floor = life.floor ?? LEAST;
      if (amount < was && amount < floor) {
        against.add(life.floor === null ? 'amount_out_of_range' : 'insufficient_funds');
      }
      if (amount > was && life.ceiling !== null && amount > life.ceiling) against.add('ceiling_exceeded');
    }
  }
  return [...against];
}
