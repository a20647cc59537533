import type { PrivateTarget } from '../../../src/engine/read/read-private.ts';
import { type AcrossAsk, askHouse } from '../across/across-commands.ts';
import {
  allItems,
  askBook,
  askBulk,
  callMethod,
  type House,
  type OpenBook,
  type Transaction,
} from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import type { PlanAsk, PlanStep, ScriptStep } from '../random/house-plan.ts';
import type { ToldHouse } from './told-house.ts';

/** One thing that is done with a house, whose answers are written down instead of judged. */
export type ToldStep =
  | PlanStep
  /** Of several books, all at once. */
  | { readonly do: 'across'; readonly asks: readonly AcrossAsk[] }
  /** Again, and what was refused is looked at again. */
  | { readonly do: 'retry'; readonly book: string; readonly inputs: readonly HouseInput[] }
  | { readonly do: 'dry'; readonly book: string; readonly inputs: readonly HouseInput[] }
  | {
      readonly do: 'as';
      readonly actor: string;
      readonly book: string;
      readonly inputs: readonly HouseInput[];
    }
  | { readonly do: 'erase'; readonly book: string; readonly what: PrivateTarget }
  /** Reads of many kinds, at a moment and as known at it. */
  | { readonly do: 'look'; readonly book: string; readonly at: number };

/** What was asked or read, and what came of it: an answer, or how the call ended instead. */
export interface Told {
  readonly about: string;
  readonly told: unknown;
  /** The commands that were asked for by themselves, each with its book; an array of answers has one for each. */
  readonly asked?: readonly PlanAsk[];
}

const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'x', 'y', 'a:c', 'a:c:d'] as const;
const SCRIPT_ERROR = 'thrown by the work itself';

/** Any answer as text: bigints and what is undefined show, and so does the order of members. */
export function tellText(value: unknown): string {
  return JSON.stringify(value, (_name, member) => {
    if (typeof member === 'bigint') return `${member}n`;
    return member === undefined ? '(undefined)' : member;
  });
}

/** The same value without the words for people, which follow from the facts and may change. */
export function withoutWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutWords);
  const facts = Object.entries(value).filter(([name]) => name !== 'message' && name !== 'remedy');
  return Object.fromEntries(facts.map(([name, member]) => [name, withoutWords(member)]));
}

async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    const { name, code, message } = error as { name?: string; code?: string; message?: string };
    return `threw ${name} ${code}: ${message}`;
  }
}

/**
 * Does one step; what each thing asked came to, in order. Ticks and reopenings are whoever's who has the house.
 *
 * @param next whom to ask: commands that wait for each other may go to several houses, what goes at once goes to one
 */
export async function tellStep(next: () => House, step: ToldStep): Promise<Told[]> {
  if (step.do === 'ask') {
    const all: Told[] = [];
    for (const ask of step.asks) all.push(await tellAsk(next(), ask));
    return all;
  }
  const house = next();
  switch (step.do) {
    case 'tick':
    case 'reopen':
      return [];
    case 'crowd':
      return Promise.all(step.asks.map((ask) => tellAsk(house, ask)));
    case 'across':
      return Promise.all(step.asks.map((ask) => tell(tellText(ask), () => askHouse(house, ask))));
    case 'bulk':
    case 'retry':
    case 'dry':
    case 'as':
      return [
        {
          ...(await tell(tellText(step), () => askMany(house.book(step.book), step))),
          asked: step.inputs.map((input) => ({ book: step.book, input })),
        },
      ];
    case 'malformed': {
      const bad = { kind: 'transfer', from: 'a', to: 'world', amount: -1n, id: 'malformed' } as const;
      return [await tell(tellText(step), () => askBook(house.book(step.book), bad))];
    }
    case 'announce':
      return [await tell(tellText(step), () => house.book(step.book).announceExpiries(step.until))];
    case 'erase': {
      const book = house.book(step.book);
      return [
        await tell(`private ${tellText(step)}`, () => book.privateData(step.what)),
        await tell(tellText(step), () => book.erase(step.what)),
      ];
    }
    case 'look':
      return tellReads(house.book(step.book), step.at);
    case 'transaction':
      return [await tell(tellText(step), () => transact(house.book(step.book), step))];
  }
}

async function tellAsk(house: House, ask: PlanAsk): Promise<Told> {
  const { book, input } = ask;
  const told = await tell(`${book}: ${tellText(input)}`, () => askBook(house.book(book), input));
  return { ...told, asked: [ask] };
}

async function tell(about: string, call: () => Promise<unknown>): Promise<Told> {
  return { about, told: await outcomeOf(call) };
}

type Many = Extract<ToldStep, { do: 'bulk' | 'retry' | 'dry' | 'as' }>;

function askMany(book: OpenBook, step: Many): Promise<unknown> {
  switch (step.do) {
    case 'bulk':
      return askBulk(book, step.inputs);
    case 'as':
      return askBulk(book.as(step.actor), step.inputs);
    case 'retry':
      return book.submit(step.inputs as Parameters<OpenBook['submit']>[0], { retryRefused: true });
    case 'dry':
      return book.dryRun(step.inputs as Parameters<OpenBook['submit']>[0]);
  }
}

