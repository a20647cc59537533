import type { Draw } from '../lot/draw.ts';
import type { CreditRow } from './credit.ts';
import { isLive, mayBeDrawn } from './credit-order.ts';
import type { CreditsByAccount, WhenSpent } from './credits-by-account.ts';

/**
 * Which credits a spend draws on: those that may be drawn at its place and are live at its clock, in their order, until it is covered or
 * they have nothing more; and how much that comes to. O(d log k) for each credit touched.
 */
export function pickCredits(
  credits: CreditsByAccount,
  account: string,
  amount: bigint,
  when: WhenSpent,
): { readonly draws: Draw[]; readonly taken: bigint } {
  const draws: Draw[] = [];
  let wanted = amount;
  let next = credits.nextLive(account, when);
  while (next !== undefined && wanted > 0n) {
    const taken = next.remaining < wanted ? next.remaining : wanted;
    draws.push({ lot: next.key, amount: taken });
    wanted -= taken;
    next = wanted > 0n ? credits.nextLive(account, when, next) : undefined;
  }
  return { draws, taken: amount - wanted };
}

/** What a spend at that place and clock could take of an account's credits. O(k). */
export function sumSpendable(credits: Iterable<CreditRow>, { clock, place }: WhenSpent): bigint {
  let sum = 0n;
  for (const credit of credits) {
    if (mayBeDrawn(credit, place) && isLive(credit, clock, place.at)) sum += credit.remaining;
  }
  return sum;
}

/** What is here at that place, has expired there or at that clock and was not taken: everything left of those credits. O(k). */
export function expiredCredits(
  credits: CreditsByAccount,
  account: string,
  { clock, place }: WhenSpent,
): Draw[] {
  const draws: Draw[] = [];
  for (const credit of credits.here(account, place)) {
    if (!isLive(credit, clock, place.at)) draws.push({ lot: credit.key, amount: credit.remaining });
  }
  return draws;
}
