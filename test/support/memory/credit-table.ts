/**
 * Scenario tables for `CreditBalance`, one line a call and its answer:
 *
 *     add ann c1 10 until a:2,b:1     -> added
 *     add ann c2 10 forever           -> added
 *     add ann c3 10 until {}          -> added
 *     use ann 12 at a:1 as q1         -> c1:10 c2:2
 *     use ann 99 at a:1               -> insufficient 8
 *     balance ann at {}               -> 8
 *
 * `a:2` goes in as a number, `a:2n` as a bigint, `map a:2` as a Map.
 */
import { bareAdd, bareUse, type CreditApi } from './credit-apis.ts';
import { pick, show } from './refund-and-credit-checks.ts';
import { tableLines, writtenAmount } from './refund-table.ts';

/** A clock as written; also used where clocks alone are compared. */
export function writtenClock(words: readonly string[]): unknown {
  const asMap = words[0] === 'map';
  const text = words[asMap ? 1 : 0] ?? '';
  const pairs = text === '{}' ? [] : text.split(',').map((part) => part.split(':'));
  const read = pairs.map(([id, counter]): [string, number | bigint] => {
    if (id === undefined || counter === undefined) throw new Error(`not a clock: ${words.join(' ')}`);
    return [id, writtenAmount(counter)];
  });
  return asMap ? new Map(read) : Object.fromEntries(read);
}

function addText(answer: unknown): string {
  const { ok, status, reason } = bareAdd(answer);
  if (ok === true && reason === undefined) return String(status);
  return ok === false && status === undefined ? String(reason) : `not an answer: ${show(answer)}`;
}

function useText(answer: unknown): string {
  const { ok, reason, available, policy, allocations } = bareUse(answer);
  if (ok === false && reason === 'insufficient_credits' && typeof available === 'bigint') {
    return `insufficient ${available}`;
  }
  if (ok === false && reason === 'request_conflict') return reason;
  if (ok !== true || policy !== 'rank-lex-id/v1' || !Array.isArray(allocations))
    return `not an answer: ${show(answer)}`;
  return allocations.map((each) => drawText(pick(each, 'creditId', 'amount'))).join(' ');
}

function drawText({ creditId, amount }: Record<string, unknown>): string {
  return typeof amount === 'bigint' ? `${creditId}:${amount}` : `${creditId}: not a bigint, ${amount}`;
}

function add(credits: CreditApi, words: readonly string[]): string {
  const [, userId, creditId, amount = '', until, ...clock] = words;
  const expiry = until === 'forever' ? null : writtenClock(clock);
  return addText(credits.add(userId, creditId, writtenAmount(amount), expiry));
}

function use(credits: CreditApi, words: readonly string[]): string {
  const [, userId, amount = '', , ...rest] = words;
  const as = rest.indexOf('as');
  const at = writtenClock(as === -1 ? rest : rest.slice(0, as));
  const options = as === -1 ? [] : [{ requestId: rest[as + 1] }];
  return useText(credits.use(userId, writtenAmount(amount), at, ...options));
}

/** Makes one call of a table and writes its answer the table's way. */
export function answerOfCreditCall(credits: CreditApi, call: string): string {
  const words = call.split(' ');
  switch (words[0]) {
    case 'add':
      return add(credits, words);
    case 'use':
      return use(credits, words);
    case 'balance': {
      const balance = credits.balance(words[1], writtenClock(words.slice(3)));
      return typeof balance === 'bigint' ? String(balance) : `not a bigint: ${show(balance)}`;
    }
    default:
      throw new Error(`not a call: ${call}`);
  }
}

/** Plays a table; what comes back is the table as it was answered, to be compared line by line. */
export function playCreditTable(
  credits: CreditApi,
  table: string,
): { expected: string[]; answered: string[] } {
  const lines = tableLines(table);
  return {
    expected: lines.map(({ call, answer }) => `${call} -> ${answer}`),
    answered: lines.map(({ call }) => `${call} -> ${answerOfCreditCall(credits, call)}`),
  };
}
