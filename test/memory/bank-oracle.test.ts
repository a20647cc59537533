import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BankLike, type BankOperation, ReplayedBank } from '../oracle/replayed-bank.ts';
import { bankLateAcceptScenarios } from '../support/memory/bank-late-accept-scenarios.ts';
import { bankLateScenarios } from '../support/memory/bank-late-scenarios.ts';
import { BankOfFates } from '../support/memory/bank-lives.ts';
import { bankMergeScenarios } from '../support/memory/bank-merge-scenarios.ts';
import {
  BANK_ACCOUNT_IDS,
  BankMover,
  type BankRun,
  bankDisagreement,
  bankPaces,
  bankRun,
  expectReplayedAnswers,
  interestingTimes,
} from '../support/memory/bank-random-run.ts';
import { bankScenarios } from '../support/memory/bank-scenarios.ts';
import { bankPicture, takeBankScenario } from '../support/memory/bank-steps.ts';
import { type Call, perform } from '../support/memory/ledger-bank-calls.ts';

const ANY_RUN = fc.constantFrom(...bankPaces).chain((pace) => bankRun(pace, 80));

interface Playing {
  /** Is told every operation with its answer. */
  readonly each?: (operation: BankOperation, done: boolean) => void;
  /** Moves every call that would come before the latest one to the time of that one. */
  readonly inOrder?: boolean;
}

/** The bank after the run. */
function bankAfter(run: BankRun, { each, inOrder }: Playing = {}): ReplayedBank {
  const bank = new ReplayedBank(run);
  const mover = new BankMover(bank, run.transferTtl);
  for (const move of run.moves) {
    if (move.kind === 'misuse') continue;
    const [method, at, ...rest] = mover.callOf(move);
    const latest = bank.verdict?.operation.timestamp ?? 0;
    const call: Call = [method, inOrder === true ? Math.max(Number(at), latest) : at, ...rest];
    const before = bank.verdict;
    mover.told(call, perform(bank, call));
    if (bank.verdict === undefined || bank.verdict === before) continue;
    each?.(bank.verdict.operation, bank.verdict.reason === 'done');
  }
  return bank;
}

/** Gives an operation to a bank that may number its transfers otherwise; `names` translates from the old numbers. */
function give(bank: BankLike, operation: BankOperation, names: Map<string, string>): boolean {
  const { timestamp } = operation;
  switch (operation.kind) {
    case 'createAccount':
      return bank.createAccount(timestamp, operation.accountId);
    case 'deposit':
      return bank.deposit(timestamp, operation.accountId, operation.amount);
    case 'withdraw':
      return bank.withdraw(timestamp, operation.accountId, operation.amount);
    case 'mergeAccounts':
      return bank.mergeAccounts(timestamp, operation.accountId1, operation.accountId2);
    case 'acceptTransfer':
      return bank.acceptTransfer(
        timestamp,
        operation.accountId,
        names.get(operation.transferId) ?? 'transfer0',
      );
    case 'transfer': {
      const name = bank.transfer(timestamp, operation.sourceId, operation.targetId, operation.amount);
      if (name !== null) names.set(operation.transferId, name);
      return name !== null;
    }
  }
}

describe('the replayed bank passes the scenarios itself', () => {
  test.each([...bankScenarios, ...bankMergeScenarios, ...bankLateScenarios, ...bankLateAcceptScenarios])(
    '$name',
    (scenario) => {
      takeBankScenario((options) => new ReplayedBank(options), scenario);
    },
  );
});

