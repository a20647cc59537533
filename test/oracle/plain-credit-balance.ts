/**
 * The plain reading of `CreditBalance`: clocks are Maps compared component by component, and every call
 * filters, sorts and loops over all credits. It checks no input and shares no code with the real thing.
 */
import { ascending, byUtf8Bytes, type Note } from './plain-refund-ledger.ts';

export type ClockLike = Readonly<Record<string, number | bigint>> | ReadonlyMap<string, number | bigint>;
export type PlainClock = ReadonlyMap<string, bigint>;
export type Relation = 'equal' | 'before' | 'after' | 'concurrent';

export type AddAnswer = { ok: true; status: 'added' | 'exists' } | { ok: false; reason: 'credit_conflict' };

export type UseAnswer =
  | { ok: true; allocations: { creditId: string; amount: bigint }[]; policy: string }
  | { ok: false; reason: 'insufficient_credits'; available: bigint }
  | { ok: false; reason: 'request_conflict' };

interface PlainCredit {
  readonly userId: string;
  readonly creditId: string;
  readonly amount: bigint;
  readonly expiry: PlainClock | null;
  remaining: bigint;
}

interface PlainRequest {
  readonly userId: string;
  readonly amount: bigint;
  readonly at: PlainClock;
  readonly answer: UseAnswer;
}

/** Reads a clock; zeros are dropped. */
export function plainClock(input: ClockLike): PlainClock {
  const pairs = input instanceof Map ? [...input] : Object.entries(input);
  return new Map(pairs.map(([id, counter]) => [id, BigInt(counter)] as const).filter(([, c]) => c > 0n));
}

function component(clock: PlainClock, id: string): bigint {
  return clock.get(id) ?? 0n;
}

function idsOfBoth(a: PlainClock, b: PlainClock): string[] {
  return [...new Set([...a.keys(), ...b.keys()])];
}

function atMost(a: PlainClock, b: PlainClock): boolean {
  for (const [id, counter] of a) if (counter > component(b, id)) return false;
  return true;
}

export function relatePlainClocks(a: PlainClock, b: PlainClock): Relation {
  if (atMost(a, b)) return atMost(b, a) ? 'equal' : 'before';
  return atMost(b, a) ? 'after' : 'concurrent';
}

export function comparePlainClocks(a: ClockLike, b: ClockLike): Relation {
  return relatePlainClocks(plainClock(a), plainClock(b));
}

function rank(clock: PlainClock): bigint {
  let sum = 0n;
  for (const counter of clock.values()) sum += counter;
  return sum;
}

/** `rank-lex`: the sum of the components, then the components in the UTF-8 order of their process ids. */
function orderPlainClocks(a: PlainClock, b: PlainClock): number {
  const byRank = ascending(rank(a), rank(b));
  if (byRank !== 0) return byRank;
  for (const id of idsOfBoth(a, b).sort(byUtf8Bytes)) {
    const order = ascending(component(a, id), component(b, id));
    if (order !== 0) return order;
  }
  return 0;
}

/** `rank-lex-id/v1`, never-expiring last. */
function soonestFirst(a: PlainCredit, b: PlainCredit): number {
  if (a.expiry !== null && b.expiry === null) return -1;
  if (a.expiry === null && b.expiry !== null) return 1;
  const order = a.expiry === null || b.expiry === null ? 0 : orderPlainClocks(a.expiry, b.expiry);
  return order || byUtf8Bytes(a.creditId, b.creditId);
}

function sameExpiry(a: PlainClock | null, b: PlainClock | null): boolean {
  if (a === null || b === null) return a === b;
  return relatePlainClocks(a, b) === 'equal';
}

function copyAnswer(answer: UseAnswer): UseAnswer {
  return answer.ok
    ? { ...answer, allocations: answer.allocations.map((each) => ({ ...each })) }
    : { ...answer };
}

export class PlainCreditBalance {
  readonly #note: Note;
  readonly #credits: PlainCredit[] = [];
  readonly #requests = new Map<string, PlainRequest>();

  constructor(note: Note = () => {}) {
    this.#note = note;
  }

