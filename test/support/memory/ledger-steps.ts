import type { LedgerLike } from '../../oracle/plain-ledger.ts';
import { type Call, callText, perform, sameAnswer } from './ledger-bank-calls.ts';

type Amount = bigint | number;

/** One call and what it must answer; `null` where a method returns nothing. Balances may be written as numbers. */
export type LedgerStep =
  | readonly ['deposit', accountId: string, amount: Amount, null]
  | readonly ['withdraw', accountId: string, amount: Amount, boolean]
  | readonly [
      'placeHold',
      accountId: string,
      amount: Amount,
      holdId: string,
      timestampMs: number,
      ttlMs: number,
      boolean,
    ]
  | readonly ['releaseHold' | 'captureHold', accountId: string, holdId: string, boolean]
  | readonly ['postedBalance' | 'availableBalance', accountId: string, timestampMs: number, Amount]
  | readonly ['begin', null]
  | readonly ['commit' | 'rollback', boolean];

export interface LedgerScenario {
  readonly name: string;
  readonly steps: readonly LedgerStep[];
}

/** Takes the steps one by one; the first wrong answer is an error that shows the script so far. */
export function takeLedgerSteps(ledger: LedgerLike, steps: readonly (readonly unknown[])[]): void {
  const script: string[] = [];
  for (const step of steps) {
    const call = callOf(step);
    const answer = perform(ledger, call) ?? null;
    const expected = step.at(-1);
    script.push(`${callText('ledger', call)} // ${String(answer)}`);
    if (!sameAnswer(answer, typeof expected === 'number' ? BigInt(expected) : expected)) {
      throw new Error(`expected ${String(expected)} of the last call:\n${script.join('\n')}`);
    }
  }
}

function callOf(step: readonly unknown[]): Call {
  const [method, ...args] = step.slice(0, -1);
  if (typeof method !== 'string') throw new Error('a step begins with the name of a method');
  return [method, ...args];
}

/** Everything that can be seen of the accounts without moving an observed time that has passed `timestampMs`. */
export function ledgerPicture(
  ledger: LedgerLike,
  accountIds: readonly string[],
  timestampMs: number,
): readonly (readonly [string, bigint, bigint])[] {
  return accountIds.map((id) => [
    id,
    ledger.postedBalance(id, timestampMs),
    ledger.availableBalance(id, timestampMs),
  ]);
}
