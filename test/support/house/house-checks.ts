import { compareUtf8 } from '../../../src/base/id.ts';
import { NotFetched } from '../../../src/kernel/residency.ts';
import type { PlainHouse } from '../../oracle/plain-house.ts';
import { checkLists } from './house-check-lists.ts';
import { checkPresent, checkReads } from './house-check-reads.ts';
import type { House } from './house-door.ts';
import { checkJournal } from './house-records.ts';
import { expectSame } from './house-same.ts';

/**
 * Compares everything that a house can be asked for with a plain one; throws at the first difference.
 * @param momentsMax at how many moments balances are asked for; default: many
 */
export async function checkWhole(
  house: House,
  plain: PlainHouse,
  now: number,
  momentsMax?: number,
): Promise<void> {
  const named = [...plain.books].filter(([, { kernel }]) => kernel.state.seq > 0).map(([name]) => name);
  expectSame('the books', await house.books(), named.sort(compareUtf8));
  for (const name of named) {
    const [book, model] = [house.book(name), plain.book(name)];
    const present = model.presentAt(now);
    // Whoever asks for the present has decided what is due by then.
    await book.trialBalance();
    model.endCredits(present, now);
    await checkJournal(book, model);
    await checkLists(book, model, present);
    await checkPresent(book, model, present);
    await checkReads(book, model, momentsMax);
  }
}

/** In this process no rule has looked at what was not fetched before, whoever was told of it. */
export function checkFetched(): void {
  expectSame('looks at what was not fetched', NotFetched.count, 0);
}

/** A verified house: its chain, its state and its sums are without a fault. */
export async function checkSound(house: House): Promise<Awaited<ReturnType<House['verify']>>> {
  const verified = await house.verify();
  expectSame('verify', verified.problems, []);
  expectSame('verify is content', verified.ok, true);
  const reconciled = await house.reconcile();
  expectSame('reconcile', reconciled.problems, []);
  expectSame('reconcile is content', reconciled.ok, true);
  return verified;
}
