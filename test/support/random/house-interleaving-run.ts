import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import { open } from '../../../src/engine/open-house.ts';
import { type CommittedUnit, findSerialOrder, plainRead } from '../../oracle/plain-house-order.ts';
import { callMethod, type OpenBook, type Transaction } from '../house/house-door.ts';
import { type HouseKind, inPlace } from '../house/house-places.ts';
import { expectSame, expectSo, seenOf, withoutNumber } from '../house/house-same.ts';
import { BEGINNINGS, type ClientStep, clientOf, someTurns, turnsOf } from './house-clients.ts';
import { SeededChoices } from './house-random.ts';

const NAMES = ['a', 'b', 'c'];
const MOMENTS = [9, 10, 11, 12, 13, 20];
const ALL_TURNS_MAX = 80;
const SOME_TURNS = 30;

/** How transactions fared, so that a test can say that they did get in each other's way. */
export interface InterleavingCounts {
  runs: number;
  committed: number;
  conflicts: number;
}

/**
 * Lets two or three clients take turns in all ways, or in some where there are many, and once all at once. Where several
 * houses may be open in one place there are two, and the clients are spread over them.
 * @param turnsMax so many ways each, at random; default: as many as there are, and some of very many
 */
export async function runInterleavings(
  kind: HouseKind,
  seed: number,
  scripts: number,
  turnsMax?: number,
): Promise<InterleavingCounts> {
  const choices = new SeededChoices(seed);
  const counts = { runs: 0, committed: 0, conflicts: 0 };
  await inPlace(kind, async ({ url }) => {
    const nodes = Array.from({ length: kind.isShared ? 2 : 1 }, () =>
      open(url, { announceExpiries: false, clock: () => 20 }),
    );
    const houses = await Promise.all(nodes);
    for (let i = 0; i < scripts; i += 1) {
      const clients = Array.from({ length: choices.pick([2, 2, 3]) }, (_, client) =>
        clientOf(choices, `${client}.`, 1 + choices.below(4)),
      );
      const lengths = clients.map(({ length }) => length);
      const all = turnsOf(lengths)
        .take(ALL_TURNS_MAX + 1)
        .toArray();
      const some = Array.from({ length: SOME_TURNS }, () => someTurns(lengths, choices));
      const areAll = turnsMax === undefined && all.length <= ALL_TURNS_MAX;
      const ways = areAll ? all : some.slice(0, turnsMax);
      for (const turns of [...ways, 'all at once' as const]) {
        counts.runs += 1;
        const books = houses.map((house) => house.book(`book ${counts.runs}`));
        await takeTurns(books, clients, turns, counts);
      }
    }
    for (const house of houses) await house.close();
  });
  return counts;
}

/** What stands where a transaction began: how often the book had been changed by then. */
interface Unit extends CommittedUnit {
  readonly steps: { step: ClientStep; seen: string }[];
  readonly changesBefore: number;
}

async function takeTurns(
  books: readonly OpenBook[],
  clients: readonly (readonly ClientStep[])[],
  turns: readonly number[] | 'all at once',
  counts: InterleavingCounts,
): Promise<void> {
  const isAtOnce = turns === 'all at once';
  const run = new TurnRun(books, isAtOnce);
  const [book, ...others] = books;
  if (book === undefined) throw new Error('there is no book');
  for (const input of BEGINNINGS) await callMethod(book, input);
  if (isAtOnce) {
    await Promise.all(
      clients.map(async (steps, client) => {
        for (const step of steps) await run.take(client, step);
      }),
    );
  } else {
    const left = clients.map((steps) => [...steps]);
    for (const client of turns) {
      const step = left[client]?.shift();
      if (step !== undefined) await run.take(client, step);
    }
  }
  counts.committed += run.committed.length;
  counts.conflicts += run.conflicts;
  const balances = await balancesOf(book);
  for (const other of others) expectSame('the balances on another node', await balancesOf(other), balances);
  // Who takes turns has committed in an order that is known, which must explain it; else any order that does will do.
  const units = isAtOnce ? run.committed : [inThisOrder(run.committed)];
  const order = findSerialOrder(
    BEGINNINGS,
    units,
    (plain) => canonicalText(MOMENTS.map((at) => NAMES.map((name) => plainRead(plain, name, at)))),
    canonicalText(balances.map((then) => then.map(withoutNumber))),
  );
  const story = (): string =>
    canonicalText({ turns, clients: clients.map((each) => [...each]), committed: run.committed, balances });
  expectSo(order !== undefined, () => `there is no serial order that explains ${story()}`);
}

