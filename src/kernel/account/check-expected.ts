import type { Atomic, Command } from '../../commands/command-table.ts';
import type { Expectation } from '../../commands/expectation.ts';
import type { BookState } from '../book-state.ts';
import type { Needs } from '../needs.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Instant } from '../time/instant.ts';
import { lastSeqOf } from './account.ts';

/**
 * Whether accounts are what is expected of them at a place in time, as everything known stands now: the first that is not, in
 * order of their ids. What is available is that just at the place, before the command; which command changed the account last
 * goes by arrival, whatever its moment. O(log n) for each.
 */
export function checkExpected(
  state: BookState,
  expect: readonly Expectation[] | undefined,
  instant: Instant,
): Rejection<'expectation_failed'> | undefined {
  for (const line of expect ?? []) {
    const rejection = checkLine(state, line, instant);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

function checkLine(
  state: BookState,
  { account: id, available: range, lastSeq: expectedSeq }: Expectation,
  instant: Instant,
): Rejection<'expectation_failed'> | undefined {
  const account = state.accounts.living(id, instant);
  const lastSeq = account === undefined ? 0 : lastSeqOf(account);
  const available = range === undefined ? undefined : account?.timeline.sumsBefore(instant).available;
  const isMet = range === undefined || (available !== undefined && isWithin(available, range));
  if (isMet && (expectedSeq === undefined || expectedSeq === lastSeq)) return undefined;
  return reject('expectation_failed', id, available, {
    ...range,
    ...(expectedSeq === undefined ? {} : { expectedSeq }),
    lastSeq,
    ...(account === undefined ? {} : { asset: account.row.asset }),
  });
}

function isWithin(available: bigint, { min, max }: NonNullable<Expectation['available']>): boolean {
  return (min === undefined || available >= min) && (max === undefined || available <= max);
}

/** The same of a group: once, before its first command, at the place of that. One without any expects nothing. */
export function checkGroupExpected(
  state: BookState,
  group: Atomic,
): Rejection<'expectation_failed'> | undefined {
  if (group.expect === undefined) return undefined;
  const at = firstMoment(group);
  return at === undefined ? undefined : checkExpected(state, group.expect, state.nextInstant(at));
}

function firstMoment(group: Atomic): number | undefined {
  const rest: Command[] = [group];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.kind !== 'atomic') return next.effectiveAt;
    rest.push(...next.commands.toReversed());
  }
  return undefined;
}

/** Adds what checkExpected looks at. */
export function needsOfExpected(
  needs: Needs,
  expect: readonly Expectation[] | undefined,
  place: Instant,
): void {
  for (const { account, available } of expect ?? []) {
    if (available === undefined) needs.life(account, place);
    else needs.account(account, place);
  }
}
