import type { Clock } from '../../base/clock.ts';
import { BEFORE_ALL, type Instant, justAfter, laterOf } from '../time/instant.ts';

/** A spendable lot that expires at a vector clock, at a moment, or never. */
export interface CreditRow {
  /** The row's key: see creditKey. */
  readonly key: string;
  /** The caller's id, unique among the credits ever granted to one account. */
  readonly id: string;
  /** Key of the account it belongs to while something is left of it; a merge passes it on. */
  readonly account: string;
  /** Key of the account that granted it. */
  readonly from: string;
  readonly amount: bigint;
  /** What spends and expiries have not taken. */
  readonly remaining: bigint;
  /** Expired for an operation whose clock is at or after this in every component; null: never expires. */
  readonly expiry: Clock | null;
  /** From that moment on it is expired, in the book's unit of time; missing: no moment ends it. */
  readonly expiresAt?: number | undefined;
  /** When what was left of it was posted out because that moment had come, the latest time; missing: it was not. */
  readonly expiredAt?: number | undefined;
  /** From that moment on it can be spent, in the book's unit of time; missing: from its grant on. */
  readonly startsAt?: number | undefined;
  /** The lowest is spent first; missing: the book's order knows no priorities. */
  readonly priority?: number | undefined;
  /** The number of the event that let it expire later, the last one; missing: none did. */
  readonly extendedBy?: number | undefined;
  /** The number of the event that granted it; null: it was granted before that was kept. */
  readonly seq: number | null;
  /** When it was granted, in the book's unit of time; missing: that is not known, and it counts as there at any moment. */
  readonly at?: number | undefined;
  /**
   * Where it is from: its grant, or the merge by which it came to the account that has it; or just behind that, or behind the reversal
   * that gave some of it back last, or the start of purses, where it was not all in a purse from its grant on. Missing where it is
   * in no purse.
   */
  readonly hereFrom?: Instant | undefined;
}

/** From where on a credit may be drawn. One that is in no purse may be at the very moment of its grant, whatever came first. */
export function placeOfCredit({ at, hereFrom }: Pick<CreditRow, 'at' | 'hereFrom'>): Instant {
  if (hereFrom !== undefined) return hereFrom;
  return at === undefined ? BEFORE_ALL : { at, order: Number.NEGATIVE_INFINITY };
}

/**
 * Just behind a place from which on a credit is here that was not all in a purse before. So it shows also behind a merge that its
 * grant cannot be reversed at any earlier place.
 */
export function behind(place: Instant): Instant {
  return isBehind(place) ? place : justAfter(place);
}

/** From where on a credit is here that comes to another account at a place. */
export function cameWith(before: Instant, place: Instant): Instant {
  return laterOf(before, isBehind(before) ? justAfter(place) : place);
}

function isBehind({ order }: Instant): boolean {
  return order % 2 !== 0;
}

/** Where it comes to what is spendable, in advance; undefined: at its grant. */
export function startOfCredit({ startsAt, seq }: Pick<CreditRow, 'startsAt' | 'seq'>): Instant | undefined {
  return startsAt === undefined ? undefined : { at: startsAt, order: -2 * (seq ?? 0) };
}

/** From where on a spend may draw on it: it is here, and its time has come. */
export function drawnFrom(credit: CreditRow): Instant {
  const [place, start] = [placeOfCredit(credit), startOfCredit(credit)];
  return start === undefined ? place : laterOf(place, start);
}

/** Where it leaves what is spendable, in advance; undefined: no moment ends it. */
export function endOfCredit({ expiresAt, seq }: Pick<CreditRow, 'expiresAt' | 'seq'>): Instant | undefined {
  return expiresAt === undefined ? undefined : { at: expiresAt, order: -2 * (seq ?? 0) };
}

/** When a credit expires, by what a command or an event says of that. */
export function endsOf(said: {
  readonly expiry?: Clock | null | undefined;
  readonly expiresAt?: number | null | undefined;
}): Pick<CreditRow, 'expiry' | 'expiresAt'> {
  const { expiry = null, expiresAt } = said;
  return { expiry, ...(expiresAt == null ? {} : { expiresAt }) };
}

/** When what is left of it is to be posted out: at its moment, or once it was given back later than that; null: never. */
export function creditDue({ remaining, expiresAt, hereFrom }: CreditRow): number | null {
  if (remaining === 0n || expiresAt === undefined) return null;
  return Math.max(expiresAt, hereFrom?.at ?? expiresAt);
}

/** Credit ids are per account, so the key joins both; the length keeps two pairs from meeting in one key. */
export function creditKey(account: string, id: string): string {
  return `${account.length}:${account}:${id}`;
}

/** The two that a credit's key joins: the key of the account that it was granted to, and the caller's id. */
export function partsOfCreditKey(key: string): { readonly account: string; readonly id: string } {
  const start = key.indexOf(':') + 1;
  const end = start + Number.parseInt(key, 10);
  return { account: key.slice(start, end), id: key.slice(end + 1) };
}
