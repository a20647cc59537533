/** What a state may lack when it holds only a part of its book, by what it is asked for under. */
export type AskKind =
  /** All lives of an account id, with their balances at the frontier and what lies ahead of it. `world`: all worlds. */
  | 'account'
  /** All holds that ever had an id. */
  | 'hold'
  | 'offer'
  | 'payment'
  | 'refund'
  | 'transaction'
  /** One credit, by its key. */
  | 'credit'
  /** Of an account, by its key: the payments or credits with something left, or all offers from and to it. */
  | 'payments_of'
  | 'credits_of'
  | 'offers_of'
  /** Of an account, by its key: all holds that it expects, or did, through all merges known. */
  | 'holds_to'
  /** Of an account, by its key: everything on its timeline from a moment on. */
  | 'past'
  /** The journal row of an event, by its number. No rule asks for it: whoever answers repeats does. */
  | 'journal';

export interface Ask {
  readonly kind: AskKind;
  readonly key: string;
  /** The moment, for `past`. */
  readonly from?: number;
}

/**
 * Thrown when a rule asks for what is not in memory. It is not an error and carries no stack: whoever runs the
 * rules takes back what the command did so far, brings what is asked for, and begins the command again.
 */
export class Missing {
  readonly ask: Ask;

  constructor(ask: Ask) {
    this.ask = ask;
  }
}

/**
 * Which parts of a book are in memory, absent rows included. What is there can be used as if all were: so how
 * much is kept changes cost, never meaning.
 */
export class Residency {
  readonly #known = new Map<AskKind, Set<string>>();

  /** Throws Missing unless what is asked for is in memory. O(1). */
  need(kind: AskKind, key: string): void {
    if (!this.knows(kind, key)) throw new Missing({ kind, key });
  }

  knows(kind: AskKind, key: string): boolean {
    return this.#known.get(kind)?.has(key) === true;
  }

  /** Says that everything under a key is in memory now. */
  know(kind: AskKind, key: string): void {
    const keys = this.#known.get(kind);
    if (keys === undefined) this.#known.set(kind, new Set([key]));
    else keys.add(key);
  }

  forget(kind: AskKind, key: string): void {
    this.#known.get(kind)?.delete(key);
  }

  forgetAll(kind: AskKind): void {
    this.#known.delete(kind);
  }

  /** How many answers are remembered. */
  get size(): number {
    let size = 0;
    for (const keys of this.#known.values()) size += keys.size;
    return size;
  }
}
