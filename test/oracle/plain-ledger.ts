/** What both the real `Ledger` and the plain one answer to. Amounts come out as `bigint`. */
export interface LedgerLike {
  deposit(accountId: string, amount: bigint | number): void;
  withdraw(accountId: string, amount: bigint | number): boolean;
  placeHold(
    accountId: string,
    amount: bigint | number,
    holdId: string,
    timestampMs: number,
    ttlMs: number,
  ): boolean;
  releaseHold(accountId: string, holdId: string): boolean;
  captureHold(accountId: string, holdId: string): boolean;
  postedBalance(accountId: string, timestampMs: number): bigint;
  availableBalance(accountId: string, timestampMs: number): bigint;
  begin(): void;
  commit(): boolean;
  rollback(): boolean;
}

export interface PlainHold {
  readonly holdId: string;
  readonly amount: bigint;
  readonly expiresAt: number;
}

interface PlainAccount {
  posted: bigint;
  holds: PlainHold[];
}

type Accounts = Map<string, PlainAccount>;

/**
 * The spec of `Ledger` read aloud: holds in a list that is never swept, a layer is a deep copy of everything, and
 * the observed times lie outside the copies because no rollback touches them. It takes good input only.
 */
export class PlainLedger implements LedgerLike {
  #accounts: Accounts = new Map();
  /** The accounts as they were when each open layer began, the latest layer last. */
  readonly #layers: Accounts[] = [];
  readonly #observed = new Map<string, number>();

  deposit(accountId: string, amount: bigint | number): void {
    this.#account(accountId).posted += BigInt(amount);
  }

  withdraw(accountId: string, amount: bigint | number): boolean {
    if (this.#available(accountId) < BigInt(amount)) return false;
    this.#account(accountId).posted -= BigInt(amount);
    return true;
  }

  placeHold(
    accountId: string,
    amount: bigint | number,
    holdId: string,
    timestampMs: number,
    ttlMs: number,
  ): boolean {
    this.#observe(accountId, timestampMs);
    if (this.#activeHold(accountId, holdId) !== undefined) return false;
    if (this.#available(accountId) < BigInt(amount)) return false;
    this.#account(accountId).holds.push({ holdId, amount: BigInt(amount), expiresAt: timestampMs + ttlMs });
    return true;
  }

  releaseHold(accountId: string, holdId: string): boolean {
    const hold = this.#activeHold(accountId, holdId);
    if (hold === undefined) return false;
    const account = this.#account(accountId);
    account.holds = account.holds.filter((other) => other !== hold);
    return true;
  }

  captureHold(accountId: string, holdId: string): boolean {
    const hold = this.#activeHold(accountId, holdId);
    if (hold === undefined) return false;
    const account = this.#account(accountId);
    account.holds = account.holds.filter((other) => other !== hold);
    account.posted -= hold.amount;
    return true;
  }

  postedBalance(accountId: string, timestampMs: number): bigint {
    this.#observe(accountId, timestampMs);
    return this.#account(accountId).posted;
  }

  availableBalance(accountId: string, timestampMs: number): bigint {
    this.#observe(accountId, timestampMs);
    return this.#available(accountId);
  }

  begin(): void {
    this.#layers.push(deepCopy(this.#accounts));
  }

  commit(): boolean {
    return this.#layers.pop() !== undefined;
  }

  rollback(): boolean {
    const before = this.#layers.pop();
    if (before === undefined) return false;
    this.#accounts = before;
    return true;
  }

  /** The greatest timestamp any call gave for the account. */
  observedTime(accountId: string): number {
    return this.#observed.get(accountId) ?? Number.NEGATIVE_INFINITY;
  }

  /** All holds neither released nor captured, those that are over included. */
  holdsOf(accountId: string): readonly PlainHold[] {
    return this.#account(accountId).holds;
  }

  #account(accountId: string): PlainAccount {
    const known = this.#accounts.get(accountId);
    if (known !== undefined) return known;
    const fresh: PlainAccount = { posted: 0n, holds: [] };
    this.#accounts.set(accountId, fresh);
    return fresh;
  }

  #observe(accountId: string, timestampMs: number): void {
    this.#observed.set(accountId, Math.max(this.observedTime(accountId), timestampMs));
  }

  #activeHolds(accountId: string): PlainHold[] {
    return this.#account(accountId).holds.filter((hold) => this.observedTime(accountId) < hold.expiresAt);
  }

  #activeHold(accountId: string, holdId: string): PlainHold | undefined {
    return this.#activeHolds(accountId).find((hold) => hold.holdId === holdId);
  }

  #available(accountId: string): bigint {
    return this.#activeHolds(accountId).reduce(
      (available, hold) => available - hold.amount,
      this.#account(accountId).posted,
    );
  }
}

function deepCopy(accounts: Accounts): Accounts {
  return new Map([...accounts].map(([id, account]) => [id, { ...account, holds: [...account.holds] }]));
}
