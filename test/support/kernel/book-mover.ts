import fc from 'fast-check';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import { availableOn } from '../../oracle/plain-book-limits.ts';
import type { ReplayedBook } from '../../oracle/plain-book-replay.ts';
import type { PlainCommand } from '../../oracle/plain-book-state.ts';
import type { BookPace } from './book-paces.ts';
import { byForce, captureByForce } from './mover-force.ts';
import { settleHold } from './settle-hold.ts';
import { updateOf } from './terms-mover.ts';

/** Two of them are under another one's path. */
export const ACCOUNT_IDS = ['a', 'b', 'a:c', 'a:c:d'] as const;
const HOLD_IDS = ['h', 'i', '__proto__'] as const;

/** Each kind as often as it should come. */
const KIND_WEIGHTS = {
  open_account: 8,
  update_account: 7,
  close_account: 7,
  deposit: 14,
  transfer: 9,
  post: 6,
  hold: 14,
  capture: 14,
  adjust_hold: 8,
  release: 6,
  offer: 15,
  accept: 10,
  cancel: 4,
  decline: 3,
  merge: 8,
};

/** The kinds that open their account, mostly, where it does not live. */
const NEEDS_ACCOUNT: ReadonlySet<string> = new Set([
  'update_account',
  'close_account',
  'deposit',
  'transfer',
  'post',
  'hold',
  'offer',
  'merge',
]);

export const bookMove = fc.record({
  kind: fc.constantFrom(...weighted(KIND_WEIGHTS)),
  account: fc.nat({ max: 3 }),
  /** How far from the account, in the list of accounts, the other one is; 0, the account itself, is rare. */
  apart: fc.constantFrom(0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
  amount: fc.integer({ min: 1, max: 5 }),
  jitter: fc.nat({ max: 10_000 }),
  /** Moments until it runs out; 7: never. */
  life: fc.integer({ min: 0, max: 7 }),
  /** Which of the holds or offers made so far is meant. */
  back: fc.nat({ max: 40 }),
  flags: fc.nat({ max: 4_095 }),
});

export type BookMove = typeof bookMove extends fc.Arbitrary<infer Value> ? Value : never;

export function weighted<Kind extends string>(weights: Readonly<Record<Kind, number>>): Kind[] {
  const kinds = Object.keys(weights) as Kind[]; // Object.keys forgets that the keys are of that type.
  return kinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));
}

export function bookMoves(length: number): fc.Arbitrary<BookMove[]> {
  return fc.noBias(fc.array(bookMove, { minLength: length, maxLength: length, size: 'max' }));
}

/** What commands have been accepted so far, in any order: what captures, acceptances and so on may mean. */
type History = readonly PlainCommand[];

/**
 * Turns moves into commands as far as the accepted ones so far allow, so that captures mean holds that were
 * placed, and acceptances offers that were made: commands at random alone would seldom come near to what is hard.
 */
export class BookMover {
  readonly #pace: BookPace;
  #made = 0;

  constructor(pace: BookPace) {
    this.#pace = pace;
  }

