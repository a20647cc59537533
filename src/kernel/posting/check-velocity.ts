import { assert } from '../../base/assert.ts';
import type { VelocityLimit } from '../../commands/velocity-limit.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import { type Rejection, reject } from '../rejection.ts';
import { addDeltas, type Delta, type Move, NO_CHANGE, negateDelta } from '../time/delta.ts';
import { compareInstants, type Instant, isExpiry, justAfter } from '../time/instant.ts';
import type { Timeline } from '../time/timeline.ts';
import { addUsage, lessUsage, NO_USAGE, type Usage, usageOf } from '../time/usage.ts';
import type { Force } from './check-balances.ts';

/** What counts at a moment. */
interface Use {
  readonly at: number;
  readonly usage: Usage;
}

/** What a velocity limit counts. */
interface Spent {
  readonly amount: bigint;
  readonly count: number;
}

/**
 * Whether what a command counts as in its own place stays within the velocity limits of each account: of no length of time
 * that it lies in is more counted than the limit says, with what is dated before and what is dated after. What counts is
 * read off the timelines. Accounts without limits cost a look; others O(log n) a limit, or O((1 + k) log n) for k changes
 * dated after it within the limit's time, once its time is nearly used up.
 *
 * @param how `force`: limits of what goes out are passed by
 * @returns the rejection, or undefined when all is well
 */
export function checkVelocity(
  state: BookState,
  moves: readonly Move[],
  { force = false }: Force = {},
): Rejection<'limit_exceeded'> | undefined {
  if (!state.accounts.haveLimits) return undefined;
  const { order } = state.nextInstant(0);
  for (const key of new Set(moves.map((move) => (move.order === order ? move.account : undefined)))) {
    if (key === undefined) continue;
    const account = state.accounts.byKey(key);
    const { limits } = account.row;
    if (limits === undefined) continue;
    const { place, delta } = netAt(moves, key, order);
    const usage = usageOf(place, delta);
    if (usage === NO_USAGE) continue;
    const own = { at: place.at, usage };
    const others = changesElsewhere(account, moves, order);
    for (const limit of limits) {
      if (force && limit.direction === 'out') continue;
      const rejection = new LimitWindows(account, limit, own, others).check();
      if (rejection !== undefined) return rejection;
    }
  }
  return undefined;
}

/** What the moves change on an account at one place in all. */
interface Net {
  readonly place: Instant;
  readonly delta: Delta;
}

function netAt(moves: readonly Move[], account: string, order: number): Net {
  const there = moves.filter((move) => move.account === account && move.order === order);
  const [place] = there;
  assert(place !== undefined, 'something changes there');
  return { place, delta: there.reduce<Delta>(addDeltas, NO_CHANGE) };
}

/** By how much the moves change what counts on an account behind their own place: by what later merges pass on, mostly. */
function changesElsewhere({ row, timeline }: Account, moves: readonly Move[], own: number): Use[] {
  const there = moves.filter((move) => move.account === row.key && move.order !== own);
  const orders = new Set(there.filter((move) => !isExpiry(move)).map(({ order }) => order));
  return [...orders].flatMap((order) => {
    const { place, delta } = netAt(moves, row.key, order);
    if (!isBefore(place, row.ended)) return [];
    const before = changeAt(timeline, place);
    const usage = lessUsage(usageOf(place, addDeltas(before, delta)), usageOf(place, before));
    return [{ at: place.at, usage }];
  });
}

/** Where an account is merged away or closed nothing counts any more: what it had passes on. */
function isBefore(place: Instant, end: Instant | null): boolean {
  return end === null || compareInstants(place, end) < 0;
}

/** What stands at a place. */
function changeAt(timeline: Timeline, place: Instant): Delta {
  return addDeltas(timeline.sumsBefore(justAfter(place)), negateDelta(timeline.sumsBefore(place)));
}

/** All lengths of time of one limit that a command may lie in, on one account. */
class LimitWindows {
  readonly #account: Account;
  readonly #limit: VelocityLimit;
  readonly #own: Use;
  readonly #others: readonly Use[];
  readonly #asked: Spent;

