import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, test } from 'vitest';
import { BenchReport } from './bench-report.ts';
import type { MeasuredSize, Target } from './bench-work.ts';
import { defineBench } from './define-bench.ts';
import { describeProvenance } from './describe-machine.ts';
import { judgeTarget } from './judge-target.ts';
import { showCount, showNumber, showRatio } from './show-number.ts';
import { showReport } from './show-report.ts';
import { median, type TimingEffort } from './time-runs.ts';
import { keep, weighHeap } from './weigh-heap.ts';

const LITTLE: TimingEffort = {
  msEnough: 0,
  samplesMin: 3,
  samplesMax: 3,
  msSampleMin: 0.001,
  msLong: 1_000,
  msWarmUp: 0,
};

beforeAll(() => {
  // The tests run without --expose-gc; this is the same from inside.
  setFlagsFromString('--expose-gc');
  globalThis.gc ??= runInNewContext('gc');
});

/** Work that really takes time in proportion to `steps`; returns them. */
function spin(steps: number): number {
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += Math.sqrt(step);
  keep(sum);
  return steps;
}

describe('BenchReport', () => {
  test('prepares every run afresh, outside the count, and measures the smallest size first', async () => {
    const prepared: number[] = [];
    const ran: number[] = [];
    const { sizes } = await new BenchReport({ effort: LITTLE }).measure({
      work: 'spin',
      sizes: [400, 200],
      prepare: (size) => {
        prepared.push(size);
        return { runs: 0 };
      },
      run: (state, size) => {
        ran.push(size);
        expect(++state.runs).toBe(1);
        spin(100 * size);
        return size * 2;
      },
    });
    expect(sizes.map(({ size, operations }) => [size, operations])).toEqual([
      [200, 400],
      [400, 800],
    ]);
    expect(ran).toEqual(prepared);
    expect(ran.lastIndexOf(200)).toBeLessThan(ran.indexOf(400));
    for (const { runs, msMin, msMedian, msMax } of sizes) {
      expect(runs).toBeGreaterThanOrEqual(3);
      expect(msMin).toBeGreaterThan(0);
      expect(msMedian).toBeGreaterThanOrEqual(msMin);
      expect(msMax).toBeGreaterThanOrEqual(msMedian);
    }
  });

  test('shows by how much the cost per operation grows', async () => {
    const { sizes } = await new BenchReport({ effort: { ...LITTLE, samplesMin: 9, samplesMax: 9 } }).measure({
      work: 'square',
      sizes: [300, 3_000],
      prepare: () => null,
      run: (_state, size) => {
        spin(size * size);
        return size;
      },
    });
    expect(sizes[0]?.growth).toBeNull();
    const [small, large] = sizes.map(({ nsPerOperation }) => nsPerOperation);
    expect(sizes[1]?.growth).toBeCloseTo((large ?? 0) / (small ?? 1));
    expect(sizes[1]?.logGrowth).toBeCloseTo(Math.log(3_000) / Math.log(300));
  });

  test('leaves out sizes above the maximum, and refuses a target that is never measured', async () => {
    const report = new BenchReport({ effort: LITTLE, sizeMax: 10 });
    const spinning = { prepare: () => null, run: (_: null, size: number): number => spin(size) };
    const targets: Target[] = [{ msMax: 1_000, size: 100 }];
    const measured = await report.measure({ work: 'spin', sizes: [10, 100], ...spinning, targets });
    expect(measured.sizes.map(({ size, operations }) => [size, operations])).toEqual([[10, 10]]);
    expect(measured.judgements).toEqual([]);
    await expect(report.measure({ work: 'spin', sizes: [10], ...spinning, targets })).rejects.toThrow(
      'spin: a target names the size 100, which is not measured',
    );
  });

  test('refuses a run that counts no operations', async () => {
    const report = new BenchReport({ effort: LITTLE });
    const idle = report.measure({ work: 'idle', sizes: [1], prepare: () => null, run: () => 0 });
    await expect(idle).rejects.toThrow('run returned 0 operations at size 1');
  });

  test('waits for a run that is asynchronous', async () => {
    const { sizes } = await new BenchReport({ effort: LITTLE }).measure({
      work: 'wait',
      sizes: [1],
      prepare: () => null,
      run: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return 1;
      },
    });
    expect(sizes[0]?.msMedian).toBeGreaterThan(4);
  });
});

