import { type CountEvent, openCounters } from 'tallystick/counters';
import { describe, expect, test } from 'vitest';
import { DistinctSketch } from '../../src/counters/approximate/distinct-sketch.ts';
import { refuse } from '../../src/counters/refused-count.ts';
import { undercountBound } from '../../src/counters/rules/undercount.ts';
import { open } from '../../src/engine/open-house.ts';
import { heldBytes } from '../support/watch/collect-garbage.ts';
import { Present } from './open-test-counters.ts';

const HOUR = 3_600_000;

async function openApproximate(capacity: number, errorRate: number) {
  const present = new Present();
  const counters = await openCounters({ clock: () => present.now });
  const answer = await counters.define({
    counter: 'a',
    horizon: HOUR,
    skew: 0,
    dedup: { mode: 'approximate', capacity, errorRate },
  });
  expect(answer.ok).toBe(true);
  return { present, counters };
}

describe('approximate dedup', () => {
  test('200,000 events, each twice: none counted twice, and no more missed than the bound says', async () => {
    // A filter far too small, so that it is often wrong.
    const { present, counters } = await openApproximate(20_000, 0.01);
    const size = 200_000;
    const step = (4 * HOUR) / size;
    let counted = 0;
    let duplicates = 0;
    for (let first = 0; first < size; first += 1_000) {
      const events: CountEvent[] = [];
      for (let i = first; i < first + 1_000; i += 1) {
        events.push({ counter: 'a', eventId: `event-${i}`, at: Math.floor(i * step) });
      }
      present.now = Math.floor((first + 1_000) * step);
      const outcomes = await counters.ingest(events);
      counted += outcomes.filter((one) => one === 'counted').length;
      const again = await counters.ingest(events);
      duplicates += again.filter((one) => one === 'duplicate').length;
    }
    expect(duplicates).toBe(size);
    const { count, approximate } = await counters.total({ counter: 'a' });
    expect(approximate).toBe(true);
    expect(count).toBe(BigInt(counted));
    const missed = size - counted;
    const [status] = (await counters.status()).counters;
    const undercount = status?.undercount;
    if (undercount == null) throw new Error('no undercount');
    expect(missed).toBeGreaterThan(100);
    expect(missed).toBeLessThanOrEqual(undercount.bound);
    // A bound that says anything at all would be none.
    expect(undercount.bound).toBeLessThan(2 * missed);
    expect(undercount.valueMax).toBe(1);
  });

  test('an id is recognised to the last moment of its horizon, however many generations came and went', async () => {
    const { present, counters } = await openApproximate(1_000, 1e-6);
    for (let round = 0; round < 6; round += 1) {
      const at = round * 5 * HOUR + round * 1_234;
      const events = Array.from({ length: 50 }, (_, i) => ({ counter: 'a', eventId: `${round}-${i}`, at }));
      for (const [passed, outcome] of [
        [0, 'counted'],
        [HOUR / 2, 'duplicate'],
        [HOUR - 1, 'duplicate'],
        [HOUR, 'duplicate'],
        [HOUR + 1, 'too_late'],
      ] as const) {
        present.now = at + passed;
        // Something else comes as well, so that generations rotate at every moment.
        await counters.ingest({ counter: 'a', eventId: `other ${present.now}`, at: present.now });
        expect(new Set(await counters.ingest(events))).toEqual(new Set([outcome]));
      }
    }
  });

  test('an id that came in the middle of a generation is recognised in the next one, and forgotten after two', async () => {
    const { present, counters } = await openApproximate(1_000, 1e-6);
    const one = { counter: 'a', eventId: 'one', at: 0.7 * HOUR };
    await counters.ingest({ counter: 'a', eventId: 'first', at: 0 });
    for (const [now, outcome] of [
      [0.7 * HOUR, 'counted'],
      [HOUR + 1, 'duplicate'],
      [1.7 * HOUR, 'duplicate'],
    ] as const) {
      present.now = now;
      expect(await counters.ingest(one)).toBe(outcome);
    }
    // What is beyond the horizon may be forgotten: memory is constant because it is.
    present.now = 9 * HOUR;
    expect(await counters.ingest({ ...one, at: present.now })).toBe('counted');
  });

  test('keeps no log, and says so', async () => {
    const { counters } = await openApproximate(1_000, 0.01);
    await counters.ingest({ counter: 'a', eventId: '1', at: 0 });
    expect(await counters.sliding({ counter: 'a', window: 'hour', at: HOUR })).toMatchObject({
      approximate: true,
    });
    await expect(counters.sliding({ counter: 'a', window: 5, at: 3, exact: true })).rejects.toMatchObject({
      field: 'exact',
    });
    await expect(counters.backfill({ counter: 'a' })).rejects.toMatchObject({ field: 'counter' });
    await expect(counters.distinct({ counter: 'a', from: 0, to: 1 })).rejects.toMatchObject({
      field: 'counter',
    });
    expect(await counters.define({ counter: 'a', skew: 5 })).toEqual(refuse('counter_in_use'));
    // Said again as it is, it remembers what it has seen.
    expect(await counters.define({ counter: 'a' })).toMatchObject({ ok: true });
    expect(await counters.ingest({ counter: 'a', eventId: '1', at: 0 })).toBe('duplicate');
  });

  test('is not for a counter that has counted exactly', async () => {
    const counters = await openCounters({ clock: () => 0 });
    await counters.ingest({ counter: 'a', eventId: '1', at: 0 });
    const wanted = { counter: 'a', dedup: 'approximate', horizon: HOUR } as const;
    expect(await counters.define(wanted)).toEqual(refuse('counter_in_use'));
  });

  test('of a house remembers what it has seen, though nobody has its counters any more', async () => {
    await using house = await open('memory:', { announceExpiries: false, clock: () => 0 });
    const own = () => house.book('shop').counters;
    await own().define({ counter: 'a', horizon: HOUR, skew: 0, dedup: 'approximate' });
    expect(await own().ingest({ counter: 'a', eventId: '1', at: 0 })).toBe('counted');
    await heldBytes();
    expect(await own().ingest({ counter: 'a', eventId: '1', at: 0 })).toBe('duplicate');
  });

  test('the bound grows with what is expected, and is nothing where nothing is', () => {
    expect(undercountBound(0)).toBe(0);
    expect(undercountBound(1)).toBeGreaterThan(6);
    expect(undercountBound(10_000)).toBeGreaterThan(10_600);
    expect(undercountBound(10_000)).toBeLessThan(10_700);
  });
});

describe('distinct', () => {
  test('is exact up to the bound, and behind it within a few standard errors', async () => {
    const hyperlolo = await import('hyperlolo');
    const squares: number[] = [];
    for (let run = 0; run < 20; run += 1) {
      const sketch = new DistinctSketch(hyperlolo, 30_000);
      for (let i = 0; i < 30_000; i += 1) sketch.add(`customer ${run} ${i}`);
      expect(sketch.count()).toEqual({ count: 30_000, approximate: false, standardError: 0 });
      for (let i = 0; i < 60_000; i += 1) sketch.add(`customer ${run} ${i}`);
      const { count, approximate, standardError } = sketch.count();
      expect([approximate, standardError]).toEqual([true, 0.01625]);
      squares.push((count / 60_000 - 1) ** 2);
      expect(Math.abs(count / 60_000 - 1)).toBeLessThan(5 * standardError);
    }
    const rootMeanSquare = Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length);
    expect(rootMeanSquare).toBeLessThan(1.5 * 0.01625);
  });
});
