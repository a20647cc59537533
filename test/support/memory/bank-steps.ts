import { inspect } from 'node:util';
import type { BankLike } from '../../oracle/replayed-bank.ts';
import { type Call, callText, perform, sameAnswer } from './ledger-bank-calls.ts';

type Amount = bigint | number;

/** One call and what it must answer. Amounts may be written as numbers; pairs are totals as the columns say. */
export type BankStep =
  | readonly ['createAccount', timestamp: number, accountId: string, boolean]
  | readonly ['deposit' | 'withdraw', timestamp: number, accountId: string, amount: Amount, boolean]
  | readonly [
      'transfer',
      timestamp: number,
      sourceId: string,
      targetId: string,
      amount: Amount,
      string | null,
    ]
  | readonly ['acceptTransfer', timestamp: number, accountId: string, transferId: string, boolean]
  | readonly ['mergeAccounts', timestamp: number, accountId1: string, accountId2: string, boolean]
  | readonly ['getBalance', timestamp: number, accountId: string, timeAt: number, Amount | null]
  | readonly [
      'pendingTotals',
      timestamp: number,
      accountId: string,
      timeAt: number,
      { readonly outgoing: Amount; readonly incoming: Amount } | null,
    ]
  | readonly [
      'historicalTotals',
      timestamp: number,
      accountId: string,
      timeAt: number,
      { readonly in: Amount; readonly out: Amount } | null,
    ];

/** The steps before, then one request, then what is seen after it. */
export interface BankScenario {
  readonly name: string;
  readonly transferTtl?: number;
  readonly before: readonly BankStep[];
  readonly request: BankStep;
  readonly after?: readonly BankStep[];
}

/**
 * Takes the steps of a scenario. Whatever is refused, in the request or around it, must leave no trace: everything
 * that can be seen is compared before and after each refusal.
 */
export function takeBankScenario(
  make: (options: { transferTtl: number }) => BankLike,
  scenario: BankScenario,
): void {
  const bank = make({ transferTtl: scenario.transferTtl ?? 10 });
  const steps = [...scenario.before, scenario.request, ...(scenario.after ?? [])];
  const accountIds = [...new Set(steps.flatMap(accountIdsOf))];
  const script: string[] = [];
  for (const step of steps) {
    const [method, ...args] = step.slice(0, -1);
    const call: Call = [String(method), ...args];
    const expected = amountsOut(step.at(-1));
    const before = expected === false || expected === null ? bankPicture(bank, accountIds, TIMES) : undefined;
    const answer = perform(bank, call);
    script.push(`${callText('bank', call)}; // ${inspect(answer)}`);
    if (!sameAnswer(answer, expected)) {
      throw new Error(`expected ${inspect(expected)} of the last call:\n${script.join('\n')}`);
    }
    if (before !== undefined && !sameAnswer(before, bankPicture(bank, accountIds, TIMES))) {
      throw new Error(`the last call was refused and has changed something:\n${script.join('\n')}`);
    }
  }
}

/** The moments at which the scenarios play, and some beyond. */
const TIMES = Array.from({ length: 45 }, (_, index) => index - 2);

function accountIdsOf(step: BankStep): string[] {
  switch (step[0]) {
    case 'transfer':
    case 'mergeAccounts':
      return [step[2], step[3]];
    default:
      return [step[2]];
  }
}

function amountsOut(expected: unknown): unknown {
  if (typeof expected === 'number') return BigInt(expected);
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(Object.entries(expected).map(([column, amount]) => [column, BigInt(amount)]));
}

/** Everything that the reads tell about the accounts at the given times, one line each. */
export function bankPicture(
  bank: Pick<BankLike, 'getBalance' | 'pendingTotals' | 'historicalTotals'>,
  accountIds: readonly string[],
  times: readonly number[],
): string[] {
  const lines: string[] = [];
  for (const id of accountIds) {
    for (const at of times) {
      const pending = bank.pendingTotals(at, id, at);
      const totals = bank.historicalTotals(at, id, at);
      lines.push(
        `${id} at ${at}: balance ${bank.getBalance(at, id, at)}` +
          `, outgoing ${pending?.outgoing}, incoming ${pending?.incoming}, in ${totals?.in}, out ${totals?.out}`,
      );
    }
  }
  return lines;
}
