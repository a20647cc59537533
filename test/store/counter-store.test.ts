import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultDefinition } from '../../src/counters/rules/definition.ts';
import { COUNTER_STORES, withCounterStore } from './counter-store-list.ts';
import { anyCounterStep, defineAll, readEverything } from './counter-store-steps.ts';
import { PlainCounterBook } from './plain-counter-store.ts';

/** Work that wants nothing of it kept. */
class TakenBack extends Error {}

/** The answer, or that there was none: what an error says is each store's own. */
async function answerOf(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) => (error instanceof TakenBack ? 'taken back' : 'refused'));
}

for (const kind of COUNTER_STORES) {
  describe(`the ${kind.name} counter store`, () => {
    test('answers as lists of rows do, whatever is done and taken back', async () => {
      const anyTransaction = fc.record({
        steps: fc.array(anyCounterStep, { minLength: 1, maxLength: 6 }),
        isTakenBack: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(anyTransaction, { minLength: 1, maxLength: 6 }), async (transactions) => {
          await withCounterStore(kind, async (store) => {
            const plain = new PlainCounterBook();
            await plain.transact(defineAll);
            await store.transact('book', defineAll);
            for (const { steps, isTakenBack } of transactions) {
              const run = async (tx: PlainCounterBook | Parameters<typeof defineAll>[0]) => {
                const answers: unknown[] = [];
                for (const { does, run } of steps) answers.push(does, await run(tx));
                if (isTakenBack) throw new TakenBack(JSON.stringify(answers.length));
                return answers;
              };
              const expected = await answerOf(plain.transact(run));
              expect(await answerOf(store.transact('book', run))).toEqual(expected);
              expect(await store.read('book', readEverything)).toEqual(await readEverything(plain));
            }
            // Another book has nothing of it.
            expect(await store.read('other', readEverything)).toEqual(
              await readEverything(new PlainCounterBook()),
            );
          });
        }),
        { numRuns: kind.runs },
      );
    });

    test('the busiest of sizes that no counter has are none, whatever buckets there are', async () => {
      await withCounterStore(kind, async (store) => {
        const present = { ...defaultDefinition('a'), granularities: [2, 4], generation: 0, rebuilding: null };
        const bucket = { counter: 'a', size: 2, start: 2, generation: 0, slot: 0, sum: 5n };
        await store.transact('book', async (tx) => {
          await tx.addDefinitions([present]);
          await tx.addToBuckets([bucket]);
        });
        const plan = { ranges: [{ size: 2, from: 2, to: 4 }], edges: [] };
        const busiest = (granularities: readonly number[]) =>
          store.read('book', (view) => view.top({ granularities, plan, prefix: '', limit: 9 }));
        expect(await busiest([2, 4])).toEqual([{ counter: 'a', count: 5n }]);
        expect(await busiest([2])).toEqual([]);
      });
    });

    test('of two transactions that add the same keys, one adds each', async () => {
      await withCounterStore(kind, async (store) => {
        await store.transact('book', defineAll);
        const rows = Array.from({ length: 200 }, (_, i) => ({
          counter: 'a',
          source: '',
          eventId: `${i}`,
          at: i,
          value: 1,
          generation: 0,
        }));
        const added = await Promise.all(
          [rows, rows.toReversed(), rows.slice(50, 150)].map((some) =>
            store.transact('book', async (tx) => {
              const standing = await tx.addToLog(some);
              const sum = BigInt(standing.filter((row) => row === null).length);
              const delta = { counter: 'a', size: 60, start: 0, generation: 0, slot: 0, sum };
              await tx.addToBuckets([delta]);
              return sum;
            }),
          ),
        );
        expect(added.reduce((sum, one) => sum + one, 0n)).toBe(200n);
        const all = [{ size: 60, from: -600, to: 600 }];
        expect(await store.read('book', (view) => view.sums('a', all))).toEqual([200n]);
      });
    });

    test('refuses a sum beyond 64 bits, and keeps nothing of its transaction', async () => {
      await withCounterStore(kind, async (store) => {
        await store.transact('book', defineAll);
        const delta = { counter: 'a', size: 60, start: 0, generation: 0, slot: 0, sum: 2n ** 63n - 1n };
        await store.transact('book', (tx) => tx.addToBuckets([delta]));
        const more = store.transact('book', async (tx) => {
          await tx.moveFeed('feed', 0, 1);
          await tx.addToBuckets([
            { ...delta, start: -60 },
            { ...delta, sum: 1n },
          ]);
        });
        await expect(more).rejects.toMatchObject({ code: 'out_of_range' });
        expect(await store.read('book', (view) => view.feeds())).toEqual([]);
        expect(await store.read('book', (view) => view.bucketRows('a'))).toEqual([delta]);
      });
    });

    test('one read is one view, whatever is written meanwhile', async () => {
      await withCounterStore(kind, async (store) => {
        await store.transact('book', defineAll);
        const add = (start: number) =>
          store.transact('book', (tx) =>
            tx.addToBuckets([{ counter: 'a', size: 60, start, generation: 0, slot: 0, sum: 1n }]),
          );
        await add(0);
        const written: Promise<unknown>[] = [];
        const seen = await store.read('book', async (view) => {
          const first = await view.bucketRows('a');
          written.push(add(60));
          await new Promise((resolve) => setTimeout(resolve, 5));
          return [first.length, (await view.bucketRows('a')).length];
        });
        expect(seen).toEqual([1, 1]);
        await Promise.all(written);
        expect(await store.read('book', async (view) => (await view.bucketRows('a')).length)).toBe(2);
      });
    });
  });
}
