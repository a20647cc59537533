import type { Clock } from '../../base/clock.ts';
import type { Draw } from '../lot/draw.ts';
import { isLive } from './credit-order.ts';
import type { CreditsByAccount } from './credits-by-account.ts';

/**
 * Which credits a spend draws on: those live at its clock, soonest expiry first, until it is covered; or,
 * when they cannot cover it, how much they have. O(d log k) for each credit touched.
 */
export function pickCredits(
  credits: CreditsByAccount,
  account: string,
  amount: bigint,
  clock: Clock,
): Draw[] | bigint {
  const draws: Draw[] = [];
  let wanted = amount;
  let next = credits.nextLive(account, clock);
  while (next !== undefined && wanted > 0n) {
    const taken = next.remaining < wanted ? next.remaining : wanted;
    draws.push({ lot: next.key, amount: taken });
    wanted -= taken;
    next = wanted > 0n ? credits.nextLive(account, clock, next) : undefined;
  }
  return wanted > 0n ? amount - wanted : draws;
}

/** What a spend at that clock could take. O(k). */
export function spendable(credits: CreditsByAccount, account: string, clock: Clock): bigint {
  let sum = 0n;
  for (const credit of credits.all(account)) {
    if (isLive(credit, clock)) sum += credit.remaining;
  }
  return sum;
}

/** What has expired at that clock and was not taken: everything left of those credits. O(k). */
export function expiredCredits(credits: CreditsByAccount, account: string, clock: Clock): Draw[] {
  const draws: Draw[] = [];
  for (const credit of credits.all(account)) {
    if (!isLive(credit, clock)) draws.push({ lot: credit.key, amount: credit.remaining });
  }
  return draws;
}
