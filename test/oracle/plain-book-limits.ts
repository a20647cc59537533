import type { Reason } from '../../src/commands/reasons.ts';
import {
  type Against,
  isOver,
  type PlainBalances,
  type PlainHold,
  type PlainLife,
  type PlainOffer,
} from './plain-book-state.ts';

/** What keeps money from being available. */
export interface Pending {
  readonly holds: readonly PlainHold[];
  readonly offers: readonly PlainOffer[];
}

/** What is posted on a life at a moment, what is available and what a ceiling counts. */
export interface PlainPosition {
  readonly life: PlainLife;
  readonly posted: bigint;
  readonly available: bigint;
  readonly counted: bigint;
  readonly purse: bigint;
}

/** By key of the life. */
export type Outlook = ReadonlyMap<string, PlainPosition>;

const MOST = 2n ** 63n - 1n;
const LEAST = -(2n ** 63n);

/** What is available now or, if nothing else happened until then, at a later moment. */
export function availableOn(life: PlainLife, { holds, offers }: Pending, at?: number): bigint {
  let available = life.inflow - life.outflow - life.purse;
  for (const { bearer, left, expiresAt } of holds) {
    if (bearer === life && (at === undefined || !isOver(expiresAt, at))) available -= left;
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
  for (const { bearer, target, left, expiresAt } of holds) {
    if (target !== life || bearer === life) continue;
    if (at === undefined || !isOver(expiresAt, at)) expected += left;
  }
  return expected;
}

/** What is posted, incoming and expected together: held money is posted. */
function countedOn(life: PlainLife, pending: Pending, at?: number): bigint {
  return life.inflow - life.outflow + incomingTo(life, pending, at) + expectedBy(life, pending, at);
}

/** Every life's position at a moment; undefined: now, with all that is pending. */
export function outlookOn(lives: readonly PlainLife[], pending: Pending, at?: number): Outlook {
  const living = lives.filter((life) => life.mergedInto === undefined);
  return new Map(
    living.map((life) => {
      const available = availableOn(life, pending, at);
      return [
        life.key,
        {
          life,
          posted: life.inflow - life.outflow,
          available,
          counted: countedOn(life, pending, at),
          purse: life.purse,
        },
      ];
    }),
  );
}

/** What binds a life when a command is decided. */
export interface PlainTerms {
  readonly floor: bigint | null;
  readonly ceiling: bigint | null;
  readonly frozen: 'debits' | 'all' | null;
}

/**
 * With a command, nothing that is available may be less than without it where that is under the floor, and nothing that a
 * ceiling counts more where that is over it; nor may what is available be less, or what is posted more, out of 64 bits.
 */
export function limitsAgainst(
  without: Outlook,
  withIt: Outlook,
  termsOf: (life: PlainLife) => PlainTerms,
): Against {
  const against = new Set<Reason>();
  for (const [key, { life, posted, available, counted }] of withIt) {
    const was = without.get(key) ?? { posted: 0n, available: 0n, counted: 0n };
    const { floor, ceiling } = termsOf(life);
    if (posted > MOST && posted > was.posted) against.add('amount_out_of_range');
    if (available < was.available && available < (floor ?? LEAST))
      against.add(floor === null ? 'amount_out_of_range' : 'insufficient_funds');
    if (ceiling !== null && counted > was.counted && counted > ceiling) against.add('ceiling_exceeded');
  }
  return [...against];
}

/** What stands against terms that are to hold for a life: that it is outside of them. */
export function termsAgainst(
  key: string,
  { floor, ceiling }: Omit<PlainTerms, 'frozen'>,
  outlook: Outlook,
): Against {
  const position = outlook.get(key);
  if (position === undefined) return [];
  const against: Reason[] = [];
  if (floor !== null && position.available < floor) against.push('insufficient_funds');
  if (ceiling !== null && position.counted > ceiling) against.push('ceiling_exceeded');
  return against;
}

/** What every life has at a moment, the pending included. What is spendable of credits is what has begun then and has not ended. */
export function balancesOn(
  lives: readonly PlainLife[],
  pending: Pending,
  now: number,
): Map<string, PlainBalances> {
  return new Map(
    lives.map((life) => {
      const { key, inflow, outflow, purse } = life;
      const coming = { incoming: incomingTo(life, pending), expected: expectedBy(life, pending) };
      const available = availableOn(life, pending);
      const open = life.parts.filter(({ starts, until }) => starts <= now && !isOver(until, now));
      const spendable = open.reduce((sum, { amount }) => sum + amount, 0n);
      return [key, { inflow, outflow, available, ...coming, purse, spendable }];
    }),
  );
}
