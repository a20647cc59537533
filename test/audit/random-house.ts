import { TallystickError } from '../../src/base/error.ts';
import { askBook, askBulk, callMethod, type House, type Transaction } from '../support/house/house-door.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { type PlanStep, planOf, type ScriptStep } from '../support/random/house-plan.ts';

const THROWN = new Error('thrown by the work itself');

/** Where a random house is opened, as often as the plan says. */
export interface RandomHouse {
  readonly open: (options: {
    clock: () => number;
    newId: () => string;
    announceExpiries: false;
  }) => Promise<House>;
  /** False: nothing outlives a closing, so that it stays open. */
  readonly isKept: boolean;
}

/** Does everything that a house can be asked for, at random: three books, duplicates, groups, transactions. It stays open. */
export async function fillHouse(seed: number, commandsPerBook: number, at: RandomHouse): Promise<House> {
  let now = 3;
  let made = 0;
  const options = { clock: () => now, newId: () => `made ${++made}`, announceExpiries: false } as const;
  let house = await at.open(options);
  for (const step of planOf(seed, commandsPerBook)) {
    if (step.do === 'tick') now += step.by;
    else if (step.do !== 'reopen') await orMalformed(take(house, step));
    else if (at.isKept) {
      await house.close();
      house = await at.open(options);
    }
  }
  return house;
}

/** At the edges of what amounts may be, a plan has commands that are malformed; they change nothing. */
export async function orMalformed(work: Promise<unknown>): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined && !(error instanceof TallystickError)) throw error;
}

async function take(house: House, step: Exclude<PlanStep, { do: 'tick' | 'reopen' }>): Promise<void> {
  switch (step.do) {
    case 'ask':
      for (const { book, input } of step.asks) await askBook(house.book(book).as('user:1'), input);
      return;
    case 'crowd':
      await Promise.all(step.asks.map(({ book, input }) => askBook(house.book(book), input)));
      return;
    case 'bulk':
      await askBulk(house.book(step.book).as('user:2'), step.inputs);
      return;
    case 'malformed':
      return;
    case 'announce':
      await house.book(step.book).announceExpiries(step.until);
      return;
    case 'transaction': {
      const book = house.book(step.book);
      const work = async (tx: Transaction): Promise<void> => {
        await play(tx, step.steps);
        if (step.ending !== 'commit') throw THROWN;
      };
      if (step.ending === 'commit') await book.transaction(work, { id: step.id });
      else await rejectionOf(book.transaction(work, { id: step.id }));
    }
  }
}

async function play(tx: Transaction, steps: readonly ScriptStep[]): Promise<void> {
  for (const step of steps) {
    if (step.do === 'run') await callMethod(tx, step.input);
    else if (step.do === 'read') await tx.balance(step.account, { at: step.at });
    else if (step.ending === 'commit') await tx.transaction((inner) => play(inner, step.steps));
    else {
      const nested = tx.transaction(async (inner) => {
        await play(inner, step.steps);
        throw THROWN;
      });
      await rejectionOf(nested);
    }
  }
}
