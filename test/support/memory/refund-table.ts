/**
 * Scenario tables for `RefundLedger`, one line a call and its answer:
 *
 *     pay p1 ann 10 @5                        -> yes
 *     refund r1 ann 12 @6 by RECENT_FIRST     -> p2:8 p1:4
 *     refund r2 ann 3 @6 of p1                -> refused
 *     balance ann                             -> 3
 *     left p9                                 -> unknown
 *
 * `by` without rules is the empty list; without `by` the ledger's own rules hold. `by` and `of` go together.
 */
import { pick } from './refund-and-credit-checks.ts';
import type { LedgerApi } from './refund-apis.ts';

/** An amount as written: `5` goes in as a number where it is safe, `5n` as a bigint. */
export function writtenAmount(text: string): number | bigint {
  if (text.endsWith('n')) return BigInt(text.slice(0, -1));
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** The lines of a table, each as its call and the answer expected. */
export function tableLines(table: string): { readonly call: string; readonly answer: string }[] {
  const written = table.split('\n').map((text) => text.trim());
  return written
    .filter((text) => text !== '')
    .map((text) => {
      const [call, answer, ...more] = text.split('->').map((part) => part.trim());
      if (call === undefined || answer === undefined || more.length > 0)
        throw new Error(`not a table line: ${text}`);
      return { call: call.replace(/ +/g, ' '), answer };
    });
}

function need(word: string | undefined, call: string): string {
  if (word === undefined) throw new Error(`a word is missing: ${call}`);
  return word;
}

function refundOf(words: readonly string[], call: string): Record<string, unknown> {
  const [, refundId, userId, amount, at, ...more] = words;
  const refund: Record<string, unknown> = {
    refundId,
    userId,
    amount: writtenAmount(need(amount, call)),
    timestamp: Number(need(at, call).slice(1)),
  };
  for (let place = 0; place < more.length; place += 1) {
    const next = more[place + 1];
    if (more[place] === 'of') refund.paymentId = next;
    if (more[place] === 'by') refund.rules = next === undefined || next === 'of' ? [] : next.split(',');
  }
  return refund;
}

function allocationsText(answer: unknown): string {
  if (!Array.isArray(answer)) return answer === null ? 'refused' : `not allocations: ${answer}`;
  return answer.map((each) => amountText(pick(each, 'paymentId', 'amount'))).join(' ');
}

function amountText({ paymentId, amount }: Record<string, unknown>): string {
  return typeof amount === 'bigint' ? `${paymentId}:${amount}` : `${paymentId}: not a bigint, ${amount}`;
}

function bigintText(answer: unknown): string {
  if (answer === null) return 'unknown';
  return typeof answer === 'bigint' ? String(answer) : `not a bigint: ${answer}`;
}

/** Makes one call of a table and writes its answer the table's way. */
export function answerOfCall(ledger: LedgerApi, call: string): string {
  const words = call.split(' ');
  const [verb, first, userId, amount, at] = words;
  switch (verb) {
    case 'pay': {
      const timestamp = Number(need(at, call).slice(1));
      const payment = { paymentId: first, userId, amount: writtenAmount(need(amount, call)), timestamp };
      const answer = ledger.addPayment(payment);
      if (typeof answer !== 'boolean') return `not a boolean: ${answer}`;
      return answer ? 'yes' : 'no';
    }
    case 'refund':
      return allocationsText(ledger.addRefund(refundOf(words, call)));
    case 'balance':
      return bigintText(ledger.getUserBalance(first));
    case 'left':
      return bigintText(ledger.remaining(first));
    default:
      throw new Error(`not a call: ${call}`);
  }
}

/** Plays a table; what comes back is the table as it was answered, to be compared line by line. */
export function playRefundTable(
  ledger: LedgerApi,
  table: string,
): { expected: string[]; answered: string[] } {
  const lines = tableLines(table);
  return {
    expected: lines.map(({ call, answer }) => `${call} -> ${answer}`),
    answered: lines.map(({ call }) => `${call} -> ${answerOfCall(ledger, call)}`),
  };
}
