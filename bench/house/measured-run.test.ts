import { expect, test } from 'vitest';
import { percentile, runInFlight, runInTurn } from './measured-run.ts';

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('percentile: the least value that so many do not exceed', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);
  expect([0.01, 0.5, 0.99, 1].map((part) => percentile(hundred, part))).toEqual([1, 50, 99, 100]);
  expect(percentile(Float64Array.of(7), 0.5)).toBe(7);
  expect(() => percentile(new Float64Array(0), 0.5)).toThrow('no value has no percentile');
});

test('runInTurn: calls come one after the other, and making inputs is outside the clock', async () => {
  let under = 0;
  const busy = (ms: number): void => {
    for (const until = performance.now() + ms; performance.now() < until; );
  };
  let callsMs = 0;
  const startedAt = performance.now();
  const run = await runInTurn(
    10,
    () => busy(10),
    async () => {
      under += 1;
      await after(2);
      expect(under).toBe(1);
      under -= 1;
    },
    {
      operationsOf: () => 3,
      onCall: (ms) => {
        callsMs += ms;
      },
    },
  );
  expect(performance.now() - startedAt - callsMs).toBeGreaterThanOrEqual(100);
  expect(run.operations).toBe(30);
  expect(run.perSecond).toBeCloseTo(30_000 / callsMs);
  expect(run.p50Ms).toBeGreaterThan(1.9);
  expect(run.p99Ms).toBeGreaterThanOrEqual(run.p50Ms);
});

test('runInFlight: as many calls at once as asked for, each input once', async () => {
  let under = 0;
  let most = 0;
  const seen: number[] = [];
  const inputs = Array.from({ length: 20 }, (_, i) => i);
  const run = await runInFlight(inputs, 4, async (input) => {
    seen.push(input);
    under += 1;
    most = Math.max(most, under);
    await after(1);
    under -= 1;
  });
  expect(most).toBe(4);
  expect(seen.toSorted((a, b) => a - b)).toEqual(inputs);
  expect(run.operations).toBe(20);
});