describe('weighHeap', () => {
  test('weighs what is kept, not what was made on the way', () => {
    const bytes = weighHeap(() => {
      const waste = Array.from({ length: 100_000 }, (_, index) => ({ index }));
      return new Array(100_000).fill(waste.length);
    });
    expect(bytes / 100_000).toBeGreaterThan(3);
    expect(bytes / 100_000).toBeLessThan(17);
  });

  test('weighs buffers beside the heap', () => {
    expect(weighHeap(() => new Uint8Array(1_000_000))).toBeGreaterThan(990_000);
  });
});

describe('judgeTarget', () => {
  const at = (size: number, nsPerOperation: number): MeasuredSize => ({
    size,
    operations: size,
    runs: 1,
    msMedian: (size * nsPerOperation) / 1e6,
    msMin: 0,
    msMax: 0,
    nsPerOperation,
    operationsPerSecond: 1e9 / nsPerOperation,
    growth: null,
    logGrowth: null,
    bytesPerObject: null,
    naive: null,
  });
  const sizes = [at(10_000, 100), at(100_000, 150)];

  test.each<[Target, boolean]>([
    [{ operationsPerSecondMin: 10_000_000, size: 10_000 }, true],
    [{ operationsPerSecondMin: 10_000_000, size: 100_000 }, false],
    [{ nsPerOperationMax: 150, size: 100_000 }, true],
    [{ nsPerOperationMax: 149, size: 100_000 }, false],
    [{ msMax: 15, size: 100_000 }, true],
    [{ msMax: 14.9, size: 100_000 }, false],
    [{ growthMax: 1.5, from: 10_000, to: 100_000 }, true],
    [{ growthMax: 1.49, from: 10_000, to: 100_000 }, false],
    [{ logGrowthSlack: 1.21, from: 10_000, to: 100_000 }, true],
    [{ logGrowthSlack: 1.19, from: 10_000, to: 100_000 }, false],
  ])('%j is reached: %s', (target, reached) => {
    expect(judgeTarget(target, sizes)?.reached).toBe(reached);
  });

  test('says both numbers in the same unit', () => {
    expect(judgeTarget({ operationsPerSecondMin: 9_000_000, size: 10_000 }, sizes)).toEqual({
      size: 10_000,
      target: '>= 9,000,000 operations/s',
      measured: '10,000,000 operations/s',
      reached: true,
    });
  });
});

test('showReport: where, when, tables, targets and notes', async () => {
  const report = new BenchReport({ effort: LITTLE });
  await report.measure({
    work: 'spin',
    sizes: [10],
    prepare: () => null,
    run: (_, size) => spin(size),
    heap: (size) => new Array(size).fill(0),
    naive: { name: 'slow', sizes: [10], prepare: () => null, run: (_, size) => spin(size * 100) },
    targets: [
      { msMax: 10_000, size: 10 },
      { msMax: 0, size: 10 },
    ],
  });
  report.note('A note.');
  const machine = { cpu: 'A processor', cores: 2, memoryGiB: 8, os: 'Linux', node: 'v24' };
  const provenance = { date: '2026-01-01T00:00:00.000Z', commit: 'abc', dirty: true, machine };
  const shown = showReport(
    defineBench('a', 'About it.', async () => {}),
    report,
    provenance,
  );
  expect(shown).toMatch(
    /^# a\n\nAbout it\.\n\n2026-01-01T00:00:00\.000Z, commit abc with changes\. 2 x A processor, 8 GiB/,
  );
  expect(shown).toContain('| size | operations | operations/s | ns/operation | growth |');
  expect(shown).toMatch(/\| bytes\/object \| slow, ns\/operation \| times faster \|/);
  expect(shown).toMatch(/- reached at 10: .* ms in all \(target <= 10,000 ms in all\)/);
  expect(shown).toMatch(/- MISSED at 10: .* ms in all \(target <= 0 ms in all\)/);
  expect(shown.endsWith('\n\nA note.\n')).toBe(true);
});

test('median, and numbers as they are shown', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(() => median([])).toThrow();
  expect([
    showCount(1234567.4),
    showNumber(0.012345),
    showNumber(98.76),
    showNumber(1234.5),
    showRatio(1.254),
  ]).toEqual(['1,234,567', '0.0123', '98.8', '1,235', '1.25x']);
});

test('describeProvenance knows this machine', () => {
  const { machine, date } = describeProvenance(import.meta.dirname);
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryGiB).toBeGreaterThan(0);
  expect(machine.node).toBe(process.version);
  expect(new Date(date).toISOString()).toBe(date);
});
