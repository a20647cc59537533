import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fifo } from './fifo.ts';

describe('a queue', () => {
  test('does what an array does by push and shift, in any order of calls', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('push' as const) },
      { weight: 5, arbitrary: fc.constant('shift' as const) },
      { weight: 1, arbitrary: fc.constant('drain' as const) },
      { weight: 2, arbitrary: fc.constant('put back' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new Fifo<number>();
        const plain: number[] = [];
        for (const [i, what] of steps.entries()) {
          if (what === 'push') {
            queue.push(i);
            plain.push(i);
          } else if (what === 'shift') {
            expect(queue.shift()).toBe(plain.shift());
          } else if (what === 'put back') {
            const items = Array.from({ length: i % 4 }, (_, k) => 1_000 * i + k);
            queue.putBack(items);
            plain.unshift(...items);
          } else {
            expect(queue.drain()).toEqual(plain.splice(0));
          }
          expect(queue.length).toBe(plain.length);
          expect(queue.first).toBe(plain[0]);
        }
      }),
    );
  });

  test('moves each of many items a bounded number of times', () => {
    let moved = 0;
    const slice = Array.prototype.slice;
    Array.prototype.slice = function (...bounds) {
      const rest = slice.apply(this, bounds);
      moved += rest.length;
      return rest;
    };
    const count = 100_000;
    const queue = new Fifo<number>();
    try {
      for (let i = 0; i < count; i += 1) queue.push(i);
      for (let i = 0; i < count; i += 1) queue.shift();
    } finally {
      Array.prototype.slice = slice;
    }
    expect(queue.length).toBe(0);
    expect(moved).toBeLessThanOrEqual(2 * count);
  });
});
