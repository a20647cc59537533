type AmountInput = bigint | number;

export interface PendingTotals {
  readonly outgoing: bigint;
  readonly incoming: bigint;
}

export interface HistoricalTotals {
  readonly in: bigint;
  readonly out: bigint;
}

/** What both the real `Bank` and the replayed one answer to. Amounts come out as `bigint`. */
export interface BankLike {
  createAccount(timestamp: number, accountId: string): boolean;
  deposit(timestamp: number, accountId: string, amount: AmountInput): boolean;
  withdraw(timestamp: number, accountId: string, amount: AmountInput): boolean;
  transfer(timestamp: number, sourceId: string, targetId: string, amount: AmountInput): string | null;
  acceptTransfer(timestamp: number, accountId: string, transferId: string): boolean;
  mergeAccounts(timestamp: number, accountId1: string, accountId2: string): boolean;
  getBalance(timestamp: number, accountId: string, timeAt: number): bigint | null;
  pendingTotals(timestamp: number, accountId: string, timeAt: number): PendingTotals | null;
  historicalTotals(timestamp: number, accountId: string, timeAt: number): HistoricalTotals | null;
}

export type BankOperation =
  | { readonly kind: 'createAccount'; readonly timestamp: number; readonly accountId: string }
  | {
      readonly kind: 'deposit' | 'withdraw';
      readonly timestamp: number;
      readonly accountId: string;
      readonly amount: bigint;
    }
  | {
      readonly kind: 'transfer';
      readonly timestamp: number;
      readonly sourceId: string;
      readonly targetId: string;
      readonly amount: bigint;
      readonly transferId: string;
    }
  | {
      readonly kind: 'acceptTransfer';
      readonly timestamp: number;
      readonly accountId: string;
      readonly transferId: string;
    }
  | {
      readonly kind: 'mergeAccounts';
      readonly timestamp: number;
      readonly accountId1: string;
      readonly accountId2: string;
    };

export type BankReason =
  | 'done'
  | 'exists'
  | 'no_account'
  | 'same_account'
  | 'low'
  | 'not_pending'
  | 'not_target';

/** Why the latest operation was accepted or refused: `by` is the operation of the replay that did not succeed. */
export interface Verdict {
  readonly operation: BankOperation;
  readonly reason: BankReason;
  readonly by: BankOperation | undefined;
}

interface Money {
  balance: bigint;
  in: bigint;
  out: bigint;
}

interface PendingTransfer {
  readonly source: Money;
  readonly amount: bigint;
  readonly end: number;
  sourceId: string;
  targetId: string;
}

/**
 * The bank that is told everything in order of time, once: the first half of the spec, read aloud.
 * It takes good input only.
 */
export class InOrderBank {
  readonly accounts = new Map<string, Money>();
  readonly pending = new Map<string, PendingTransfer>();
  readonly #transferTtl: number;

  constructor(transferTtl: number) {
    this.#transferTtl = transferTtl;
  }

  /** Everything that is over at `now` is over before the operations of `now`. */
  expireUntil(now: number): void {
    for (const [transferId, transfer] of this.pending) {
      if (transfer.end <= now) this.#giveBack(transferId, transfer);
    }
  }

  apply(operation: BankOperation): BankReason {
    this.expireUntil(operation.timestamp);
    switch (operation.kind) {
      case 'createAccount':
        if (this.accounts.has(operation.accountId)) return 'exists';
        this.accounts.set(operation.accountId, { balance: 0n, in: 0n, out: 0n });
        return 'done';
      case 'deposit': {
        const account = this.accounts.get(operation.accountId);
        if (account === undefined) return 'no_account';
        account.balance += operation.amount;
        account.in += operation.amount;
        return 'done';
      }
      case 'withdraw': {
        const account = this.accounts.get(operation.accountId);
        if (account === undefined) return 'no_account';
        if (account.balance < operation.amount) return 'low';
        account.balance -= operation.amount;
        account.out += operation.amount;
        return 'done';
      }
      case 'transfer':
        return this.#transfer(operation);
      case 'acceptTransfer':
        return this.#accept(operation.accountId, operation.transferId);
      case 'mergeAccounts':
        return this.#merge(operation.accountId1, operation.accountId2);
    }
  }

  #transfer(operation: BankOperation & { kind: 'transfer' }): BankReason {
    const { sourceId, targetId, amount, timestamp, transferId } = operation;
    const source = this.accounts.get(sourceId);
    if (sourceId === targetId) return 'same_account';
    if (source === undefined || !this.accounts.has(targetId)) return 'no_account';
    if (source.balance < amount) return 'low';
    source.balance -= amount;
    this.pending.set(transferId, { source, sourceId, targetId, amount, end: timestamp + this.#transferTtl });
    return 'done';
  }

  #accept(accountId: string, transferId: string): BankReason {
    const account = this.accounts.get(accountId);
    const transfer = this.pending.get(transferId);
    if (account === undefined) return 'no_account';
    if (transfer === undefined) return 'not_pending';
    if (transfer.targetId !== accountId) return 'not_target';
    this.pending.delete(transferId);
    transfer.source.out += transfer.amount;
    account.in += transfer.amount;
    account.balance += transfer.amount;
    return 'done';
  }

