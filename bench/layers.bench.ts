import { Ledger } from '../src/memory/index.ts';
import { defineBench } from './harness/define-bench.ts';
import { keep } from './harness/weigh-heap.ts';
import { pseudoRandom } from './pseudo-random.ts';

const ACCOUNTS = 1_000;
const DAY_MS = 86_400_000;

/** Deposits, and holds placed and released, on accounts drawn at random. */
function change(ledger: Ledger, changes: number, random: (below: number) => number): void {
  for (let i = 0; i < changes; i += 1) {
    const account = `account-${random(ACCOUNTS)}`;
    if (i % 2 === 0) ledger.deposit(account, 3n);
    else ledger.placeHold(account, 1n, `hold-${i}-${random(1_000_000_000)}`, 0, DAY_MS + random(DAY_MS));
  }
}

/** A ledger with layers so deep, each with so many changes, and a latest one with `changes`. */
function nest(depth: number, changesInEach: number, changes: number): Ledger {
  const ledger = new Ledger();
  const random = pseudoRandom(depth + changes);
  for (let i = 0; i < ACCOUNTS; i += 1) ledger.deposit(`account-${i}`, 1_000_000n);
  for (let layer = 1; layer < depth; layer += 1) {
    ledger.begin();
    change(ledger, changesInEach, random);
  }
  ledger.begin();
  change(ledger, changes, random);
  return ledger;
}

export default defineBench(
  'layers',
  'Rollback of nested layers of a Ledger: what it costs is what the layer did.',
  async (report) => {
    await report.measure({
      work: 'roll back the latest of 1,000 layers',
      sizes: [1_000, 10_000, 100_000],
      prepare: (size) => nest(1_000, 100, size),
      run: (ledger, size) => {
        keep(ledger.rollback());
        return size;
      },
      targets: [{ growthMax: 4, from: 1_000, to: 100_000 }],
    });
    await report.measure({
      work: 'roll back the only layer',
      sizes: [1_000, 10_000, 100_000],
      prepare: (size) => nest(1, 0, size),
      run: (ledger, size) => {
        keep(ledger.rollback());
        return size;
      },
    });
    await report.measure({
      work: 'begin 1,000 layers, change each, roll all back',
      sizes: [1_000, 10_000, 100_000],
      prepare: (size) => ({ ledger: nest(1, 0, 0), random: pseudoRandom(size) }),
      run: ({ ledger, random }, size) => {
        for (let layer = 0; layer < 1_000; layer += 1) {
          ledger.begin();
          change(ledger, size / 1_000, random);
        }
        while (ledger.rollback());
        return size;
      },
    });
    report.note('Sizes are changes in the layers that are rolled back. A layer outside them has 100 more.');
  },
);