type TransactionStep = Extract<ToldStep, { do: 'transaction' }>;

/** Half of those that are committed are committed by hand. */
async function transact(book: OpenBook, { id, steps, ending }: TransactionStep): Promise<unknown> {
  if (ending === 'rollback' || (ending === 'commit' && steps.length % 2 === 0)) {
    const tx = await book.begin({ id });
    const seen = await playSteps(tx, steps);
    if (ending === 'commit') return { seen, answer: await tx.commit() };
    await tx.rollback();
    return { seen };
  }
  return book.transaction(
    async (tx) => {
      const seen = await playSteps(tx, steps);
      if (ending === 'throw') throw new Error(`${SCRIPT_ERROR} after ${tellText(seen)}`);
      return { seen, steps: BigInt(steps.length) };
    },
    { id },
  );
}

/** What the work saw, which is recorded where it returns it. */
async function playSteps(tx: Transaction, steps: readonly ScriptStep[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const step of steps) {
    const outcome = await outcomeOf(() => playStep(tx, step));
    seen.push(withoutWords(outcome));
  }
  return seen;
}

function playStep(tx: Transaction, step: ScriptStep): Promise<unknown> {
  if (step.do === 'run') return callMethod(tx, step.input);
  if (step.do === 'nest') return playNested(tx, step);
  return tx.balance(step.account, step.at === undefined ? {} : { at: step.at });
}

async function playNested(
  tx: Transaction,
  { steps, ending }: Extract<ScriptStep, { do: 'nest' }>,
): Promise<unknown> {
  if (ending === 'throw') {
    return tx.transaction(async (inner) => {
      throw new Error(`${SCRIPT_ERROR} after ${tellText(await playSteps(inner, steps))}`);
    });
  }
  if (ending === 'commit' && steps.length % 2 === 0) {
    return tx.transaction((inner) => playSteps(inner, steps));
  }
  await tx.begin();
  const seen = await playSteps(tx, steps);
  await (ending === 'commit' ? tx.commit() : tx.rollback());
  return seen;
}

async function tellReads(book: OpenBook, at: number): Promise<Told[]> {
  const reads: Readonly<Record<string, () => Promise<unknown>>> = {
    'balances now': () => book.balances(ACCOUNTS),
    'balances then': () => book.balances(ACCOUNTS, { at }),
    'balances as known then': () => book.balances(ACCOUNTS, { at, knownAt: at }),
    'trial balance': () => book.trialBalance({ at }),
    statement: () => book.statement('a', { from: at - 3, to: at + 3 }),
    'active holds': () => allItems((page) => book.holds({ ...page, active: true })),
    'pending offers': () => allItems((page) => book.offers({ ...page, pending: true })),
    'payments of a': () => allItems((page) => book.payments({ ...page, account: 'a' })),
    transfers: () => allItems((page) => book.transactions({ ...page, kind: 'transfer' })),
    lock: () => book.lockedBefore(),
  };
  const all: Told[] = [];
  for (const [name, read] of Object.entries(reads)) {
    all.push(await tell(`${book.name}, ${name}, at ${at}`, read));
  }
  return all;
}

/** The journals of a house to the byte, and the ends of their chains; or without links and where they are. */
export async function tellJournals({ house, rows }: ToldHouse, hasLinks: boolean): Promise<Told[]> {
  const all: Told[] = [];
  for (const name of await house.books()) {
    for (const [i, row] of (await rows(name)).entries()) {
      const told = hasLinks ? row : row.replace(/\n[0-9a-f]{64}$/, '');
      all.push({ about: `${name}: row ${i + 1} of the journal`, told });
    }
    const head = house.book(name).head();
    all.push(await tell(`${name}: head`, async () => (hasLinks ? await head : (await head).seq)));
  }
  return all;
}

/** The problems that the audits find: there must be none. */
export async function tellAudits({ house }: ToldHouse): Promise<Told[]> {
  return [
    await tell('verify', async () => (await house.verify()).problems),
    await tell('reconcile', async () => (await house.reconcile()).problems),
  ];
}

/** What follows from the journals, as its readers see it. */
export async function tellAll({ house }: ToldHouse): Promise<Told[]> {
  const all: Told[] = [];
  for (const name of await house.books()) {
    const book = house.book(name);
    all.push(await tell(`${name}: events`, () => book.events({ limit: 1_000 })));
    all.push(...(await tellLists(book)));
    for (const account of ACCOUNTS) {
      all.push(await tell(`${name}: statement of ${account}`, () => book.statement(account)));
    }
  }
  return all;
}

async function tellLists(book: OpenBook): Promise<Told[]> {
  const lists: Readonly<Record<string, () => Promise<unknown>>> = {
    accounts: () => allItems(book.accounts, 100),
    holds: () => allItems(book.holds, 100),
    offers: () => allItems(book.offers, 100),
    payments: () => allItems(book.payments, 100),
    credits: () => allItems(book.credits, 100),
    imports: () => allItems(book.imports, 100),
    transactions: () => allItems(book.transactions, 100),
  };
  const all: Told[] = [];
  for (const [name, read] of Object.entries(lists)) all.push(await tell(`${book.name}: ${name}`, read));
  return all;
}