  #merge(accountId1: string, accountId2: string): BankReason {
    const survivor = this.accounts.get(accountId1);
    const merged = this.accounts.get(accountId2);
    if (accountId1 === accountId2) return 'same_account';
    if (survivor === undefined || merged === undefined) return 'no_account';
    for (const [transferId, transfer] of this.pending) {
      if (transfer.sourceId === accountId2) this.#giveBack(transferId, transfer);
      else if (transfer.targetId !== accountId2) continue;
      else if (transfer.sourceId === accountId1) this.#giveBack(transferId, transfer);
      else transfer.targetId = accountId1;
    }
    survivor.balance += merged.balance;
    survivor.in += merged.in;
    survivor.out += merged.out;
    this.accounts.delete(accountId2);
    return 'done';
  }

  #giveBack(transferId: string, transfer: PendingTransfer): void {
    this.pending.delete(transferId);
    transfer.source.balance += transfer.amount;
  }
}

/**
 * The definition of `Bank` read aloud: the accepted operations lie in a list sorted by (timestamp, arrival); a new
 * one is tried in its place by replaying the list from nothing, and every read is a replay too.
 */
export class ReplayedBank implements BankLike {
  readonly #transferTtl: number;
  #history: readonly BankOperation[] = [];
  #transferCount = 0;
  #verdict: Verdict | undefined;
  /** Replays up to a moment, kept until the history changes. */
  readonly #replays = new Map<number, InOrderBank>();

  constructor(options: { readonly transferTtl?: number } = {}) {
    this.#transferTtl = options.transferTtl ?? 86_400;
  }

  createAccount(timestamp: number, accountId: string): boolean {
    return this.#submit({ kind: 'createAccount', timestamp, accountId });
  }

  deposit(timestamp: number, accountId: string, amount: AmountInput): boolean {
    return this.#submit({ kind: 'deposit', timestamp, accountId, amount: BigInt(amount) });
  }

  withdraw(timestamp: number, accountId: string, amount: AmountInput): boolean {
    return this.#submit({ kind: 'withdraw', timestamp, accountId, amount: BigInt(amount) });
  }

  transfer(timestamp: number, sourceId: string, targetId: string, amount: AmountInput): string | null {
    const transferId = `transfer${this.#transferCount + 1}`;
    const operation = { timestamp, sourceId, targetId, amount: BigInt(amount), transferId };
    if (!this.#submit({ kind: 'transfer', ...operation })) return null;
    this.#transferCount += 1;
    return transferId;
  }

  acceptTransfer(timestamp: number, accountId: string, transferId: string): boolean {
    return this.#submit({ kind: 'acceptTransfer', timestamp, accountId, transferId });
  }

  mergeAccounts(timestamp: number, accountId1: string, accountId2: string): boolean {
    return this.#submit({ kind: 'mergeAccounts', timestamp, accountId1, accountId2 });
  }

  getBalance(_timestamp: number, accountId: string, timeAt: number): bigint | null {
    return this.#replayUntil(timeAt).accounts.get(accountId)?.balance ?? null;
  }

  pendingTotals(_timestamp: number, accountId: string, timeAt: number): PendingTotals | null {
    const bank = this.#replayUntil(timeAt);
    if (!bank.accounts.has(accountId)) return null;
    let outgoing = 0n;
    let incoming = 0n;
    for (const transfer of bank.pending.values()) {
      if (transfer.sourceId === accountId) outgoing += transfer.amount;
      if (transfer.targetId === accountId) incoming += transfer.amount;
    }
    return { outgoing, incoming };
  }

  historicalTotals(_timestamp: number, accountId: string, timeAt: number): HistoricalTotals | null {
    const account = this.#replayUntil(timeAt).accounts.get(accountId);
    return account === undefined ? null : { in: account.in, out: account.out };
  }

  /** The accepted operations in order of (timestamp, arrival). */
  get history(): readonly BankOperation[] {
    return this.#history;
  }

  /** What the latest operation came to. */
  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  #submit(operation: BankOperation): boolean {
    const later = this.#history.findIndex((other) => other.timestamp > operation.timestamp);
    const tried = this.#history.toSpliced(later === -1 ? this.#history.length : later, 0, operation);
    const bank = new InOrderBank(this.#transferTtl);
    for (const each of tried) {
      const reason = bank.apply(each);
      if (reason === 'done') continue;
      this.#verdict = { operation, reason, by: each };
      return false;
    }
    this.#verdict = { operation, reason: 'done', by: undefined };
    this.#history = tried;
    this.#replays.clear();
    return true;
  }

  /** The bank just after everything at `timeAt`, with what is known now. */
  #replayUntil(timeAt: number): InOrderBank {
    const known = this.#replays.get(timeAt);
    if (known !== undefined) return known;
    const bank = new InOrderBank(this.#transferTtl);
    for (const each of this.#history) {
      if (each.timestamp <= timeAt) bank.apply(each);
    }
    bank.expireUntil(timeAt);
    this.#replays.set(timeAt, bank);
    return bank;
  }
}