function balancesOf(book: OpenBook): Promise<({ readonly lastSeq?: number } | null)[][]> {
  return Promise.all(MOMENTS.map((at) => book.balances(NAMES, { at })));
}

/** All of them as one, which has one order only. */
function inThisOrder(units: readonly CommittedUnit[]): CommittedUnit {
  return { name: 'all, in order', steps: units.flatMap(({ steps }) => steps) };
}

/** A client's transaction, with how many layers of it are open. */
interface OpenTransaction {
  readonly tx: Transaction;
  readonly unit: Unit;
  depth: number;
}

/** The clients of one book, each with the node that it asks and the transaction that it has open, if any. */
class TurnRun {
  readonly committed: CommittedUnit[] = [];
  conflicts = 0;
  readonly #books: readonly OpenBook[];
  readonly #isAtOnce: boolean;
  readonly #open = new Map<number, OpenTransaction>();
  #changes = 0;

  /** @param books the same book, once for each node */
  constructor(books: readonly OpenBook[], isAtOnce: boolean) {
    this.#books = books;
    this.#isAtOnce = isAtOnce;
  }

  #bookOf(client: number): OpenBook {
    const book = this.#books[client % this.#books.length];
    if (book === undefined) throw new Error('there is no book');
    return book;
  }

  async take(client: number, step: ClientStep): Promise<void> {
    if (step.do === 'alone') {
      const seen = canonicalText(seenOf(await callMethod(this.#bookOf(client), step.input)));
      this.#changes += 1;
      this.committed.push({ name: `client ${client} alone`, steps: [{ step, seen }] });
      return;
    }
    const open = this.#open.get(client) ?? (await this.#begin(client));
    const seen = await this.#act(client, open, step);
    open.unit.steps.push({ step, seen });
  }

  async #begin(client: number): Promise<OpenTransaction> {
    const unit = { name: `client ${client}`, steps: [], changesBefore: this.#changes };
    const open = { tx: await this.#bookOf(client).begin(), unit, depth: 0 };
    this.#open.set(client, open);
    return open;
  }

  async #act(
    client: number,
    open: OpenTransaction,
    step: Exclude<ClientStep, { do: 'alone' }>,
  ): Promise<string> {
    const { tx } = open;
    switch (step.do) {
      case 'begin':
        if (open.depth > 0) await tx.begin();
        open.depth += 1;
        return '';
      case 'run':
        return canonicalText(seenOf(await callMethod(tx, step.input)));
      case 'read':
        return canonicalText(await tx.balance(step.account, { at: step.at }));
      case 'commit':
      case 'rollback':
        open.depth -= 1;
        if (open.depth === 0) await this.#end(client, open, step.do);
        else await (step.do === 'commit' ? tx.commit() : tx.rollback());
        return '';
    }
  }

  async #end(client: number, { tx, unit }: OpenTransaction, how: 'commit' | 'rollback'): Promise<void> {
    this.#open.delete(client);
    if (how === 'rollback') return tx.rollback();
    const answer = await tx.commit();
    if (answer.ok) {
      this.#changes += 1;
      this.committed.push(unit);
      return;
    }
    expectSo(answer.reason === 'conflict', `a commit was refused: ${answer.reason}`);
    // All at once, what stood in its way may have been committed and not answered before it began.
    const isExplained = this.#isAtOnce || this.#changes > unit.changesBefore;
    expectSo(isExplained, () => `a conflict with nobody: ${canonicalText(unit)}`);
    this.conflicts += 1;
  }
}
