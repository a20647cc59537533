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

/** What is available on each life at some moments, those to come included. */
export type Outlook = ReadonlyMap<PlainLife, readonly bigint[]>;

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
  return new Map(living.map((life) => [life, moments.map((at) => availableOn(life, pending, at))]));
}

/** A command must keep the floor wherever it lowers what is available, and the ceiling wherever it raises it. */
export function limitsAgainst(before: Outlook, after: Outlook): Against {
  const against = new Set<Reason>();
  for (const [life, amounts] of after) {
    const earlier = before.get(life);
    for (const [i, amount] of amounts.entries()) {
      const was = earlier?.[i] ?? amount;
      if (amount < was && life.floor !== null && amount < life.floor) against.add('insufficient_funds');
      if (amount > was && life.ceiling !== null && amount > life.ceiling) against.add('ceiling_exceeded');
    }
  }
  return [...against];
}
