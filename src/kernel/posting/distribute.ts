import { AMOUNT_MAX } from '../../base/amount.ts';
import { assert } from '../../base/assert.ts';
import { splitAmount } from '../../base/split-amount.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { Distribute, DistributeSource, DistributeTarget } from '../../commands/distribution-commands.ts';
import { ALL, WORLD } from '../../commands/field.ts';
import type { Account } from '../account/account.ts';
import { checkFrozen } from '../account/check-frozen.ts';
import { findAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { Posted } from '../event.ts';
import type { Needs } from '../needs.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { checkBalances } from './check-balances.ts';
import { checkVelocity } from './check-velocity.ts';
import { postedBy } from './post.ts';
import { Draws } from './spare-funds.ts';
import { spread } from './spread-moves.ts';

type Refused = Rejection<RuleReason<'distribute'>>;

/** The accounts of a distribution, each with its line, and what all of them are in. */
interface Parties {
  readonly sources: readonly (readonly [DistributeSource, Account])[];
  readonly targets: readonly (readonly [DistributeTarget, Account])[];
  readonly asset: string;
}

/**
 * Decides a distribution: it is worked out now, once, and what comes of it is an ordinary posting. Each source gives what it
 * can bear from then on, after what the ones before it gave; the targets get all of that, to the last unit.
 * O(n log n) for n sources and targets on accounts without later merges.
 */
export function decideDistribute(state: BookState, command: Distribute): Posted | Refused {
  const instant = state.nextInstant(command.effectiveAt);
  const parties = findParties(state, command, instant);
  if ('kind' in parties) return parties;
  const { asset } = parties;
  const fixed = command.to.reduce((sum, { amount = 0n }) => sum + amount, 0n);
  if (command.amount !== ALL && !isDivided(command, command.amount, fixed)) return reject('targets_mismatch');
  const taken = takeFrom(state, parties, command.amount, instant);
  if ('kind' in taken) return taken;
  const frozen = checkFrozenParties(state, parties);
  if (frozen !== undefined) return frozen;
  const amount = taken.reduce((sum, part) => sum + part, 0n);
  const needed = command.amount === ALL ? (fixed > 0n ? fixed : 1n) : command.amount;
  if (amount < needed) {
    const last = parties.sources.at(-1);
    assert(last !== undefined, 'there is a source');
    return reject('insufficient_funds', last[1].row.id, amount, { needed, asset });
  }
  const given = divide(command, amount - fixed);
  const nets = new Map<string, bigint>();
  const post = ({ row: { key } }: Account, part: bigint): void => {
    nets.set(key, (nets.get(key) ?? 0n) + part);
  };
  for (const [i, [, account]] of parties.sources.entries()) post(account, -(taken[i] ?? 0n));
  for (const [i, [, account]] of parties.targets.entries()) post(account, given[i] ?? 0n);
  const moves: Move[] = [];
  const names = [...nets.keys()].filter((key) => nets.get(key) !== 0n);
  for (const key of names) {
    spread(state, moves, state.accounts.byKey(key), instant, postedBy(nets.get(key) ?? 0n));
  }
  const rejection = checkRange(parties, amount) ?? checkBalances(state, moves) ?? checkVelocity(state, moves);
  if (rejection !== undefined) return rejection;
  return { kind: 'posted', seq: seqAt(instant), at: instant.at, id: command.id, moves, names };
}

/** All accounts that a distribution names. */
export function needsOfDistribute(
  needs: Needs,
  { from, to }: Pick<Distribute, 'from' | 'to'>,
  place: Instant,
): void {
  for (const { account } of [...from, ...to]) needs.account(account, place);
}

function findParties(state: BookState, { from, to }: Distribute, instant: Instant): Parties | Refused {
  const paying = new Set(from.map(({ account }) => account));
  const both = to.find(({ account }) => paying.has(account));
  if (both !== undefined) return reject('same_account', both.account);
  const known: Account[] = [];
  for (const { account: id } of [...from, ...to]) {
    if (id === WORLD) continue;
    const account = findAccount(state, id, instant, undefined);
    if ('kind' in account) return account;
    known.push(account);
  }
  const asset = known[0]?.row.asset;
  // Worlds alone have no asset to pass in.
  if (asset === undefined) return reject('asset_mismatch', WORLD);
  const other = known.find(({ row }) => row.asset !== asset);
  if (other !== undefined) return reject('asset_mismatch', other.row.id);
  const found = <Line extends { readonly account: string }>(line: Line): readonly [Line, Account] => {
    const account = findAccount(state, line.account, instant, asset);
    assert(!('kind' in account), 'it was found before');
    return [line, account];
  };
  return { sources: from.map(found), targets: to.map(found), asset };
}

/** Who is frozen is not passed over, even where others have enough: whoever gave the order of sources is to know. */
function checkFrozenParties(
  state: BookState,
  { sources, targets }: Parties,
): Rejection<'account_frozen'> | undefined {
  for (const [, account] of sources) {
    const rejection = checkFrozen(state, account, 'debit');
    if (rejection !== undefined) return rejection;
  }
  for (const [, account] of targets) {
    const rejection = checkFrozen(state, account, 'credit');
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

/** Whether the targets can get exactly an amount: all of it, and no more. */
function isDivided({ to }: Distribute, amount: bigint, fixed: bigint): boolean {
  const isOpen = to.some(({ share = 0, rest }) => share > 0 || rest === true);
  return isOpen ? fixed <= amount : fixed === amount;
}

/** What each source gives, the first ones first. */
function takeFrom(
  state: BookState,
  { sources }: Parties,
  amount: Distribute['amount'],
  instant: Instant,
): bigint[] | Refused {
  const drawn = new Draws();
  const taken: bigint[] = [];
  let missing = amount === ALL ? undefined : amount;
  for (const [{ atMost }, account] of sources) {
    const most = leastOf(atMost, missing);
    if (most === undefined && account.row.floor === null) return reject('source_unbounded', account.row.id);
    const part = most === 0n ? 0n : leastOf(most, drawn.spareOf(state, account, instant));
    assert(part !== undefined, 'only the world, which has no floor, can give without end');
    if (part > 0n) drawn.add(state, account, instant, part);
    if (missing !== undefined) missing -= part;
    taken.push(part);
  }
  return taken;
}

/** The lesser of two bounds, where there are any. */
function leastOf(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** What each target gets, where fixed amounts leave so much for the others. */
function divide({ to, of }: Distribute, left: bigint): bigint[] {
  const shares = to.map(({ share = 0 }) => BigInt(share));
  const sum = shares.reduce((all, share) => all + share, 0n);
  const rest = to.findIndex((target) => target.rest === true);
  const shared = rest === -1 ? (sum === 0n ? shares : splitAmount(left, shares)) : [];
  const whole = of === undefined ? sum : BigInt(of);
  const parts = to.map(({ amount }, i) => {
    if (amount !== undefined) return amount;
    return rest === -1 ? (shared[i] ?? 0n) : whole === 0n ? 0n : (left * (shares[i] ?? 0n)) / whole;
  });
  if (rest !== -1) {
    const others = parts.reduce((all, part, i) => (to[i]?.amount === undefined ? all + part : all), 0n);
    parts[rest] = left - others;
  }
  return parts;
}

/** No entry of a posting is out of range, on worlds neither, which nothing else bounds. */
function checkRange({ targets, asset }: Parties, amount: bigint): Refused | undefined {
  if (amount <= AMOUNT_MAX) return undefined;
  const [first] = targets;
  return reject('amount_out_of_range', first?.[1].row.id, AMOUNT_MAX, { needed: amount, asset });
}
