import { parseClock } from '../src/base/clock.ts';
import type { SingleCommand } from '../src/commands/command-table.ts';
import type { CreditOrder } from '../src/commands/credit-orders.ts';
import { Book } from '../src/kernel/book.ts';
import { defineBench } from './harness/define-bench.ts';
import { keep } from './harness/weigh-heap.ts';
import { pseudoRandom } from './pseudo-random.ts';

const COMPONENTS = 8;
const SPENDS = 2_000;
const NOW = 10_000;
const ORDERS: readonly CreditOrder[] = ['rank-lex-id/v1', 'priority-expiry/v1'];

/** A clock of as many processes as credits of sellers have nodes. */
function clock(count: () => number): ReturnType<typeof parseClock> {
  const counters = Array.from({ length: COMPONENTS }, (_, i) => [`node-${i}`, count()]);
  return parseClock('clock', Object.fromEntries(counters));
}

const SEEN = clock(() => 2_000);

/** When credits end: at clocks, or at moments; `live` of NOW and SEEN, `expired` but for one, or not begun but for one. */
interface Ends {
  readonly name: string;
  of(
    random: (below: number) => number,
  ): Pick<SingleCommand & { kind: 'grant' }, 'expiry' | 'expiresAt' | 'startsAt'>;
}

const LIVE: readonly Ends[] = [
  { name: 'clocked', of: (random) => ({ expiry: clock(() => 2_001 + random(2_000)) }) },
  { name: 'dated', of: (random) => ({ expiresAt: NOW + 1 + random(1_000_000) }) },
];

const PASSED_OVER: readonly Ends[] = [
  { name: 'clocked, all but one expired', of: (random) => ({ expiry: clock(() => random(2_000)) }) },
  { name: 'dated, all but one expired', of: (random) => ({ expiresAt: 2 + random(NOW - 2) }) },
  {
    name: 'dated, all but one not begun',
    of: (random) => ({ startsAt: NOW + 1 + random(1_000), expiresAt: NOW + 5_000 + random(1_000_000) }),
  },
];

/** A book with so many credits of one account, of ten priorities where its order has them. */
function granted(size: number, order: CreditOrder, ends: Ends, last?: bigint): Book {
  const book = new Book();
  const random = pseudoRandom(size);
  const run = (command: SingleCommand): void => {
    if (book.execute(command).kind === 'rejected') throw new Error(`it is refused: ${command.kind}`);
  };
  run({ kind: 'open_account', effectiveAt: 0, account: 'a', asset: 'CREDIT/0' });
  const priority = (): object => (order === ORDERS[1] ? { priority: random(10) } : {});
  for (let i = 0; i < size; i += 1) {
    const what = { credit: `credit-${i}`, account: 'a', amount: 1n, order } as const;
    run({ kind: 'grant', effectiveAt: 1, ...what, ...priority(), ...ends.of(random) });
  }
  if (last !== undefined)
    run({ kind: 'grant', effectiveAt: 1, credit: 'last', account: 'a', amount: last, ...priority() });
  return book;
}

function spend(book: Book, times: number): number {
  for (let i = 0; i < times; i += 1) {
    const answer = book.execute({ kind: 'spend', effectiveAt: NOW, account: 'a', amount: 1n, clock: SEEN });
    if (answer.kind === 'rejected') throw new Error(`it is refused: ${answer.reason}`);
    keep(answer);
  }
  return times;
}

export default defineBench(
  'credit-orders',
  `Spends in a book with so many credits of one account, in both orders; clocks have ${COMPONENTS} components.`,
  async (report) => {
    const sizes = [1_000, 10_000, 100_000];
    for (const order of ORDERS) {
      for (const ends of LIVE)
        await report.measure({
          work: `${order}, ${ends.name}: spend, each taking one whole`,
          sizes,
          prepare: (size) => granted(size, order, ends),
          run: (book, size) => spend(book, Math.min(SPENDS, size)),
          targets: [{ logGrowthSlack: 4, from: 1_000, to: 100_000 }],
        });
      for (const ends of PASSED_OVER)
        await report.measure({
          work: `${order}, ${ends.name}: spend`,
          sizes,
          prepare: (size) => granted(size, order, ends, 10n ** 12n),
          run: (book) => spend(book, SPENDS),
          targets: [{ logGrowthSlack: 4, from: 1_000, to: 100_000 }],
        });
    }
    report.note(
      'Sizes are credits. Each spend is decided and applied in memory: limits, timelines and the purse are in it.',
    );
  },
);
