import { CreditBalance } from '../src/memory/index.ts';
import { PlainCreditBalance } from '../test/oracle/plain-credit-balance.ts';
import { defineBench } from './harness/define-bench.ts';
import { keep } from './harness/weigh-heap.ts';
import { pseudoRandom } from './pseudo-random.ts';

const COMPONENTS = 8;
const USES = 10_000;
const NAIVE_USES = 20;
const USER = 'user';

function clock(count: () => number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: COMPONENTS }, (_, i) => [`node-${i}`, count()]));
}

const NOW = clock(() => 2_000);

type Credits = Pick<CreditBalance, 'add' | 'use'>;

/** So many credits of one user, all expired at NOW but the one that is spent last. */
function expire<Kind extends Credits>(credits: Kind, size: number): Kind {
  const random = pseudoRandom(size);
  for (let i = 0; i < size; i += 1) {
    credits.add(
      USER,
      `credit-${i}`,
      10,
      clock(() => random(2_000)),
    );
  }
  credits.add(
    USER,
    'alive',
    10n ** 12n,
    clock(() => 3_000),
  );
  return credits;
}

/** So many credits of one user, all alive at NOW, of one unit each. */
function revive(size: number): CreditBalance {
  const credits = new CreditBalance();
  const random = pseudoRandom(size);
  for (let i = 0; i < size; i += 1) {
    credits.add(
      USER,
      `credit-${i}`,
      1,
      clock(() => 2_001 + random(2_000)),
    );
  }
  return credits;
}

function use(credits: Credits, times: number): number {
  for (let i = 0; i < times; i += 1) keep(credits.use(USER, 1, NOW));
  return times;
}

export default defineBench(
  'credits',
  `CreditBalance with so many credits of one user, whose clocks have ${COMPONENTS} components.`,
  async (report) => {
    const sizes = [1_000, 10_000, 100_000];
    await report.measure({
      work: 'use, all credits but one expired',
      sizes,
      prepare: (size) => expire(new CreditBalance(), size),
      run: (credits) => use(credits, USES),
      heap: (size) => expire(new CreditBalance(), size),
      naive: {
        name: 'scan and sort',
        sizes: [1_000, 10_000],
        prepare: (size) => expire(new PlainCreditBalance(), size),
        run: (credits) => use(credits, NAIVE_USES),
      },
      targets: [{ nsPerOperationMax: 20_000, size: 100_000 }],
    });
    await report.measure({
      work: 'use, each taking one credit whole',
      sizes,
      prepare: revive,
      run: (credits, size) => use(credits, Math.min(USES, size)),
    });
    await report.measure({
      work: 'add',
      sizes,
      prepare: () => new CreditBalance(),
      run: (credits, size) => {
        keep(expire(credits, size));
        return size;
      },
    });
    report.note('Sizes are credits. Adding builds the clock that it adds, too.');
  },
);
