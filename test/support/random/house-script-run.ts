import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { PlainHouseBook } from '../../oracle/plain-house.ts';
import { plainBalance } from '../../oracle/plain-house-balances.ts';
import { PlainTransaction } from '../../oracle/plain-house-transaction.ts';
import { callMethod, type OpenBook, type Transaction } from '../house/house-door.ts';
import { expectSame, expectSo, rejectionOf, seenOf } from '../house/house-same.ts';
import type { PlanStep, ScriptStep } from './house-plan.ts';

type TransactionStep = Extract<PlanStep, { do: 'transaction' }>;

const THROWN = new Error('thrown by the work itself');

/** Carries out an interactive transaction that nobody comes between, on both books; throws where they differ. */
export async function runTransaction(
  { book, plain }: { readonly book: OpenBook; readonly plain: PlainHouseBook },
  { id, steps, ending }: TransactionStep,
  now: number,
): Promise<void> {
  const model = new PlainTransaction(plain, now);
  const play = async (tx: Transaction): Promise<string> => {
    await playSteps(tx, model, steps);
    if (ending === 'throw') throw THROWN;
    return 'done';
  };
  if (ending === 'throw') {
    const error = await rejectionOf(book.transaction(play, { id }));
    expectSo(error === THROWN, `the transaction was rejected with ${error}, and not with what was thrown`);
    model.end();
    return;
  }
  // Half of them by hand.
  const isByHand = ending === 'rollback' || steps.length % 2 === 0;
  const answer = isByHand ? await playByHand(book, id, play, ending) : await book.transaction(play, { id });
  model.end();
  if (answer === undefined) return;
  expectSo(answer.ok, () => `a transaction that nobody came between was refused: ${canonicalText(answer)}`);
  // What only read, or was refused all of it, leaves nothing behind.
  if (model.inputs.length === 0) return;
  const expected = plain.submit({ kind: 'atomic', id, commands: model.inputs }, id, now);
  const { value: _, valueKept: __, ...told } = { value: '', valueKept: '', ...answer };
  expectSame('the commit', told, expected);
}

async function playByHand(
  book: OpenBook,
  id: string,
  play: (tx: Transaction) => Promise<string>,
  ending: 'commit' | 'rollback',
): Promise<AnyAnswer | undefined> {
  const tx = await book.begin({ id });
  await play(tx);
  if (ending === 'commit') return (await tx.commit()) as AnyAnswer; // The outermost commit is for good.
  await tx.rollback();
  return undefined;
}

async function playSteps(
  tx: Transaction,
  model: PlainTransaction,
  steps: readonly ScriptStep[],
): Promise<void> {
  for (const step of steps) {
    if (step.do === 'run') {
      const answer = await callMethod(tx, step.input);
      expectSame(`inside: the answer to ${step.input.kind}`, seenOf(answer), model.run(step.input));
    } else if (step.do === 'read') {
      const { account, at } = step;
      const balance = await tx.balance(account, at === undefined ? {} : { at });
      const expected = plainBalance(model.events, account, at ?? model.now);
      expectSame(`inside: ${account} at ${at}`, balance, expected);
    } else {
      await playNested(tx, model, step);
    }
  }
}

async function playNested(
  tx: Transaction,
  model: PlainTransaction,
  { steps, ending }: Extract<ScriptStep, { do: 'nest' }>,
): Promise<void> {
  model.begin();
  if (ending === 'throw') {
    const failing = tx.transaction(async (inner) => {
      await playSteps(inner, model, steps);
      throw THROWN;
    });
    const error = await rejectionOf(failing);
    expectSo(error === THROWN, `the inner transaction was rejected with ${error}`);
    model.rollback();
  } else if (ending === 'commit' && steps.length % 2 === 0) {
    await tx.transaction((inner) => playSteps(inner, model, steps));
    model.commit();
  } else {
    await tx.begin();
    await playSteps(tx, model, steps);
    await (ending === 'commit' ? tx.commit() : tx.rollback());
    if (ending === 'commit') model.commit();
    else model.rollback();
  }
}