describe('the replayed bank agrees with a reading of the spec that moves nothing', () => {
  test('call by call, in order of time', () => {
    const accepted: BankOperation[] = [];
    const pace = { name: 'in order', transferTtl: 12, drift: 1 / 4, spread: 1 };
    fc.assert(
      fc.property(bankRun(pace, 80), (run) => {
        const fates = new BankOfFates(run.transferTtl);
        let now = Number.NEGATIVE_INFINITY;
        const each = (operation: BankOperation, done: boolean): void => {
          expect(operation.timestamp).toBeGreaterThanOrEqual(now);
          now = operation.timestamp;
          expect(fates.submit(operation)).toBe(done);
          if (done) accepted.push(operation);
        };
        const bank = bankAfter(run, { each, inOrder: true });
        const times = interestingTimes(bank, run.transferTtl);
        expect(bankPicture(fatesAsReads(fates), BANK_ACCOUNT_IDS, times)).toEqual(
          bankPicture(bank, BANK_ACCOUNT_IDS, times),
        );
      }),
      { numRuns: 60, seed: 1, endOnFailure: true },
    );
    expect(accepted.filter(({ kind }) => kind === 'acceptTransfer').length).toBeGreaterThan(100);
  });

  test('on the sorted operations of a run in any order: all succeed, and the reads are the same', () => {
    fc.assert(
      fc.property(ANY_RUN, (run) => {
        const bank = bankAfter(run);
        const fates = new BankOfFates(run.transferTtl);
        for (const operation of bank.history) expect(fates.submit(operation)).toBe(true);
        const times = interestingTimes(bank, run.transferTtl);
        expect(bankPicture(fatesAsReads(fates), BANK_ACCOUNT_IDS, times)).toEqual(
          bankPicture(bank, BANK_ACCOUNT_IDS, times),
        );
      }),
      { numRuns: 120, seed: 2, endOnFailure: true },
    );
  });

  test('on what is refused: put in its place, it or something later fails there too', () => {
    fc.assert(
      fc.property(ANY_RUN, (run) => {
        let accepted: readonly BankOperation[] = [];
        const each = (operation: BankOperation, done: boolean): void => {
          const later = accepted.filter((other) => other.timestamp > operation.timestamp);
          const tried = [...accepted.slice(0, accepted.length - later.length), operation, ...later];
          const fates = new BankOfFates(run.transferTtl);
          expect(tried.every((one) => fates.submit(one))).toBe(done);
          if (done) accepted = tried;
        };
        bankAfter(run, { each });
      }),
      { numRuns: 60, seed: 3, endOnFailure: true },
    );
  });
});

/** The reads of the other reading, in the form of a bank's. */
function fatesAsReads(fates: BankOfFates): Parameters<typeof bankPicture>[0] {
  return {
    getBalance: (_, accountId, timeAt) => fates.getBalance(accountId, timeAt),
    pendingTotals: (_, accountId, timeAt) => fates.pendingTotals(accountId, timeAt),
    historicalTotals: (_, accountId, timeAt) => fates.historicalTotals(accountId, timeAt),
  };
}

