import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_WEIGHT_MAX } from '../../base/limits.ts';
import { JobQueue } from './job-queue.ts';

interface Item {
  readonly weight: number;
  readonly call: { isOver: boolean };
}

/** Who has the queue to himself in his turn, for as long as he wants. */
interface Holder {
  isReleased: boolean;
  /** Whether it was his turn before: then he waits for a job's room, if for anything. */
  hasBegun: boolean;
}

/** The same, as plainly as can be: everything waits in one list, and the first of it are in the queue. */
class PlainQueue {
  readonly all: (Item | Holder)[] = [];
  isIn = 0;
  readonly weightMax: number;

  constructor(weightMax: number) {
    this.weightMax = weightMax;
  }

  /** Who has the queue to himself. */
  get holder(): Holder | undefined {
    const next = this.all[this.isIn];
    return next !== undefined && 'isReleased' in next ? next : undefined;
  }

  /** Whether it is in the queue, or has it, at once. */
  enter(item: Item | Holder): boolean {
    this.all.push(item);
    this.letIn();
    return this.#isFront(item);
  }

  enterHeld(item: Item, holder: Holder): boolean {
    this.all.splice(this.all.indexOf(holder), 0, item);
    this.letIn();
    return this.#isFront(item);
  }

  takeBatch(): Item[] {
    const batch: Item[] = [];
    while (this.isIn > 0) {
      const next = this.all[0] as Item; // Whoever has the queue to himself is behind what is in it.
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
    for (let next = this.all[this.isIn]; next !== undefined; next = this.all[this.isIn]) {
      if ('isReleased' in next) {
        next.hasBegun = true;
        if (!next.isReleased) return;
        this.all.splice(this.isIn, 1);
        continue;
      }
      const inside = this.all.slice(0, this.isIn) as Item[];
      const weight = inside.reduce((sum, item) => sum + item.weight, next.weight);
      if (this.isIn > 0 && weight > this.weightMax) return;
      this.isIn += 1;
    }
  }

  #isFront(item: Item | Holder): boolean {
    return this.all.indexOf(item) < this.isIn || this.holder === item;
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
    { weight: 1, arbitrary: fc.constant('hold' as const) },
    { weight: 1, arbitrary: fc.constant('release' as const) },
    { weight: 4, arbitrary: fc.record({ held: weight }) },
  );
  const weightMax = fc.constantFrom(1, 5, 60_000, 262_144, Number.POSITIVE_INFINITY);
  await fc.assert(
    fc.asyncProperty(weightMax, fc.array(step, { maxLength: 60 }), async (max, steps) => {
      const queue = new JobQueue<Item>(max);
      const plain = new PlainQueue(max);
      let call = { isOver: false };
      let waiting = 0;
      const waitFor = (entered: Promise<void> | undefined): void => {
        if (entered === undefined) return;
        waiting += 1;
        void entered.then(() => {
          waiting -= 1;
        });
      };
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
        } else if (what === 'hold') {
          const turn = queue.hold();
          expect(turn === undefined).toBe(plain.enter({ isReleased: false, hasBegun: false }));
          waitFor(turn);
        } else if (what === 'release') {
          if (plain.holder === undefined) continue;
          plain.holder.isReleased = true;
          plain.letIn();
          queue.release();
        } else if (typeof what === 'object') {
          const { holder } = plain;
          if (holder === undefined) continue;
          const item = { weight: what.held, call };
          const entered = queue.enterHeld(item);
          expect(entered === undefined).toBe(plain.enterHeld(item, holder));
          waitFor(entered);
        } else {
          const item = { weight: what, call };
          const entered = queue.enter(item);
          expect(entered === undefined).toBe(plain.enter(item));
          waitFor(entered);
        }
        await Promise.resolve();
        expect(queue.isHeld).toBe(plain.holder !== undefined);
        const waits = plain.all.slice(plain.isIn).filter((one) => !('hasBegun' in one && one.hasBegun));
        expect(waiting).toBe(waits.length);
      }
    }),
    { numRuns: 1_000 },
  );
});
