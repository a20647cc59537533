import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BankOperation, ReplayedBank } from '../oracle/replayed-bank.ts';
import { BankMover, type BankPace, bankPaces, bankRun } from '../support/memory/bank-random-run.ts';
import { perform } from '../support/memory/ledger-bank-calls.ts';

const RUNS = 100;

/** What must come about in `RUNS` runs at each pace, so that the random runs mean something. */
const LEAST = {
  'createAccount done': 2_000,
  'createAccount done anew': 700,
  'createAccount refused: exists': 3_000,
  'deposit done': 7_000,
  'deposit refused: no_account': 2_000,
  'withdraw done': 3_000,
  'withdraw refused: low': 3_000,
  'withdraw refused: no_account': 2_000,
  'transfer done': 4_000,
  'transfer refused: low': 4_000,
  'transfer refused: no_account': 5_000,
  'transfer refused: same_account': 300,
  'acceptTransfer done': 1_500,
  'acceptTransfer done by a survivor': 50,
  'acceptTransfer refused: no_account': 1_000,
  'acceptTransfer refused: not_pending': 7_000,
  'acceptTransfer refused: not_target': 300,
  'mergeAccounts done': 1_000,
  'mergeAccounts refused: no_account': 2_000,
  'mergeAccounts refused: same_account': 300,
  'late createAccount done': 400,
  'late deposit done': 5_000,
  'late withdraw done': 1_500,
  'late withdraw refused, followed through merges': 20,
  'late transfer done': 2_500,
  'late acceptTransfer done': 1_000,
  'late acceptTransfer done, the source was merged away later': 200,
  'late acceptTransfer done, both sides were merged into one later': 200,
  'late acceptTransfer refused, followed through merges': 15,
  'late mergeAccounts done': 300,
  getBalance: 3_000,
  pendingTotals: 3_000,
  historicalTotals: 3_000,
  misuse: 2_000,
};

/** The only ways in which an accepted operation can stand against a new one before it, and how often each must come. */
const LEAST_AGAINST = {
  'late createAccount refused by a later createAccount: exists': 400,
  'late withdraw refused by a later withdraw: low': 200,
  'late withdraw refused by a later transfer: low': 300,
  'late transfer refused by a later withdraw: low': 150,
  'late transfer refused by a later transfer: low': 200,
  'late acceptTransfer refused by a later withdraw: low': 100,
  'late acceptTransfer refused by a later transfer: low': 100,
  'late acceptTransfer refused by a later acceptTransfer: not_pending': 700,
  'late mergeAccounts refused by a later deposit: no_account': 500,
  'late mergeAccounts refused by a later withdraw: no_account': 100,
  'late mergeAccounts refused by a later transfer: no_account': 300,
  'late mergeAccounts refused by a later mergeAccounts: no_account': 150,
  'late mergeAccounts refused by a later acceptTransfer: no_account': 50,
  'late mergeAccounts refused by a later acceptTransfer: not_pending': 50,
};

const MUTATING = new Set([
  'createAccount',
  'deposit',
  'withdraw',
  'transfer',
  'acceptTransfer',
  'mergeAccounts',
]);

function cover(counts: Map<string, number>, pace: BankPace): void {
  const add = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { transferTtl, moves } of fc.sample(bankRun(pace, 200), { numRuns: RUNS, seed: 7 })) {
    const bank = new ReplayedBank({ transferTtl });
    const mover = new BankMover(bank, transferTtl);
    for (const move of moves) {
      if (!MUTATING.has(move.kind)) {
        add(move.kind);
        continue;
      }
      const call = mover.callOf(move);
      const latest = bank.history.at(-1)?.timestamp ?? 0;
      mover.told(call, perform(bank, call));
      const { verdict } = bank;
      if (verdict === undefined) throw new Error('no verdict on a mutating call');
      const { operation, reason, by } = verdict;
      if (by === undefined) {
        add(`${operation.kind} done`);
        if (operation.timestamp < latest) add(`late ${operation.kind} done`);
        for (const what of specialities(bank, operation)) add(what);
      } else if (by === operation) {
        add(`${operation.kind} refused: ${reason}`);
      } else {
        add(`late ${operation.kind} refused by a later ${by.kind}: ${reason}`);
        if (reason === 'low' && payerOf(operation, bank) !== payerOf(by, bank)) {
          add(`late ${operation.kind} refused, followed through merges`);
        }
      }
    }
  }
}

/** The name of the account whose money the operation needs. */
function payerOf(operation: BankOperation, bank: ReplayedBank): string | undefined {
  if (operation.kind === 'withdraw') return operation.accountId;
  if (operation.kind === 'transfer') return operation.sourceId;
  if (operation.kind === 'acceptTransfer') return transferOf(operation.transferId, bank)?.sourceId;
  return undefined;
}

function transferOf(
  transferId: string,
  bank: ReplayedBank,
): Extract<BankOperation, { kind: 'transfer' }> | undefined {
  return bank.history
    .filter((each) => each.kind === 'transfer')
    .find((each) => each.transferId === transferId);
}

/** What is special about an operation just accepted. */
function specialities(bank: ReplayedBank, operation: BankOperation): string[] {
  const found: string[] = [];
  const later = bank.history.filter((each) => each.timestamp > operation.timestamp);
  const laterMerges = later.filter((each) => each.kind === 'mergeAccounts');
  if (operation.kind === 'acceptTransfer') {
    const { sourceId, targetId } = transferOf(operation.transferId, bank) ?? {};
    if (targetId !== operation.accountId) found.push('acceptTransfer done by a survivor');
    if (laterMerges.some((merge) => merge.accountId2 === sourceId)) {
      found.push('late acceptTransfer done, the source was merged away later');
    }
    const ends = [sourceId, operation.accountId];
    if (laterMerges.some((merge) => ends.includes(merge.accountId1) && ends.includes(merge.accountId2))) {
      found.push('late acceptTransfer done, both sides were merged into one later');
    }
  }
  if (operation.kind === 'createAccount') {
    const lives = bank.history.filter(
      (each) => each.kind === 'createAccount' && each.accountId === operation.accountId,
    );
    if (lives.length > 1) found.push('createAccount done anew');
  }
  return found;
}

describe('the random runs of the bank', () => {
  const counts = new Map<string, number>();

  beforeAll(() => {
    for (const pace of bankPaces) cover(counts, pace);
  });

  test('reach everything that they are for', () => {
    const least = Object.entries({ ...LEAST, ...LEAST_AGAINST });
    expect(least.filter(([what, times]) => (counts.get(what) ?? 0) < times)).toEqual([]);
  });

  test('meet no other reason to refuse what comes late', () => {
    const met = [...counts.keys()].filter((what) => what.includes('refused by a later'));
    expect(met.filter((what) => !Object.hasOwn(LEAST_AGAINST, what))).toEqual([]);
  });
});
