import fc from 'fast-check';
import type { BucketRow, DefinitionRow, LogRow, Tally } from '../../src/counters/counter-rows.ts';
import type { CounterTransaction, CounterView } from '../../src/counters/counter-store.ts';
import { compareDeltas } from '../../src/counters/rules/coalesce-deltas.ts';
import { planWindow } from '../../src/counters/rules/plan-window.ts';

/** Names whose order in UTF-8 is not that of their units, one the beginning of another, and one with a quote and a zero. */
export const NAMES = ['a', "a'\u0000", '\uff5e', '\u{1f600}'] as const;
const SHAPES: readonly (readonly number[])[] = [
  [10, 20, 60],
  [10, 60],
];

/** One thing that a transaction does; its answer is compared. */
export interface CounterStep {
  readonly does: string;
  readonly run: (tx: CounterTransaction) => Promise<unknown>;
}

const anyName = fc.constantFrom(...NAMES);
const anyMoment = fc.oneof(fc.integer({ min: -60, max: 60 }), fc.constantFrom(-8.64e15, 8.64e15));
const anyEnd = fc.option(fc.integer({ min: -60, max: 60 }));
const anyStart = fc.integer({ min: -6, max: 6 }).map((i) => i * 60);

const anyDefinition: fc.Arbitrary<DefinitionRow> = fc.record({
  counter: anyName,
  granularities: fc.constantFrom(...SHAPES),
  horizon: fc.option(fc.integer({ min: 0, max: 9 })),
  skew: fc.integer({ min: 0, max: 9 }),
  dedup: fc.constant({ mode: 'exact' as const }),
  slots: fc.integer({ min: 1, max: 64 }),
  generation: fc.integer({ min: 0, max: 3 }),
  rebuilding: fc.option(fc.record({ from: anyEnd, to: anyEnd })),
});

const anyLogRow: fc.Arbitrary<LogRow> = fc.record({
  counter: anyName,
  source: fc.constantFrom('', ...NAMES),
  eventId: fc.constantFrom('1', '2', '3', '\u{1f600}'),
  at: anyMoment,
  value: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger()),
  generation: fc.integer({ min: 0, max: 3 }),
});

const anyDelta: fc.Arbitrary<BucketRow> = fc.record({
  counter: anyName,
  size: fc.constantFrom(10, 20, 60),
  start: anyStart,
  generation: fc.constantFrom(0, 0, 1),
  slot: fc.integer({ min: 0, max: 2 }),
  sum: fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })),
});

const anyTally: fc.Arbitrary<Tally> = fc.record({
  counter: anyName,
  slot: fc.integer({ min: 0, max: 2 }),
  counted: fc.nat(9),
  duplicates: fc.nat(9),
  conflicts: fc.nat(9),
  tooLate: fc.nat(9),
  tooEarly: fc.nat(9),
  firstAt: fc.option(anyMoment),
  lastAt: fc.option(anyMoment),
  ingestedAt: fc.integer({ min: 0, max: 9 }),
});

const tallyKey = ({ counter, slot }: Tally): string => `${counter} ${slot}`;
const deltaKey = (delta: BucketRow): string =>
  `${delta.counter} ${delta.size} ${delta.start} ${delta.generation} ${delta.slot}`;

function step<T>(
  does: string,
  arbitrary: fc.Arbitrary<T>,
  run: (tx: CounterTransaction, value: T) => Promise<unknown>,
) {
  return arbitrary.map((value): CounterStep => ({ does, run: (tx) => run(tx, value) }));
}

