import type { Distribute, DistributeTarget } from '../../src/commands/distribution-commands.ts';
import type { PostEntry } from '../../src/commands/posting-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import { availableOn, type PlainTerms } from './plain-book-limits.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import { type PlainCommand, WORLD_ID } from './plain-book-state.ts';

interface PlainPlan {
  readonly posting: PlainCommand;
  readonly against: readonly Reason[];
}

/**
 * A distribution by its definition. What a source gives is the most that could be posted from it to the world after what the
 * sources before it gave: that is tried, amount by amount. What comes of it is a posting.
 */
export function planDistribution(book: ReplayedBook, command: Distribute): PlainPlan {
  const { from, to, amount, effectiveAt } = command;
  const refused = (...against: readonly Reason[]): PlainPlan => {
    return { posting: { kind: 'post', effectiveAt, entries: [] }, against };
  };
  if (to.some(({ account }) => from.some((source) => source.account === account)))
    return refused('same_account');
  const then = book.at(effectiveAt);
  const named = [...from, ...to].map(({ account }) => account).filter((id) => id !== WORLD_ID);
  const lives = named.map((id) => then.living(id));
  if (lives.includes(undefined)) return refused('account_unknown');
  const assets = new Set(lives.map((life) => life?.asset));
  const [asset] = assets;
  if (assets.size !== 1 || asset === undefined) return refused('asset_mismatch');
  const fixed = to.reduce((sum, target) => sum + (target.amount ?? 0n), 0n);
  const isOpen = to.some(({ share, rest }) => rest === true || (share !== undefined && share > 0));
  if (amount !== 'all' && (isOpen ? fixed > amount : fixed !== amount)) return refused('targets_mismatch');

  const taken: PostEntry[] = [];
  let sum = 0n;
  for (const { account, atMost } of from) {
    const bounds = [atMost, amount === 'all' ? undefined : amount - sum].filter(
      (bound) => bound !== undefined,
    );
    const bound = bounds.reduce((a, b) => (a < b ? a : b), 2n ** 64n);
    const life = then.living(account);
    if (bounds.length === 0 && (life === undefined || book.termsOf(life).floor === null))
      return refused('source_unbounded');
    const most = life === undefined ? bound : mostOf(book.termsOf(life), availableOn(life, then), bound);
    const given =
      life === undefined
        ? most
        : greatest(most, (x) => canGive(book, command, asset, [...taken, { account, amount: -x }]));
    taken.push({ account, amount: -given });
    sum += given;
  }
  const asked = [...from, ...to].map(({ account }, i) => {
    const entry = { account, amount: i < from.length ? -1n : 1n };
    return account === WORLD_ID ? { ...entry, asset } : entry;
  });
  if (book.isFrozenFor({ kind: 'post', effectiveAt, entries: asked })) return refused('account_frozen');
  if (sum < (amount === 'all' ? (fixed > 0n ? fixed : 1n) : amount)) return refused('insufficient_funds');

  const parts = partsOf(to, sum - fixed, command.of);
  const nets = new Map<string, bigint>();
  for (const entry of [...taken, ...to.map(({ account }, i) => ({ account, amount: parts[i] ?? 0n }))]) {
    nets.set(entry.account, (nets.get(entry.account) ?? 0n) + entry.amount);
  }
  const entries = [...nets]
    .filter(([, net]) => net !== 0n)
    .map(([account, net]) =>
      account === WORLD_ID ? { account, amount: net, asset } : { account, amount: net },
    );
  return {
    posting: { kind: 'post', effectiveAt, entries },
    against: sum >= 2n ** 63n ? ['amount_out_of_range'] : [],
  };
}

/** More than is there now no account gives, so more is not tried. */
function mostOf({ floor }: PlainTerms, available: bigint, bound: bigint): bigint {
  const spare = available - (floor ?? -(2n ** 63n));
  return spare < bound ? spare : bound;
}

function canGive(
  book: ReplayedBook,
  { effectiveAt }: Distribute,
  asset: string,
  taken: readonly PostEntry[],
): boolean {
  const sum = taken.reduce((all, { amount }) => all + amount, 0n);
  const entries = [...taken, { account: WORLD_ID, amount: -sum, asset }].map((entry) =>
    entry.account === WORLD_ID ? { ...entry, asset } : entry,
  );
  const { accepted, against } = book.judge({ kind: 'post', effectiveAt, entries });
  // How fast money may go is asked once it is known how much it is.
  return accepted || (against.length > 0 && against.every((reason) => reason === 'limit_exceeded'));
}

/** The greatest amount up to a bound that can be given: if one can, less can. */
function greatest(bound: bigint, isPossible: (amount: bigint) => boolean): bigint {
  let low = 0n;
  let high = bound > 0n ? bound : 0n;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (isPossible(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** What each target gets, where so much is left by fixed amounts: unit by unit where shares do not come out even. */
function partsOf(to: readonly DistributeTarget[], left: bigint, of: number | undefined): bigint[] {
  const weights = to.map(({ share }) => BigInt(share ?? 0));
  const whole = of === undefined ? weights.reduce((a, b) => a + b, 0n) : BigInt(of);
  const parts = to.map(
    ({ amount }, i) => amount ?? (whole === 0n ? 0n : (left * (weights[i] ?? 0n)) / whole),
  );
  const restAt = to.findIndex(({ rest }) => rest === true);
  const over = (): bigint =>
    left - parts.reduce((sum, part, i) => (to[i]?.amount === undefined ? sum + part : sum), 0n);
  if (restAt !== -1) {
    parts[restAt] = over();
    return parts;
  }
  if (whole === 0n) return parts;
  const given = new Set<number>();
  while (over() > 0n) {
    const waiting = [...to.keys()].filter((i) => !given.has(i));
    const remainder = (i: number): bigint => (left * (weights[i] ?? 0n)) % whole;
    const next = waiting.reduce((best, i) => (remainder(i) > remainder(best) ? i : best));
    parts[next] = (parts[next] ?? 0n) + 1n;
    given.add(next);
  }
  return parts;
}
