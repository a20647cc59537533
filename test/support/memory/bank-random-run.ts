import { inspect } from 'node:util';
import fc from 'fast-check';
import { type BankLike, ReplayedBank } from '../../oracle/replayed-bank.ts';
import { bankPicture } from './bank-steps.ts';
import { answerOrMisuse, type Call, callText, sameAnswer, shortestFailure } from './ledger-bank-calls.ts';

/** How the timestamps of a run move, forward by `drift` a call and `spread` moments apart, and how long transfers live. */
export interface BankPace {
  readonly name: string;
  readonly transferTtl: number;
  readonly drift: number;
  readonly spread: number;
}

export const bankPaces: readonly BankPace[] = [
  { name: 'all shuffled within 16 moments', transferTtl: 5, drift: 0, spread: 16 },
  { name: 'all shuffled within 16 moments, transfers over at once', transferTtl: 0, drift: 0, spread: 16 },
  { name: 'all in one moment, or the next', transferTtl: 1, drift: 0, spread: 2 },
  { name: 'slowly forward, a little shuffled', transferTtl: 4, drift: 1 / 8, spread: 6 },
  { name: 'forward, much shuffled', transferTtl: 6, drift: 1 / 4, spread: 16 },
  { name: 'in order', transferTtl: 3, drift: 1 / 4, spread: 1 },
  { name: 'forward, transfers that live long', transferTtl: 20, drift: 1 / 4, spread: 8 },
  { name: 'backward, a little shuffled', transferTtl: 5, drift: -1 / 20, spread: 10 },
];

export const BANK_ACCOUNT_IDS = ['a', 'b', 'c', '__proto__'] as const;

/** Each kind as often as it should come. */
const KIND_WEIGHTS = {
  createAccount: 9,
  deposit: 15,
  withdraw: 12,
  transfer: 24,
  acceptTransfer: 18,
  mergeAccounts: 7,
  getBalance: 4,
  pendingTotals: 4,
  historicalTotals: 4,
  misuse: 3,
};

interface Misuse {
  readonly call: Call;
  readonly misuse: string;
}

const MISUSES: readonly Misuse[] = [
  { call: ['deposit', 3, 'a', 0], misuse: 'throws bad_amount for amount' },
  { call: ['withdraw', 3, 'b', -1], misuse: 'throws bad_amount for amount' },
  { call: ['transfer', 3, 'a', 'b', 0.5], misuse: 'throws bad_amount for amount' },
  { call: ['deposit', 3, 'a', '5'], misuse: 'throws bad_amount for amount' },
  { call: ['deposit', 3, 'a', 2n ** 63n], misuse: 'throws bad_amount for amount' },
  { call: ['createAccount', 0.5, 'd'], misuse: 'throws bad_timestamp for timestamp' },
  { call: ['mergeAccounts', Number.NaN, 'a', 'b'], misuse: 'throws bad_timestamp for timestamp' },
  {
    call: ['acceptTransfer', Number.POSITIVE_INFINITY, 'b', 'transfer1'],
    misuse: 'throws bad_timestamp for timestamp',
  },
  { call: ['getBalance', 3, 'a', 2.5], misuse: 'throws bad_timestamp for timeAt' },
  { call: ['createAccount', 3, ''], misuse: 'throws bad_id for accountId' },
  { call: ['mergeAccounts', 3, 'a', '\ud800'], misuse: 'throws bad_id for accountId2' },
];

const kindArbitrary = fc.constantFrom(
  ...Object.entries(KIND_WEIGHTS).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind)),
);

