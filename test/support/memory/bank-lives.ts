import type { BankOperation, HistoricalTotals, PendingTotals } from '../../oracle/replayed-bank.ts';

/**
 * A life of an account, from its creation to the merge that takes it away. Positions are places in the list of
 * operations: the operation at position p is over before anything at a later position.
 */
interface Life {
  readonly accountId: string;
  readonly bornAt: number;
  merge: { readonly into: Life; readonly position: number; readonly timestamp: number } | undefined;
}

type Column = 'balance' | 'outgoing' | 'incoming' | 'in' | 'out';

/** A change written on the life that it befell; a merge makes it a change on the survivor. */
interface Line {
  readonly life: Life;
  readonly timestamp: number;
  readonly column: Column;
  readonly amount: bigint;
}

/**
 * A second reading of the spec, to test the first against: nothing is ever changed or moved here. It is given
 * operations in order of time, looks up in the whole list what became of each transfer, and answers by adding up
 * the lines of all lives that have flowed into the one asked for.
 */
export class BankOfFates {
  readonly #transferTtl: number;
  readonly #operations: BankOperation[] = [];
  readonly #lives: Life[] = [];

  constructor(transferTtl: number) {
    this.#transferTtl = transferTtl;
  }

  /** Whether the operation, coming after all that were accepted so far, succeeds; then it is one of them. */
  submit(operation: BankOperation): boolean {
    const now = operation.timestamp;
    if (!this.#succeeds(operation, now)) return false;
    this.#operations.push(operation);
    if (operation.kind === 'createAccount') {
      this.#lives.push({ accountId: operation.accountId, bornAt: now, merge: undefined });
    }
    if (operation.kind === 'mergeAccounts') {
      const [into, from] = [this.#alive(operation.accountId1), this.#alive(operation.accountId2)];
      if (into === undefined || from === undefined) throw new Error('a merge of accounts that are not there');
      from.merge = { into, position: this.#operations.length - 1, timestamp: now };
    }
    return true;
  }

  getBalance(accountId: string, timeAt: number): bigint | null {
    return this.#sum(accountId, timeAt, 'balance');
  }

  pendingTotals(accountId: string, timeAt: number): PendingTotals | null {
    const outgoing = this.#sum(accountId, timeAt, 'outgoing');
    const incoming = this.#sum(accountId, timeAt, 'incoming');
    return outgoing === null || incoming === null ? null : { outgoing, incoming };
  }

  historicalTotals(accountId: string, timeAt: number): HistoricalTotals | null {
    const [moneyIn, moneyOut] = [this.#sum(accountId, timeAt, 'in'), this.#sum(accountId, timeAt, 'out')];
    return moneyIn === null || moneyOut === null ? null : { in: moneyIn, out: moneyOut };
  }

  #succeeds(operation: BankOperation, now: number): boolean {
    switch (operation.kind) {
      case 'createAccount':
        return this.#alive(operation.accountId) === undefined;
      case 'deposit':
        return this.#alive(operation.accountId) !== undefined;
      case 'withdraw':
        return (this.getBalance(operation.accountId, now) ?? -1n) >= operation.amount;
      case 'transfer':
        return (
          operation.sourceId !== operation.targetId &&
          this.#alive(operation.targetId) !== undefined &&
          (this.getBalance(operation.sourceId, now) ?? -1n) >= operation.amount
        );
      case 'acceptTransfer': {
        const made = this.#operations.findIndex(
          (other) => other.kind === 'transfer' && other.transferId === operation.transferId,
        );
        const fate = made === -1 ? undefined : this.#fateOf(made);
        return (
          fate?.kind === 'expired' && now < fate.timestamp && fate.target.accountId === operation.accountId
        );
      }
      case 'mergeAccounts':
        return (
          operation.accountId1 !== operation.accountId2 &&
          this.#alive(operation.accountId1) !== undefined &&
          this.#alive(operation.accountId2) !== undefined
        );
    }
  }

  #alive(accountId: string): Life | undefined {
    return this.#lives.find((life) => life.accountId === accountId && life.merge === undefined);
  }

  /** The life that bears the name when the operation at `position` comes. */
  #bearer(accountId: string, position: number): Life {
    const found = this.#lives
      .filter((life) => life.accountId === accountId)
      .find((life) => life.merge === undefined || life.merge.position >= position);
    if (found === undefined) throw new Error('an accepted operation names nobody');
    return found;
  }