  add(userId: string, creditId: string, amount: bigint | number, expiryVc: ClockLike | null): AddAnswer {
    const expiry = expiryVc === null ? null : plainClock(expiryVc);
    const known = this.#credits.find((each) => each.userId === userId && each.creditId === creditId);
    if (known === undefined) {
      this.#credits.push({ userId, creditId, amount: BigInt(amount), expiry, remaining: BigInt(amount) });
      return { ok: true, status: 'added' };
    }
    const same = known.amount === BigInt(amount) && sameExpiry(known.expiry, expiry);
    this.#note(same ? 'add: exists' : 'add: conflict');
    return same ? { ok: true, status: 'exists' } : { ok: false, reason: 'credit_conflict' };
  }

  use(
    userId: string,
    amount: bigint | number,
    atVc: ClockLike,
    options: { readonly requestId?: string } = {},
  ): UseAnswer {
    const at = plainClock(atVc);
    const { requestId } = options;
    const first = requestId === undefined ? undefined : this.#requests.get(requestId);
    if (first !== undefined) {
      const body = { userId, amount: BigInt(amount), at };
      return this.#again(first, body);
    }
    const answer = this.#spend(userId, BigInt(amount), at);
    if (requestId !== undefined) {
      this.#requests.set(requestId, { userId, amount: BigInt(amount), at, answer: copyAnswer(answer) });
    }
    return answer;
  }

  balance(userId: string, atVc: ClockLike): bigint {
    return this.#sum(this.#spendable(userId, plainClock(atVc)));
  }

  #again(first: PlainRequest, body: Pick<PlainRequest, 'userId' | 'amount' | 'at'>): UseAnswer {
    const same =
      first.userId === body.userId &&
      first.amount === body.amount &&
      relatePlainClocks(first.at, body.at) === 'equal';
    this.#note(
      same ? `request: replay of a ${first.answer.ok ? 'success' : 'refusal'}` : 'request: conflict',
    );
    return same ? copyAnswer(first.answer) : { ok: false, reason: 'request_conflict' };
  }

  #spendable(userId: string, at: PlainClock): PlainCredit[] {
    return this.#credits.filter(
      (credit) =>
        credit.userId === userId &&
        credit.remaining > 0n &&
        (credit.expiry === null || !atMost(credit.expiry, at)),
    );
  }

  #sum(credits: readonly PlainCredit[]): bigint {
    return credits.reduce((sum, credit) => sum + credit.remaining, 0n);
  }

  #spend(userId: string, amount: bigint, at: PlainClock): UseAnswer {
    const spendable = this.#spendable(userId, at).sort(soonestFirst);
    const available = this.#sum(spendable);
    if (available < amount) {
      this.#note(available === 0n ? 'use: nothing available' : 'use: not enough');
      return { ok: false, reason: 'insufficient_credits', available };
    }
    const allocations: { creditId: string; amount: bigint }[] = [];
    const touched: PlainCredit[] = [];
    let missing = amount;
    for (const credit of spendable) {
      if (missing === 0n) break;
      const taken = credit.remaining < missing ? credit.remaining : missing;
      credit.remaining -= taken;
      missing -= taken;
      allocations.push({ creditId: credit.creditId, amount: taken });
      touched.push(credit);
    }
    this.#noteSpend(userId, at, touched);
    return { ok: true, allocations, policy: 'rank-lex-id/v1' };
  }

  #noteSpend(userId: string, at: PlainClock, touched: readonly PlainCredit[]): void {
    this.#note('use: spent');
    if (touched.length > 1) this.#note('use: several credits');
    if (touched.some((credit) => credit.expiry === null)) this.#note('use: never-expiring credit');
    const mine = this.#credits.filter((credit) => credit.userId === userId && credit.remaining > 0n);
    const expired = mine.filter((credit) => credit.expiry !== null && atMost(credit.expiry, at));
    if (expired.length > 0) this.#note('use: expired credit skipped');
    if (expired.some((credit) => sameExpiry(credit.expiry, at)))
      this.#note('use: expired at this very clock');
    const [first, second] = touched;
    if (!first?.expiry || !second?.expiry) return;
    this.#note(`use: touched expiries are ${relatePlainClocks(first.expiry, second.expiry)}`);
  }
}