describe('the replayed bank has the properties that no reading of the spec can lack', () => {
  test('money is neither made nor lost, and never below nothing', () => {
    fc.assert(
      fc.property(ANY_RUN, (run) => {
        const bank = bankAfter(run);
        for (const at of interestingTimes(bank, run.transferTtl)) {
          let [all, outgoing, incoming] = [0n, 0n, 0n];
          for (const id of BANK_ACCOUNT_IDS) {
            const balance = bank.getBalance(at, id, at);
            const pending = bank.pendingTotals(at, id, at);
            const totals = bank.historicalTotals(at, id, at);
            if (balance === null || pending === null || totals === null) {
              expect([balance, pending, totals]).toEqual([null, null, null]);
              continue;
            }
            expect(balance).toBeGreaterThanOrEqual(0n);
            expect(balance + pending.outgoing).toBe(totals.in - totals.out);
            all += balance + pending.outgoing;
            outgoing += pending.outgoing;
            incoming += pending.incoming;
          }
          expect(outgoing).toBe(incoming);
          const paid = bank.history.map((each) => {
            if (each.timestamp > at) return 0n;
            if (each.kind === 'deposit') return each.amount;
            return each.kind === 'withdraw' ? -each.amount : 0n;
          });
          expect(all).toBe(paid.reduce((sum, amount) => sum + amount, 0n));
        }
      }),
      { numRuns: 120, seed: 4, endOnFailure: true },
    );
  });

  test('an accepted operation stays, a refused one leaves no trace', () => {
    fc.assert(
      fc.property(ANY_RUN, (run) => {
        const accepted = new Set<BankOperation>();
        const each = (operation: BankOperation, done: boolean): void => {
          if (done) accepted.add(operation);
        };
        const bank = bankAfter(run, { each });
        expect(new Set(bank.history)).toEqual(accepted);
        const times = bank.history.map(({ timestamp }) => timestamp);
        expect(times).toEqual([...times].sort((left, right) => left - right));
      }),
      { numRuns: 120, seed: 5, endOnFailure: true },
    );
  });

  test('what was accepted in any order is accepted in order of time, with the same reads', () => {
    fc.assert(
      fc.property(ANY_RUN, (run) => {
        const bank = bankAfter(run);
        const sorted = new ReplayedBank(run);
        const names = new Map<string, string>();
        for (const operation of bank.history) expect(give(sorted, operation, names)).toBe(true);
        const times = interestingTimes(bank, run.transferTtl);
        expect(bankPicture(sorted, BANK_ACCOUNT_IDS, times)).toEqual(
          bankPicture(bank, BANK_ACCOUNT_IDS, times),
        );
      }),
      { numRuns: 120, seed: 6, endOnFailure: true },
    );
  });

  test('two neighbours in arrival that are accepted either way round, at different times, leave the same reads', () => {
    let swapped = 0;
    fc.assert(
      fc.property(ANY_RUN, fc.nat({ max: 1_000 }), (run, place) => {
        const arrived: BankOperation[] = [];
        const each = (operation: BankOperation, done: boolean): void => {
          if (done) arrived.push(operation);
        };
        const bank = bankAfter(run, { each });
        const first = place % Math.max(1, arrived.length - 1);
        const [one, two] = [arrived[first], arrived[first + 1]];
        if (one === undefined || two === undefined || one.timestamp === two.timestamp) return;
        const other = new ReplayedBank(run);
        const names = new Map<string, string>();
        const all = arrived
          .with(first, two)
          .with(first + 1, one)
          .every((one) => give(other, one, names));
        if (!all) return;
        swapped += 1;
        const times = interestingTimes(bank, run.transferTtl);
        expect(bankPicture(other, BANK_ACCOUNT_IDS, times)).toEqual(
          bankPicture(bank, BANK_ACCOUNT_IDS, times),
        );
      }),
      { numRuns: 200, seed: 7, endOnFailure: true },
    );
    expect(swapped).toBeGreaterThan(100);
  });
});

describe('the comparison itself', () => {
  class BankThatExpiresLate extends ReplayedBank {
    constructor(options: { readonly transferTtl: number }) {
      super({ transferTtl: options.transferTtl + 1 });
    }
  }

  class BankThatIgnoresTime extends ReplayedBank {
    override withdraw(timestamp: number, accountId: string, amount: bigint | number): boolean {
      return super.withdraw(Math.max(timestamp, this.history.at(-1)?.timestamp ?? 0), accountId, amount);
    }
  }

  // The replayed bank takes good input only.
  const pace = { name: 'forward, shuffled', transferTtl: 6, drift: 1 / 4, spread: 16 };
  const run = fc.sample(
    bankRun(pace, 200).map((any) => ({ ...any, moves: any.moves.filter(({ kind }) => kind !== 'misuse') })),
    { numRuns: 1, seed: 8 },
  )[0];

  test.each([
    ['whose transfers expire late', BankThatExpiresLate],
    ['that takes late withdrawals for the latest', BankThatIgnoresTime],
  ])('finds a bank %s and shows a short script', (_, Wrong) => {
    if (run === undefined) throw new Error('no run');
    expect(bankDisagreement(run, (options) => new Wrong(options))).toBeDefined();
    let message = '';
    try {
      expectReplayedAnswers(run, (options) => new Wrong(options));
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('was expected, got');
    expect(message.split('\n').filter((line) => line.startsWith('bank.')).length).toBeLessThanOrEqual(6);
  });

  test('finds nothing in the replayed bank', () => {
    if (run === undefined) throw new Error('no run');
    expect(bankDisagreement(run, (options) => new ReplayedBank(options))).toBeUndefined();
  });
});