  #fateOf(made: number): { kind: 'accepted' | 'cancelled' | 'expired'; timestamp: number; target: Life } {
    const transfer = this.#operations[made];
    if (transfer?.kind !== 'transfer') throw new Error('no transfer');
    const end = transfer.timestamp + this.#transferTtl;
    const source = this.#bearer(transfer.sourceId, made);
    let target = this.#bearer(transfer.targetId, made);
    for (const [position, { timestamp, ...operation }] of this.#operations.entries()) {
      if (position <= made || timestamp >= end) continue;
      if (operation.kind === 'acceptTransfer' && operation.transferId === transfer.transferId) {
        return { kind: 'accepted', timestamp, target };
      }
      if (operation.kind !== 'mergeAccounts') continue;
      const from = this.#bearer(operation.accountId2, position);
      if (from !== source && from !== target) continue;
      const into = this.#bearer(operation.accountId1, position);
      if (from === source || into === source) return { kind: 'cancelled', timestamp, target };
      target = into;
    }
    return { kind: 'expired', timestamp: end, target };
  }

  *#lines(): Generator<Line> {
    for (const [position, operation] of this.#operations.entries()) {
      const { timestamp } = operation;
      if (operation.kind === 'deposit' || operation.kind === 'withdraw') {
        const { amount } = operation;
        const life = this.#bearer(operation.accountId, position);
        const isDeposit = operation.kind === 'deposit';
        yield { life, timestamp, column: 'balance', amount: isDeposit ? amount : -amount };
        yield { life, timestamp, column: isDeposit ? 'in' : 'out', amount };
      }
      if (operation.kind === 'transfer') {
        const source = this.#bearer(operation.sourceId, position);
        const { amount } = operation;
        const { kind, timestamp: end, target } = this.#fateOf(position);
        const aimedAt = this.#bearer(operation.targetId, position);
        yield { life: source, timestamp, column: 'balance', amount: -amount };
        yield { life: source, timestamp, column: 'outgoing', amount };
        yield { life: aimedAt, timestamp, column: 'incoming', amount };
        yield { life: source, timestamp: end, column: 'outgoing', amount: -amount };
        yield { life: aimedAt, timestamp: end, column: 'incoming', amount: -amount };
        if (kind === 'accepted') {
          yield { life: source, timestamp: end, column: 'out', amount };
          yield { life: target, timestamp: end, column: 'in', amount };
          yield { life: target, timestamp: end, column: 'balance', amount };
        } else {
          yield { life: source, timestamp: end, column: 'balance', amount };
        }
      }
    }
  }

  #sum(accountId: string, timeAt: number, column: Column): bigint | null {
    const asked = this.#lives.find(
      (life) =>
        life.accountId === accountId &&
        life.bornAt <= timeAt &&
        (life.merge === undefined || life.merge.timestamp > timeAt),
    );
    if (asked === undefined) return null;
    let sum = 0n;
    for (const line of this.#lines()) {
      if (line.column === column && line.timestamp <= timeAt && heirAt(line.life, timeAt) === asked) {
        sum += line.amount;
      }
    }
    return sum;
  }
}

/** The life that everything of `life` has flowed into by `timeAt`. */
function heirAt(life: Life, timeAt: number): Life {
  return life.merge === undefined || life.merge.timestamp > timeAt ? life : heirAt(life.merge.into, timeAt);
}
