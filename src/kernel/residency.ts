import { Bug } from '../base/assert.ts';
import { partsOfCreditKey } from './credit/credit.ts';

/** What a state may lack when it holds only a part of its book, by what it is looked up under. */
export type NeedKind =
  /**
   * All lives of an account id, with their balances at the frontier and what lies ahead of it, and with them those that they
   * were merged into. `world`: all worlds.
   */
  | 'account'
  /** All holds that ever had an id. */
  | 'hold'
  /** One hold, by the number of the event that placed it. */
  | 'placed_hold'
  | 'offer'
  | 'payment'
  | 'refund'
  | 'transaction'
  | 'schedule'
  /** One credit, by its key. */
  | 'credit'
  /** Of an account, by its key: the payments or credits with something left, or all offers from and to it. */
  | 'payments_of'
  | 'credits_of'
  | 'offers_of'
  /** All credits of the book with something left; under no name. */
  | 'open_credits'
  /** Of a group, by its name: its payments with something left, whatever account has them. */
  | 'payments_in'
  /** Of an account, by its key: all holds that it expects, or did, through all merges known. */
  | 'holds_to'
  /** The journal row of an event, by its number. No rule asks for it: whoever answers repeats does. */
  | 'journal';

/**
 * A rule looked at what was not fetched before: the command's `needs` do not name it, or whoever fetched has lost it. What the
 * command did so far is to be taken back; nothing can be said of the command.
 */
export class NotFetched extends Bug {
  /** @internal How often that came up in this process, reported or not. */
  static count = 0;

  constructor(what: string) {
    super(`${what} was not fetched before it was looked at`);
    this.name = 'NotFetched';
    NotFetched.count += 1;
  }
}

/** What memory has of an account that was opened while it was there: the store has nothing else. */
const WHOLE_WHEN_OPENED: ReadonlySet<NeedKind> = new Set(['payments_of', 'credits_of', 'offers_of']);

/**
 * Which parts of a book are in memory, absent rows included. What is there can be used as if all were: so how
 * much is kept changes cost, never meaning.
 */
export class Residency {
  readonly #known = new Map<NeedKind, Set<string>>();
  readonly #opened = new Set<string>();

  /** Throws NotFetched unless what is looked at is in memory. O(1). */
  need(kind: NeedKind, key: string): void {
    if (!this.knows(kind, key)) throw new NotFetched(`${kind} ${key}`);
  }

  knows(kind: NeedKind, key: string): boolean {
    return this.#known.get(kind)?.has(key) === true || this.#isOfOpened(kind, key);
  }

  #isOfOpened(kind: NeedKind, key: string): boolean {
    if (this.#opened.size === 0) return false;
    if (kind === 'credit') return this.#opened.has(partsOfCreditKey(key).account);
    return WHOLE_WHEN_OPENED.has(kind) && this.#opened.has(key);
  }

  /** Says that everything under a key is in memory now. */
  know(kind: NeedKind, key: string): void {
    const keys = this.#known.get(kind);
    if (keys === undefined) this.#known.set(kind, new Set([key]));
    else keys.add(key);
  }

  /** Says that an account was opened, so that nothing of it is elsewhere. */
  open(account: string): void {
    this.#opened.add(account);
    // Holds that ended are forgotten again, and that with them.
    this.know('holds_to', account);
  }

  /** Says that its opening was taken back: there is no such account, and nobody will ask for it. */
  takeBackOpening(account: string): void {
    this.#opened.delete(account);
    this.forget('holds_to', account);
  }

  forget(kind: NeedKind, key: string): void {
    this.#known.get(kind)?.delete(key);
  }

  forgetAll(kind: NeedKind): void {
    this.#known.delete(kind);
  }

  /** How many answers are remembered. */
  get size(): number {
    let size = 0;
    for (const keys of this.#known.values()) size += keys.size;
    return size;
  }
}
