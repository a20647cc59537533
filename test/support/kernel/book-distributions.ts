import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { DistributeSource, DistributeTarget } from '../../../src/commands/distribution-commands.ts';
import { availableOn } from '../../oracle/plain-book-limits.ts';
import type { PlainLotBook } from '../../oracle/plain-book-lots.ts';
import { ACCOUNT_IDS, amountOf, type BookMove, pick } from './book-mover.ts';
import type { BookPace } from './book-paces.ts';

/** Weights with every remainder among their parts: even ones, thirds, sevenths, none, and one as large as they come. */
const WEIGHTS = [1, 1, 2, 1, 3, 0, 4, Number.MAX_SAFE_INTEGER] as const;

/** A distribution among accounts that mostly live, of what mostly is there: now and then all of it, or one more. */
export function distributionOf(
  move: BookMove,
  at: number,
  book: PlainLotBook,
  pace: BookPace,
): SingleCommand {
  const { account, apart, back, flags, jitter } = move;
  const then = book.timeline.at(at);
  const ids = [0, 1, 2, 3].map((i) => pick(ACCOUNT_IDS, account + i));
  const living = ids.filter((id) => then.living(id) !== undefined || flags % 11 === 0);
  const payers = Math.max(1, Math.min(living.length - 1, 1 + (back % 2)));
  const from = living.slice(0, payers).map((id, i) => sourceOf(id, move, i, pace));
  // The same account again gives what its bound had kept back.
  if (flags % 7 === 3) from.push({ account: pick(ids, 0) });
  if (flags % 9 === 4)
    from.push({ account: 'world', ...(flags % 2 === 0 ? {} : { atMost: BigInt(apart) * pace.unit }) });
  const paid: string[] = living.slice(payers);
  if (paid.length === 0 || flags % 13 === 5) paid.push(flags % 17 === 6 ? pick(ids, 0) : 'world');
  const to = paid.map((id, i) => targetOf(id, move, i));
  if (flags % 3 === 0) to.push({ account: pick(paid, back), rest: true });
  const sum = to.reduce((all, { share = 0 }) => all + BigInt(share), 0n);
  if (sum === 0n && flags % 3 !== 0) to.push({ account: pick(paid, 0), share: 1 });
  const here = from.reduce((all, { account: id }) => {
    const life = then.living(id);
    return life === undefined ? all : all + availableOn(life, then) - (life.floor ?? 0n);
  }, 0n);
  const some = flags % 4 === 1 && here > 0n ? 1n + (BigInt(jitter) % (here + 1n)) : amountOf(move, pace);
  const hasShare = to.some(({ share }) => share !== undefined);
  const of = flags % 6 === 0 && hasShare && sum < 2n ** 52n ? { of: Number(sum) + back } : {};
  return { kind: 'distribute', effectiveAt: at, from, to, amount: flags % 5 === 2 ? 'all' : some, ...of };
}

function sourceOf(
  account: string,
  { flags, amount }: BookMove,
  i: number,
  { unit }: BookPace,
): DistributeSource {
  return (flags >> i) % 4 === 0 ? { account, atMost: BigInt(amount - 1 + i) * unit } : { account };
}

function targetOf(account: string, { flags, jitter }: BookMove, i: number): DistributeTarget {
  if ((flags >> (i + 2)) % 6 === 0) return { account, amount: BigInt(i) };
  return { account, share: pick(WEIGHTS, jitter + 3 * i) };
}