const recordArbitrary = fc.record({
  kind: kindArbitrary,
  account: fc.constantFrom(...BANK_ACCOUNT_IDS),
  /** How far from the account, in the list of accounts, the other one is; 0, the account itself, is rare. */
  apart: fc.constantFrom(0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
  amount: fc.integer({ min: 1, max: 5 }),
  jitter: fc.nat({ max: 1_000 }),
  /** How many transfers ago the one was made that an acceptance means. */
  back: fc.nat({ max: 7 }),
});

type BankRecord = typeof recordArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** A call to come. Which transfer an acceptance means is known only when the calls before it have been answered. */
export interface BankMove extends BankRecord {
  readonly at: number;
}

export interface BankRun {
  readonly transferTtl: number;
  readonly moves: readonly BankMove[];
}

/** A run of `length` calls at the given pace, after the creation of three of the four accounts. */
export function bankRun(pace: BankPace, length: number): fc.Arbitrary<BankRun> {
  return fc
    .noBias(fc.array(recordArbitrary, { minLength: length, maxLength: length, size: 'max' }))
    .map((records) => ({
      transferTtl: pace.transferTtl,
      moves: [...creations(pace, length), ...records.map((record, index) => timed(record, index, pace))],
    }));
}

function creations(pace: BankPace, length: number): BankMove[] {
  const at = Math.floor(Math.min(0, length * pace.drift));
  return BANK_ACCOUNT_IDS.slice(0, 3).map((account) => {
    return { kind: 'createAccount', account, apart: 0, amount: 1, jitter: 0, back: 0, at };
  });
}

function timed(record: BankRecord, index: number, pace: BankPace): BankMove {
  return { ...record, at: Math.floor(index * pace.drift) + (record.jitter % pace.spread) };
}

/**
 * Turns moves into calls as far as the answers so far allow, so that acceptances mean transfers that were made and
 * the one who may accept them, and so that some withdrawals and transfers take all that is there: calls at random
 * alone would seldom come near to what is hard.
 */
export class BankMover {
  readonly #bank: ReplayedBank;
  readonly #transferTtl: number;
  readonly #transferIds: string[] = [];

  /** The bank is the one that will answer the calls; it is only read here. */
  constructor(bank: ReplayedBank, transferTtl: number) {
    this.#bank = bank;
    this.#transferTtl = transferTtl;
  }

  callOf(move: BankMove): Call {
    const { kind, account, at } = move;
    const other =
      BANK_ACCOUNT_IDS[(BANK_ACCOUNT_IDS.indexOf(account) + move.apart) % BANK_ACCOUNT_IDS.length];
    switch (kind) {
      case 'createAccount':
        return [kind, at, account];
      case 'deposit':
      case 'withdraw':
        return [kind, at, account, this.#amount(move)];
      case 'transfer':
        return [kind, at, account, other, this.#amount(move)];
      case 'mergeAccounts':
        return [kind, at, account, other];
      case 'acceptTransfer':
        return this.#acceptance(move);
      default:
        return [kind, move.jitter % 50, account, at];
    }
  }

  /** Must be told each answer. */
  told(call: Call, answer: unknown): void {
    if (call[0] === 'transfer' && typeof answer === 'string') this.#transferIds.push(answer);
  }

  /** Both forms of an amount are used. */
  #amount(move: BankMove): number | bigint {
    if (move.kind !== 'deposit' && move.jitter % 5 === 0) {
      const whole = this.#bank.getBalance(move.at, move.account, move.at) ?? 0n;
      if (whole > 0n) return whole;
    }
    return move.jitter < 500 ? move.amount : BigInt(move.amount);
  }

  /** Three of four acceptances aim at the time of the transfer and the target of that moment. */
  #acceptance(move: BankMove): Call {
    const meant = this.#transferIds.at(-1 - (move.back % Math.max(1, this.#transferIds.length)));
    const transfer = this.#bank.history.find((each) => each.kind === 'transfer' && each.transferId === meant);
    if (transfer?.kind !== 'transfer') return ['acceptTransfer', move.at, move.account, 'transfer1'];
    const { timestamp, transferId } = transfer;
    if (move.jitter % 4 === 0) return ['acceptTransfer', move.at, move.account, transferId];
    const at = timestamp + (move.jitter % (this.#transferTtl + 2));
    return ['acceptTransfer', at, this.#heir(transfer.targetId, timestamp, at), transferId];
  }

  /** The account that the one of `from` has been merged into by `to`. */
  #heir(accountId: string, from: number, to: number): string {
    let heir = accountId;
    for (const each of this.#bank.history) {
      const within = from <= each.timestamp && each.timestamp <= to;
      if (within && each.kind === 'mergeAccounts' && each.accountId2 === heir) heir = each.accountId1;
    }
    return heir;
  }
}

/** Runs the moves on a fresh bank beside the replayed one; the script up to the first wrong answer, if any. */
export function bankDisagreement(
  run: BankRun,
  make: (options: { transferTtl: number }) => BankLike,
): string | undefined {
  const bank = make({ transferTtl: run.transferTtl });
  const replayed = new ReplayedBank({ transferTtl: run.transferTtl });
  const mover = new BankMover(replayed, run.transferTtl);
  const script = [`const bank = new Bank({ transferTtl: ${run.transferTtl} });`];
  for (const [index, move] of run.moves.entries()) {
    const bad = move.kind === 'misuse' ? MISUSES[move.jitter % MISUSES.length] : undefined;
    const call = bad?.call ?? mover.callOf(move);
    const expected = bad?.misuse ?? answerOrMisuse(replayed, call);
    const answer = answerOrUnexpectedError(() => answerOrMisuse(bank, call));
    mover.told(call, expected);
    script.push(`${callText('bank', call)}; // ${inspect(expected)}`);
    if (!sameAnswer(answer, expected)) return `${script.join('\n')} was expected, got ${inspect(answer)}`;
    if (index % 40 !== 39) continue;
    const wrong = wrongReads(bank, replayed, [move.at - 1, move.at, move.at + run.transferTtl]);
    if (wrong !== undefined) return `${script.join('\n')}\n${wrong}`;
  }
  const wrong = wrongReads(bank, replayed, interestingTimes(replayed, run.transferTtl));
  return wrong === undefined ? undefined : `${script.join('\n')}\n${wrong}`;
}

/** Every moment at which something happens or ends, and the moment before it. */
export function interestingTimes(bank: ReplayedBank, transferTtl: number): number[] {
  const times = bank.history.flatMap(({ timestamp }) => [timestamp, timestamp + transferTtl]);
  return [...new Set(times.flatMap((at) => [at - 1, at]))].sort((left, right) => left - right);
}

function wrongReads(bank: BankLike, replayed: ReplayedBank, times: readonly number[]): string | undefined {
  const expected = bankPicture(replayed, BANK_ACCOUNT_IDS, times);
  const answer = answerOrUnexpectedError(() => bankPicture(bank, BANK_ACCOUNT_IDS, times));
  if (!Array.isArray(answer)) return `the reads fail: ${inspect(answer)}`;
  const line = expected.findIndex((text, index) => text !== answer[index]);
  return line === -1 ? undefined : `reads\n  ${expected[line]} was expected, got\n  ${answer[line]}`;
}

/** An error that is no misuse is a wrong answer like any other, so that the script to it can be shortened. */
function answerOrUnexpectedError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

/** Throws with the shortest script found when the bank ever answers otherwise than the replayed one. */
export function expectReplayedAnswers(
  run: BankRun,
  make: (options: { transferTtl: number }) => BankLike,
): void {
  const found = shortestFailure(run.moves, (moves) => bankDisagreement({ ...run, moves }, make));
  if (found !== undefined) throw new Error(`the bank departs from the replayed one:\n${found}`);
}
