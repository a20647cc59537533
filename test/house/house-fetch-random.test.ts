import { expect, test, vi } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { needsRun } from '../support/random/needs-run.ts';

const bounds = vi.hoisted(() => ({ rowsMax: 0, atOnce: 0 }));

vi.mock('../../src/base/limits.ts', async (actual) => {
  const limits = { ...(await actual<object>()) };
  Object.defineProperty(limits, 'FETCH_ROWS_MAX', { get: () => bounds.rowsMax });
  Object.defineProperty(limits, 'FETCH_ROWS_AT_ONCE', { get: () => bounds.atOnce });
  return limits;
});

const BOUNDS = [
  { rowsMax: 32_768, atOnce: 4_096 },
  { rowsMax: 3, atOnce: 2 },
];

const withoutLink = (told: string): string => told.replace(/"link":"[0-9a-f]+"/, '');

test.each([1, 2, 3])(
  'random commands come to the same however little a batch may fetch, seed %i',
  async (seed) => {
    const ends = [];
    for (const bound of BOUNDS) {
      Object.assign(bounds, bound);
      ends.push(await needsRun(seed, 300, { store: await openMemoryStore(), cacheRowsMax: 0 }));
    }
    const [whole, bounded] = ends;
    expect(whole?.commands).toBeGreaterThanOrEqual(300);
    // Batches end elsewhere, and by batches journals are chained.
    expect(bounded?.told).not.toEqual(whole?.told);
    expect(bounded?.told.map(withoutLink)).toEqual(whole?.told.map(withoutLink));
  },
);
