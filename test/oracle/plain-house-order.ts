import { canonicalText } from '../../src/base/canonical-bytes.ts';
import { lastSeqOf } from '../../src/kernel/account/account.ts';
import { Book } from '../../src/kernel/book.ts';
import { balancesOf } from '../../src/kernel/time/delta.ts';
import { afterAll } from '../../src/kernel/time/instant.ts';
import { commandOf, type SingleInput } from '../support/house/house-input.ts';
import type { ClientStep } from '../support/random/house-clients.ts';
import { gainOf } from './plain-house.ts';

/** One transaction, or one command by itself, that was committed: what it did, and what its client saw, as text. */
export interface CommittedUnit {
  readonly name: string;
  readonly steps: readonly { readonly step: ClientStep; readonly seen: string }[];
}

/**
 * An order of the units in which each, with the book for itself, sees exactly what its client saw, and after which
 * the book is in the state that is told; undefined when there is none. Tries all orders.
 */
export function findSerialOrder(
  beginnings: readonly SingleInput[],
  units: readonly CommittedUnit[],
  finalState: (book: Book) => string,
  expected: string,
): string[] | undefined {
  const book = new Book();
  for (const input of beginnings) run(book, input);
  const place = (left: readonly CommittedUnit[]): string[] | undefined => {
    if (left.length === 0) return finalState(book) === expected ? [] : undefined;
    for (const unit of left) {
      book.begin();
      const rest = sees(book, unit) ? place(left.filter((each) => each !== unit)) : undefined;
      book.rollback();
      if (rest !== undefined) return [unit.name, ...rest];
    }
    return undefined;
  };
  return place(units);
}

function sees(book: Book, { steps }: CommittedUnit): boolean {
  let depth = 0;
  let isRight = true;
  for (const { step, seen } of steps) {
    if (step.do === 'begin') book.begin();
    else if (step.do === 'commit') book.commit();
    else if (step.do === 'rollback') book.rollback();
    else isRight = seenIn(book, step) === seen;
    depth += step.do === 'begin' ? 1 : step.do === 'commit' || step.do === 'rollback' ? -1 : 0;
    if (!isRight) break;
  }
  for (; depth > 0; depth -= 1) book.rollback();
  return isRight;
}

function seenIn(book: Book, step: Extract<ClientStep, { do: 'alone' | 'run' | 'read' }>): string {
  return step.do === 'read' ? canonicalText(plainRead(book, step.account, step.at)) : run(book, step.input);
}

/** Does a command, and tells what its client sees of it. */
function run(book: Book, input: SingleInput): string {
  const { id } = input;
  const decision = book.execute({ ...commandOf(input, 0), ...(id === undefined ? {} : { id }) });
  if (decision.kind !== 'rejected')
    return canonicalText({ ok: true, ...gainOf(book.state, decision, input.kind) });
  const { reason, subject, available } = decision;
  return canonicalText({ ok: false, reason, subject, available });
}

/** What an account has just after a moment; null when it does not live then. */
export function plainRead(book: Book, account: string, at: number): unknown {
  const life = book.state.accounts.living(account, afterAll(at));
  if (life === undefined) return null;
  const { inflow, outflow, purse, spendable, ...balances } = balancesOf(life.timeline.sumsAt(at));
  const credits = { remaining: purse, spendable };
  return { account, asset: life.row.asset, ...balances, credits, totals: { in: inflow, out: outflow } };
}

/** The same with the number of the latest command that changed it, as a house tells it outside of transactions. */
export function numberedRead(book: Book, account: string, at: number): unknown {
  const life = book.state.accounts.living(account, afterAll(at));
  return life === undefined
    ? null
    : { ...(plainRead(book, account, at) as object), lastSeq: lastSeqOf(life) };
}