  constructor(account: Account, limit: VelocityLimit, own: Use, others: readonly Use[]) {
    this.#account = account;
    this.#limit = limit;
    this.#own = own;
    this.#others = others;
    this.#asked = this.#spentOf(own.usage);
  }

  check(): Rejection<'limit_exceeded'> | undefined {
    const { amount, count, perMs } = this.#limit;
    const { at } = this.#own;
    if (this.#asked.count === 0) return undefined;
    // All that could lie with it in one length of time.
    if (this.#fits(this.#spent(at - perMs, at + perMs - 1))) return undefined;
    if (this.#blockedAt(at) === undefined) return undefined;
    const { row } = this.#account;
    const fullest = this.#fullest(at);
    const isAmount = amount !== undefined && fullest.amount + this.#asked.amount > amount;
    return reject('limit_exceeded', row.id, isAmount ? amount - fullest.amount : undefined, {
      needed: this.#asked.amount,
      limit: this.#limit.name,
      ...(isAmount ? {} : { count }),
      freesAt: this.#freesAt(at),
      asset: row.asset,
    });
  }

  #spentOf({ out, outs, in: into, ins }: Usage): Spent {
    return this.#limit.direction === 'out' ? { amount: out, count: outs } : { amount: into, count: ins };
  }

  /** Whether the command fits in beside that. */
  #fits(spent: Spent): boolean {
    const { amount, count } = this.#limit;
    if (amount !== undefined && spent.amount + this.#asked.amount > amount) return false;
    return count === undefined || spent.count + this.#asked.count <= count;
  }

  /** What counts without the command after a moment, up to and at another. */
  #spent(after: number, until: number): Spent {
    const { row, timeline } = this.#account;
    const end = atOnce(until + 1);
    const last = row.ended === null || isBefore(end, row.ended) ? end : row.ended;
    let usage = timeline.usageBetween(atOnce(after + 1), last);
    for (const other of this.#others)
      if (other.at > after && other.at <= until) usage = addUsage(usage, other.usage);
    return this.#spentOf(usage);
  }

  /** The moments at which lengths of time end that hold a moment, as far as what is in them differs. */
  *#endsAround(at: number): IterableIterator<number> {
    const until = at + this.#limit.perMs;
    yield at;
    const { row, timeline } = this.#account;
    for (const [place, delta] of timeline.after(atOnce(at + 1))) {
      if (place.at >= until || !isBefore(place, row.ended)) break;
      if (usageOf(place, delta) !== NO_USAGE) yield place.at;
    }
    for (const other of this.#others) if (other.at > at && other.at < until) yield other.at;
  }

  /** The end of a length of time that would hold too much with the command at a moment; undefined: there is none. */
  #blockedAt(at: number): number | undefined {
    for (const end of this.#endsAround(at))
      if (!this.#fits(this.#spent(end - this.#limit.perMs, end))) return end;
    return undefined;
  }

  /** The most that counts in any of them. */
  #fullest(at: number): Spent {
    let most: Spent = { amount: 0n, count: 0 };
    for (const end of this.#endsAround(at)) {
      const spent = this.#spent(end - this.#limit.perMs, end);
      most = {
        amount: spent.amount > most.amount ? spent.amount : most.amount,
        count: Math.max(spent.count, most.count),
      };
    }
    return most;
  }

  /** The first moment from one on at which the command would fit; null: there is none. Each round leaves one change behind. */
  #freesAt(from: number): number | null {
    if (!this.#fits({ amount: 0n, count: 0 })) return null;
    let at = from;
    for (let end = this.#blockedAt(at); end !== undefined; end = this.#blockedAt(at)) {
      // What was counted by its end leaves the lengths of time that end later, oldest first: where is enough of it gone?
      let [low, high] = [end, end + this.#limit.perMs];
      while (high - low > 1) {
        const distance = high - low;
        const middle = low + (distance - (distance % 2)) / 2;
        if (this.#fits(this.#spent(middle - this.#limit.perMs, end))) high = middle;
        else low = middle;
      }
      at = high;
    }
    return at;
  }
}

/** The place before everything at a moment. */
function atOnce(at: number): Instant {
  return { at, order: Number.NEGATIVE_INFINITY };
}
