import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_WEIGHT_MAX } from '../../base/limits.ts';
import { JobQueue } from './job-queue.ts';

interface Item {
  readonly weight: number;
  readonly call: { isOver: boolean };
}

/** The same, as plainly as can be: everything waits in one list, and the first of it are in the queue. */
class PlainQueue {
  readonly all: Item[] = [];
  isIn = 0;
  readonly weightMax: number;

  constructor(weightMax: number) {
    this.weightMax = weightMax;
  }

  enter(item: Item): boolean {
    this.all.push(item);
    this.letIn();
    return this.isIn === this.all.length;
  }

  takeBatch(): Item[] {
    const batch: Item[] = [];
    while (this.isIn > 0) {
      const [next] = this.all;
      if (next === undefined) break;
      const weight = batch.reduce((sum, item) => sum + item.weight, next.weight);
      if (!next.call.isOver && batch.length > 0 && weight > BATCH_WEIGHT_MAX) break;
      if (!next.call.isOver) batch.push(next);
      this.all.shift();
      this.isIn -= 1;
    }
    this.letIn();
    return batch;
  }

  putBack(items: readonly Item[]): void {
    this.all.unshift(...items);
    this.isIn += items.length;
  }

  letIn(): void {
    for (; this.isIn < this.all.length; this.isIn += 1) {
      const weight = this.all.slice(0, this.isIn + 1).reduce((sum, item) => sum + item.weight, 0);
      if (this.isIn > 0 && weight > this.weightMax) return;
    }
  }
}

/** Takes out what fits into a batch. */
function takeBatch(queue: JobQueue<Item>): Item[] {
  const batch: Item[] = [];
  let weight = 0;
  for (let next = queue.first; next !== undefined; next = queue.first) {
    weight += next.weight;
    if (batch.length > 0 && weight > BATCH_WEIGHT_MAX) break;
    queue.shift();
    batch.push(next);
  }
  queue.letIn();
  return batch;
}

test('jobs come out in order of calling, as many at once as a batch bears, and callers wait while it is full', async () => {
  const weight = fc.constantFrom(1, 3, 20_000, BATCH_WEIGHT_MAX - 1, BATCH_WEIGHT_MAX, 100_000);
  const step = fc.oneof(
    { weight: 4, arbitrary: weight },
    { weight: 2, arbitrary: fc.constant('take' as const) },
    { weight: 1, arbitrary: fc.constant('put back' as const) },
    { weight: 1, arbitrary: fc.constant('give up' as const) },
  );
  const weightMax = fc.constantFrom(1, 5, 60_000, 262_144, Number.POSITIVE_INFINITY);
  await fc.assert(
    fc.asyncProperty(weightMax, fc.array(step, { maxLength: 60 }), async (max, steps) => {
      const queue = new JobQueue<Item>(max);
      const plain = new PlainQueue(max);
      let call = { isOver: false };
      let waiting = 0;
      for (const what of steps) {
        if (what === 'take') {
          expect(takeBatch(queue)).toEqual(plain.takeBatch());
        } else if (what === 'put back') {
          const batch = takeBatch(queue);
          expect(batch).toEqual(plain.takeBatch());
          // All but the first of it were not decided.
          queue.putBack(batch.slice(1));
          plain.putBack(batch.slice(1));
        } else if (what === 'give up') {
          call.isOver = true;
          call = { isOver: false };
        } else {
          const item = { weight: what, call };
          const entered = queue.enter(item);
          expect(entered === undefined).toBe(plain.enter(item));
          if (entered !== undefined) {
            waiting += 1;
            void entered.then(() => {
              waiting -= 1;
            });
          }
        }
        await Promise.resolve();
        expect(waiting).toBe(plain.all.length - plain.isIn);
      }
    }),
  );
});