/** Any step, for counters that are all defined. */
export const anyCounterStep: fc.Arbitrary<CounterStep> = fc.oneof(
  step('add definitions', fc.array(anyDefinition, { maxLength: 3 }), (tx, rows) => tx.addDefinitions(rows)),
  step('put a definition', anyDefinition, async (tx, row) => {
    await tx.lockDefinition(row.counter);
    await tx.putDefinition(row);
  }),
  step('grow slots', fc.tuple(anyName, fc.integer({ min: 1, max: 64 })), (tx, [name, n]) =>
    tx.growSlots(name, n),
  ),
  step('add to the log', fc.array(anyLogRow, { maxLength: 12 }), (tx, rows) => tx.addToLog(rows)),
  step('add to buckets', fc.uniqueArray(anyDelta, { maxLength: 12, selector: deltaKey }), (tx, deltas) =>
    tx.addToBuckets(deltas.toSorted(compareDeltas)),
  ),
  step('add to tallies', fc.uniqueArray(anyTally, { maxLength: 4, selector: tallyKey }), (tx, deltas) =>
    tx.addToTallies(
      deltas.toSorted(
        (a, b) => NAMES.indexOf(a.counter as 'a') - NAMES.indexOf(b.counter as 'a') || a.slot - b.slot,
      ),
    ),
  ),
  step('quarantine', fc.array(anyLogRow, { maxLength: 6 }), (tx, rows) =>
    tx.addToQuarantine(rows.map(({ generation, ...row }) => ({ ...row, receivedAt: generation }))),
  ),
  step(
    'take from quarantine',
    fc.tuple(anyName, anyEnd, anyEnd, fc.integer({ min: 1, max: 4 })),
    (tx, [name, from, to, limit]) => tx.takeFromQuarantine(name, { from, to, limit }),
  ),
  step('drop a generation', anyName, (tx, name) => tx.dropGeneration(name, 1)),
  // The rebuilt buckets are all in the range, as the port demands.
  step(
    'swap a generation',
    fc.tuple(anyName, fc.constantFrom(null, -360), fc.constantFrom(null, 361)),
    (tx, [name, from, to]) => tx.swapGeneration(name, 1, from, to),
  ),
  step('rebuild a range', fc.tuple(anyName, anyStart, anyStart), async (tx, [name, from, to]) => {
    const [first, end] = from < to ? [from, to] : [to, from];
    await tx.dropGeneration(name, 1);
    const row = { counter: name, size: 60, start: first, generation: 1, slot: 0, sum: 7n };
    if (first < end) await tx.addToBuckets([row]);
    await tx.swapGeneration(name, 1, first, end);
  }),
  step('move a feed', fc.tuple(anyName, fc.nat(2), fc.nat(2)), (tx, [feed, from, to]) =>
    tx.moveFeed(feed, from, to),
  ),
  step('read', fc.constant(null), (tx) => readEverything(tx)),
);

/** Every counter there is, defined. */
export async function defineAll(tx: CounterTransaction): Promise<void> {
  await tx.addDefinitions(
    NAMES.map((counter, i) => ({
      counter,
      granularities: SHAPES[i % 2] ?? [],
      horizon: null,
      skew: 0,
      dedup: { mode: 'exact' },
      slots: 1,
      generation: 0,
      rebuilding: null,
    })),
  );
}

/** The answers to questions of every kind. */
export async function readEverything(view: CounterView): Promise<unknown> {
  const seen: unknown[] = [await view.definitions({ limit: 9 }), await view.feeds()];
  seen.push(await view.definitions({ after: NAMES[1], limit: 1 }));
  const shapes = (await view.granularities()).map((sizes) => sizes.join(' '));
  seen.push(shapes.toSorted());
  for (const counter of [...NAMES, 'unknown']) {
    seen.push(await view.definition(counter), await view.bucketRows(counter), await view.tally(counter));
    for (const [from, to] of [
      [-60, 60],
      [-360, 1],
      [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ] as const) {
      const ranges = [10, 20, 60].map((size) => ({ size, from, to }));
      seen.push(await view.sums(counter, ranges), await view.buckets(counter, { size: 60, from, to }));
      seen.push(await view.logSum(counter, from, to));
      const sources = new Set<string>();
      await view.visitSources(counter, from, to, (source) => sources.add(source));
      seen.push([...sources].sort());
    }
    const first = await view.log(counter, { from: null, to: null, limit: 2 });
    seen.push(
      first,
      await view.log(counter, { from: -50, to: 50, after: first[1], limit: 3, beforeGeneration: 2 }),
    );
    seen.push(
      await view.quarantine(counter, { from: null, to: null, limit: 9 }),
      await view.quarantined(counter),
    );
    seen.push(await view.quarantine(counter, { from: -9, to: 30, after: first[0], limit: 2 }));
  }
  for (const granularities of SHAPES) {
    for (const [from, to, now] of [
      [-120, 120, 500],
      [-7, 65, 63],
      [60, 120, 0],
      [3, 9, 20],
    ] as const) {
      const plan = planWindow(granularities, from, to, now);
      seen.push(await view.top({ granularities, plan, prefix: '', limit: 2 }));
      seen.push(await view.top({ granularities, plan, prefix: 'a', limit: 5 }));
    }
  }
  return seen;
}
