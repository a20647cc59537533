import { open } from '../../../src/engine/open-house.ts';
import { numberedBalances } from '../../oracle/plain-house-balances.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS } from '../crash/house-load.ts';
import { acceptedFeatures } from '../crash/load-features.ts';
import { checkSound } from '../house/house-checks.ts';
import { allEvents, type House, type JournalRecord } from '../house/house-door.ts';
import { expectSame } from '../house/house-same.ts';
import { checkAcrossAnswers, checkAnswers, checkBalancesRead, checkRealTime } from './node-checks.ts';
import type { Fire } from './node-fire.ts';
import { byKey, type Operation, operationsOf } from './node-history.ts';
import type { NodeAcross } from './node-load-lines.ts';
import { type ReplayedBook, replayTogether } from './node-serial-order.ts';

/** What a run came to, so that a test can say that there was something to lose. */
export interface FireCounts {
  readonly rows: number;
  readonly answered: number;
  /** Asked for, and the node was killed before there was an answer. */
  readonly open: number;
  /** Of those, the ones that are in the journal. */
  readonly kept: number;
  /** Commands that several nodes were answered. */
  readonly repeated: number;
  readonly conflicts: number;
  /** Answers to groups on several books, conflicts not counted. */
  readonly across: number;
  readonly balances: number;
  readonly asksAgain: number;
  /** Kinds of which some command was accepted. */
  readonly kinds: readonly string[];
  /** What was accepted of that which has to be seen. */
  readonly features: readonly string[];
}

/** Looks at all that nodes were told, and at all that they left behind. Throws at the first thing that is wrong. */
export async function checkFire(url: string, { logs }: Fire): Promise<FireCounts> {
  const operations = operationsOf(logs);
  const house = await open(url, { announceExpiries: false });
  try {
    const replayed = replayTogether(await journalsOf(house), acrossIn(operations));
    const { books } = replayed;
    const across = checkAcrossAnswers(replayed, operations);
    let balances = 0;
    for (const book of books) {
      checkAnswers(book, operations);
      checkRealTime(book, operations);
      balances += checkBalancesRead(book, operations);
      await checkEnd(house, book);
    }
    await checkSound(house);
    const { problems } = await house.verify({ decideAgain: true });
    expectSame('verify, all decided again', problems, []);
    const asksAgain = logs.flatMap(({ lines }) => lines.filter((line) => line.do === 'again')).length;
    return { ...countsOf(books, operations), across, balances, asksAgain };
  } finally {
    await house.close();
  }
}

/** What was asked of several books, by id. */
function acrossIn(operations: readonly Operation[]): Map<string, NodeAcross[]> {
  const found = new Map<string, NodeAcross[]>();
  for (const { ask } of operations) {
    if (ask.what !== 'across') continue;
    found.set(ask.across.id, [...(found.get(ask.across.id) ?? []), ask.across]);
  }
  return found;
}

async function journalsOf(house: House): Promise<Map<string, JournalRecord[]>> {
  const journals = new Map<string, JournalRecord[]>();
  for (const name of LOAD_BOOKS) journals.set(name, await allEvents(house.book(name)));
  return journals;
}

/** A house that has nothing in memory says what the plain kernel came to. */
async function checkEnd(house: House, { name, plain }: ReplayedBook): Promise<void> {
  const expected = numberedBalances(plain.events, Number.MAX_SAFE_INTEGER);
  const wanted = LOAD_ACCOUNTS.map((id) => expected.find(({ account }) => account === id) ?? null);
  const balances = await house.book(name).balances([...LOAD_ACCOUNTS], { at: Number.MAX_SAFE_INTEGER });
  expectSame(`the balances of ${name}`, balances, wanted);
  const { totals } = await house.book(name).trialBalance({ at: Number.MAX_SAFE_INTEGER });
  for (const { asset, debit, credit } of totals) expectSame(`${name}: ${asset} sums to zero`, debit, credit);
}

function countsOf(
  books: readonly ReplayedBook[],
  operations: readonly Operation[],
): Omit<FireCounts, 'across' | 'balances' | 'asksAgain'> {
  const known = new Set(books.flatMap(({ name, rows }) => rows.map(({ id }) => `${name} ${id}`)));
  const asked = byKey(operations);
  const isOpen = ({ told }: Operation): boolean => told === undefined;
  const open = [...asked].filter(([, list]) => list.every(isOpen));
  const nodesTold = (list: readonly Operation[]): number =>
    new Set(list.flatMap(({ node, told }) => (told === undefined ? [] : [node]))).size;
  const isConflict = ({ told }: Operation): boolean => {
    const { answer } = told ?? {};
    return (
      typeof answer === 'object' && answer !== null && 'reason' in answer && answer.reason === 'id_conflict'
    );
  };
  const rows = books.flatMap(({ plain }) => plain.rows);
  return {
    rows: known.size,
    answered: operations.filter((each) => !isOpen(each)).length,
    open: open.length,
    kept: open.filter(([key]) => known.has(key)).length,
    repeated: [...asked.values()].filter((list) => nodesTold(list) > 1).length,
    conflicts: operations.filter(isConflict).length,
    kinds: [...new Set(rows.filter(({ answer }) => answer.ok).map(({ input }) => input.kind))].sort(),
    features: acceptedFeatures(rows),
  };
}