  /** The first commands of a run: three of the four accounts open, each with some money. */
  beginnings(length: number): SingleCommand[] {
    const at = Math.floor(Math.min(0, length * this.#pace.drift));
    return ACCOUNT_IDS.slice(0, 3).flatMap((account, i): SingleCommand[] => [
      this.#opening(account, at, i),
      { kind: 'transfer', effectiveAt: at, from: 'world', to: account, amount: 2n },
    ]);
  }

  commandOf(move: BookMove, index: number, book: ReplayedBook): SingleCommand {
    const { drift, spread } = this.#pace;
    const at = Math.floor(index * drift) + (move.jitter % spread);
    const account = idAt(move.account);
    const other = idAt(move.account + move.apart);
    if (NEEDS_ACCOUNT.has(move.kind) && move.flags % 8 !== 7 && book.at(at).living(account) === undefined) {
      return this.#opening(account, at, move.account);
    }
    switch (move.kind) {
      case 'open_account':
        return this.#opening(account, at, move.account + (move.flags % 16 === 0 ? 1 : 0));
      case 'update_account':
        return updateOf(move, at, account, this.#pace, book);
      case 'close_account':
        return closingOf(move, at, account, book);
      case 'deposit':
        return {
          kind: 'transfer',
          effectiveAt: at,
          from: 'world',
          to: account,
          amount: amountOf(move, this.#pace),
        };
      case 'transfer':
        return transferOf(move, at, account, other, book, this.#pace);
      case 'post':
        return postOf(move, at, account, this.#pace);
      case 'merge':
        return this.#merge(at, account, other);
      case 'hold':
      case 'offer':
        return this.#pending(move, move.kind, at);
      case 'capture':
      case 'adjust_hold':
      case 'release':
        return settle(move, at, book.history, other, this.#pace) ?? this.#pending(move, 'hold', at);
      default:
        return resolve(move, at, book.history, account) ?? this.#pending(move, 'offer', at);
    }
  }

  #opening(account: string, at: number, kind: number): SingleCommand {
    const { floors, ceilings, limits, assets } = this.#pace;
    const place = (ACCOUNT_IDS as readonly string[]).indexOf(account);
    const velocity = pick(limits, place);
    return {
      kind: 'open_account',
      effectiveAt: at,
      account,
      asset: pick(assets, kind),
      floor: pick(floors, place),
      ceiling: pick(ceilings, place),
      ...(velocity === null ? {} : { limits: velocity }),
    };
  }

  #merge(at: number, into: string, from: string): SingleCommand {
    const isSpared = !this.#pace.mergesIntoLast && into === ACCOUNT_IDS.at(-1);
    if (isSpared) return { kind: 'merge', effectiveAt: at, into: from, from: into };
    return { kind: 'merge', effectiveAt: at, into, from };
  }

  #pending(move: BookMove, kind: 'hold' | 'offer', at: number): SingleCommand {
    const account = idAt(move.account);
    const other = idAt(move.account + move.apart);
    const never = move.life === 7;
    const expiresAt = never ? null : at + move.life - (move.flags % 32 === 0 ? 1 : 0);
    const amount = amountOf(move, this.#pace);
    if (kind === 'hold') {
      const placed = { effectiveAt: at, hold: pick(HOLD_IDS, move.jitter), account, amount, expiresAt };
      return { kind, ...placed, ...(move.flags % 2 === 0 ? { to: other } : {}) };
    }
    this.#made += 1;
    // Now and then an id that was used before, or the world as one of the sides.
    const offer = `o${move.flags % 24 === 0 ? move.back + 1 : this.#made}`;
    const from = move.flags % 20 === 1 ? 'world' : account;
    const to = move.flags % 20 === 2 ? 'world' : other;
    return { kind, effectiveAt: at, offer, from, to, amount, expiresAt };
  }
}

function idAt(index: number): string {
  return pick(ACCOUNT_IDS, index);
}

/** So many units; where a unit is large, now and then one more than that, or than all there may be. */
export function amountOf(move: BookMove, { unit }: BookPace): bigint {
  return BigInt(move.amount) * unit + (unit > 1n && move.flags % 16 === 9 ? 1n : 0n);
}

export function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

/** A closing, or what makes the account empty for one: all that is available goes. */
function closingOf(move: BookMove, at: number, account: string, book: ReplayedBook): SingleCommand {
  const money = availableTo(book, account, at);
  if (money <= 0n || move.flags % 2 === 0) return { kind: 'close_account', effectiveAt: at, account };
  return { kind: 'transfer', effectiveAt: at, from: account, to: 'world', amount: money };
}

function availableTo(book: ReplayedBook, account: string, at: number): bigint {
  const then = book.at(at);
  const life = then.living(account);
  return life === undefined ? 0n : availableOn(life, then);
}

/** Now and then all that there is. */
function transferOf(
  move: BookMove,
  at: number,
  account: string,
  other: string,
  book: ReplayedBook,
  pace: BookPace,
): SingleCommand {
  const to = move.flags % 3 === 0 ? 'world' : other;
  const all = move.flags % 7 === 0 ? availableTo(book, account, at) : 0n;
  return {
    kind: 'transfer',
    effectiveAt: at,
    from: account,
    to,
    amount: all > 0n ? all : amountOf(move, pace),
    ...byForce(move),
  };
}

/** Three or four entries, nearly always balanced, often two of them on one account. */
function postOf(move: BookMove, at: number, account: string, pace: BookPace): SingleCommand {
  const asset = pick(pace.assets, move.jitter);
  const first = amountOf(move, pace);
  const second = BigInt(move.life - 3 || 1) * pace.unit;
  const slip = move.flags % 16 === 0 ? 1n : 0n;
  const rest = -first - second + slip;
  const third = move.flags % 4 === 0 ? { account: 'world', asset } : { account: idAt(move.back) };
  const entries = [
    { account, amount: first, ...(move.flags % 8 < 2 ? { asset } : {}) },
    { account: idAt(move.account + move.apart), amount: second },
    ...(rest === 0n ? [] : [{ ...third, amount: rest }]),
  ];
  return { kind: 'post', effectiveAt: at, entries, ...byForce(move) };
}

/** The moment at which a command that means an earlier one comes: nearly always while that one may last. */
function momentAfter(move: BookMove, at: number, { effectiveAt, expiresAt }: Pending): number {
  if (move.flags % 8 === 0) return at;
  const life =
    expiresAt === null ? 8 : Math.max(1, expiresAt - effectiveAt + (move.flags % 16 === 1 ? 1 : 0));
  return effectiveAt + (Math.floor(move.jitter / 16) % life);
}

interface Pending {
  readonly effectiveAt: number;
  readonly expiresAt: number | null;
}

/** A capture, adjustment or release of one of the holds; undefined when there is none. */
function settle(
  move: BookMove,
  at: number,
  history: History,
  other: string,
  pace: BookPace,
): SingleCommand | undefined {
  const holds = history.filter((each) => each.kind === 'hold');
  if (holds.length === 0 && move.flags % 16 !== 0) return undefined;
  const meant = holds[move.back % Math.max(1, holds.length)];
  const hold = meant?.hold ?? pick(HOLD_IDS, move.jitter);
  const effectiveAt = meant === undefined ? at : momentAfter(move, at, meant);
  const settled = settleHold(move, { hold, effectiveAt, other, unit: pace.unit });
  return settled.kind === 'capture' ? captureByForce(move, settled) : settled;
}

/** The end of one of the offers, mostly by the account that has it by then; undefined when there is none. */
function resolve(move: BookMove, at: number, history: History, account: string): SingleCommand | undefined {
  const kind = move.kind === 'accept' || move.kind === 'cancel' ? move.kind : 'decline';
  const offers = history.filter((each) => each.kind === 'offer');
  if (offers.length === 0 && move.flags % 16 !== 0) return undefined;
  const meant = offers[move.back % Math.max(1, offers.length)];
  if (meant === undefined) return { kind, effectiveAt: at, offer: 'o1', account };
  const effectiveAt = momentAfter(move, at, meant);
  if (move.flags % 16 === 2) return { kind, effectiveAt, offer: meant.offer, account };
  const first = kind === 'cancel' ? meant.from : meant.to;
  const by = heirOf(history, first, meant.effectiveAt, effectiveAt);
  return { kind, effectiveAt, offer: meant.offer, account: by };
}

/** The account that the one of `from` has been merged into by `to`. */
function heirOf(history: History, account: string, from: number, to: number): string {
  let heir = account;
  for (const each of history) {
    const isWithin = from <= each.effectiveAt && each.effectiveAt <= to;
    if (isWithin && each.kind === 'merge' && each.from === heir) heir = each.into;
  }
  return heir;
}
