import { describe, expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { refuse } from '../../src/counters/refused-count.ts';
import { useCounterBooks } from '../support/counters/counter-places.ts';
import { openCounterStore } from '../support/counters/counter-stores.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 0, 15, 12);

for (const kind of HOUSES) {
  describe(`on ${kind.name}`, () => {
    const { open } = useCounterBooks(kind);

    describe('ingest', () => {
      test('the same id is the same event: with the same body a duplicate, with another a conflict', async () => {
        const { counters } = open(NOON);
        const event = { counter: 'a', eventId: '1', at: NOON };
        expect(await counters.ingest(event)).toBe('counted');
        expect(await counters.ingest({ ...event, value: 1n, source: '' })).toBe('duplicate');
        expect(await counters.ingest({ ...event, value: 2 })).toBe('conflict');
        expect(await counters.ingest({ ...event, at: NOON - 1 })).toBe('conflict');
        expect(await counters.ingest({ ...event, source: 'other' })).toBe('counted');
        expect(await counters.ingest({ ...event, counter: 'b' })).toBe('counted');
        expect((await counters.total({ counter: 'a' })).count).toBe(2n);
        const [status] = (await counters.status({ counter: 'a' })).counters;
        expect(status).toMatchObject({ counted: 2, duplicates: 1, conflicts: 2, tooLate: 0, tooEarly: 0 });
      });

      test('a batch may hold an id twice: the first one counts', async () => {
        const { counters } = open(NOON);
        const one = { counter: 'a', eventId: '1', at: NOON };
        const answers = await counters.ingest([one, one, { ...one, value: 5 }, { ...one, eventId: '2' }]);
        expect(answers).toEqual(['counted', 'duplicate', 'conflict', 'counted']);
        expect(await counters.ingest([])).toEqual([]);
      });

      test('source and id cannot be taken for each other', async () => {
        const { counters } = open(NOON);
        const answers = await counters.ingest([
          { counter: 'a', source: 'x', eventId: 'yz', at: NOON },
          { counter: 'a', source: 'xy', eventId: 'z', at: NOON },
          { counter: 'a', source: '__proto__', eventId: '__proto__', at: NOON },
          { counter: '__proto__', eventId: 'constructor', at: NOON },
        ]);
        expect(answers).toEqual(['counted', 'counted', 'counted', 'counted']);
      });

      test('too late and too early, at the very boundary', async () => {
        const { counters, present } = open(NOON);
        await counters.define({ counter: 'a', horizon: HOUR, skew: MINUTE });
        const at = (eventId: string, moment: number) => ({ counter: 'a', eventId, at: moment });
        expect(await counters.ingest(at('oldest', NOON - HOUR))).toBe('counted');
        expect(await counters.ingest(at('too old', NOON - HOUR - 1))).toBe('too_late');
        expect(await counters.ingest(at('newest', NOON + MINUTE))).toBe('counted');
        expect(await counters.ingest(at('too new', NOON + MINUTE + 1))).toBe('too_early');
        present.now += 1;
        expect(await counters.ingest(at('too new', NOON + MINUTE + 1))).toBe('counted');
        // What was counted in time is too late when it comes again: the answer is by its moment alone.
        expect(await counters.ingest(at('oldest', NOON - HOUR))).toBe('too_late');
        const [status] = (await counters.status()).counters;
        expect(status).toMatchObject({ counted: 3, tooLate: 2, tooEarly: 1, quarantined: 2 });
      });

      test('late events are kept, once each, and a backfill may count them', async () => {
        const { counters } = open(NOON);
        await counters.define({ counter: 'a', horizon: HOUR });
        const late = { counter: 'a', eventId: 'late', at: NOON - 2 * DAY, value: 7 };
        const events = [
          { counter: 'a', eventId: 'in time', at: NOON },
          late,
          late,
          { ...late, eventId: 'older', at: NOON - 3 * DAY },
        ];
        expect(await counters.ingest(events)).toEqual(['counted', 'too_late', 'too_late', 'too_late']);
        const kept = await counters.quarantine({ counter: 'a' });
        expect(kept.map(({ eventId }) => eventId)).toEqual(['older', 'late']);
        expect((await counters.total({ counter: 'a' })).count).toBe(1n);
        expect(await counters.backfill({ counter: 'a' })).toMatchObject({ ok: true, events: 1, admitted: 0 });
        const from = NOON - 2 * DAY;
        const answer = await counters.backfill({ counter: 'a', from, to: from + 1, admitLate: true });
        expect(answer).toMatchObject({
          ok: true,
          admitted: 1,
          from: from - (NOON % DAY),
          to: from - (NOON % DAY) + DAY,
        });
        expect((await counters.total({ counter: 'a' })).count).toBe(8n);
        expect((await counters.quarantine({ counter: 'a' })).map(({ eventId }) => eventId)).toEqual([
          'older',
        ]);
      });

      test('corrections take away, below nothing if need be', async () => {
        const { counters } = open(NOON);
        await counters.ingest([
          { counter: 'a', eventId: 'sale', at: NOON, value: 3 },
          { counter: 'a', eventId: 'return', at: NOON + 1, value: -5 },
        ]);
        expect((await counters.total({ counter: 'a' })).count).toBe(-2n);
        // Half of -2 events and a bit: rounded down, not towards nothing.
        const cut = await counters.sliding({ counter: 'a', window: MINUTE, at: NOON + 15_001 });
        expect(cut).toMatchObject({ count: -1n, approximate: true });
      });

      test('sums go beyond 2^53 and stay exact, and beyond 64 bits they are refused, with nothing written', async () => {
        const { counters } = open(NOON);
        const value = Number.MAX_SAFE_INTEGER;
        const batch = (first: number) =>
          Array.from({ length: 1_024 }, (_, i) => ({
            counter: 'a',
            eventId: `${first + i}`,
            at: NOON,
            value,
          }));
        await counters.ingest(batch(0));
        expect((await counters.total({ counter: 'a' })).count).toBe(1_024n * BigInt(value));
        await expect(counters.ingest(batch(1_024))).rejects.toMatchObject({ code: 'out_of_range' });
        expect((await counters.total({ counter: 'a' })).count).toBe(1_024n * BigInt(value));
        const [status] = (await counters.status()).counters;
        expect(status).toMatchObject({ counted: 1_024, duplicates: 0 });
        // The ids of the batch that failed are still free.
        expect(await counters.ingest({ counter: 'a', eventId: '1024', at: NOON, value: 0 })).toBe('counted');
      });
    });

    describe('windows', () => {
      test('are half-open, before 1970 too, and gaps are 0', async () => {
        const { counters } = open(0);
        await counters.define({ counter: 'a', horizon: null });
        const events = [-MINUTE - 1, -MINUTE, -1, 0, MINUTE - 1, 3 * MINUTE].map((at) => ({
          counter: 'a',
          eventId: `${at}`,
          at,
        }));
        await counters.ingest(events);
        const { windows } = await counters.tumbling({
          counter: 'a',
          window: 'minute',
          from: -2 * MINUTE,
          to: 4 * MINUTE,
        });
        expect(windows.map(({ start, count }) => [start / MINUTE, count])).toEqual([
          [-2, 1n],
          [-1, 2n],
          [0, 2n],
          [1, 0n],
          [2, 0n],
          [3, 1n],
        ]);
        const sliding = await counters.sliding({ counter: 'a', window: MINUTE, at: 0 });
        expect(sliding).toEqual({ counter: 'a', from: -MINUTE, to: 0, count: 2n, approximate: false });
      });

      test('a leap day is a day like any other', async () => {
        const { counters } = open(Date.UTC(2028, 2, 2));
        const hours = Array.from({ length: 4 * 24 }, (_, i) => Date.UTC(2028, 1, 27) + i * HOUR);
        await counters.ingest(hours.map((at) => ({ counter: 'a', eventId: `${at}`, at })));
        const { windows } = await counters.tumbling({
          counter: 'a',
          window: 'day',
          from: Date.UTC(2028, 1, 27),
          to: Date.UTC(2028, 2, 2),
        });
        expect(
          windows.map(({ start, count }) => [new Date(start).toISOString().slice(0, 10), count]),
        ).toEqual([
          ['2028-02-27', 24n],
          ['2028-02-28', 24n],
          ['2028-02-29', 24n],
          ['2028-03-01', 24n],
        ]);
      });

      test('a window that is cut through is told whole, and an empty one is none', async () => {
        const { counters } = open(NOON);
        await counters.ingest({ counter: 'a', eventId: '1', at: NOON + 59_999 });
        const cut = await counters.tumbling({ counter: 'a', window: 'minute', from: NOON + 1, to: NOON + 2 });
        expect(cut.windows).toEqual([{ start: NOON, end: NOON + MINUTE, count: 1n }]);
        const none = await counters.tumbling({ counter: 'a', window: 'minute', from: NOON, to: NOON });
        expect(none.windows).toEqual([]);
      });

      test('an edge bucket counts by the part of it that has passed', async () => {
        const { counters, present } = open(NOON);
        const spread = Array.from({ length: 60 }, (_, i) => NOON + i * 1_000);
        present.now = NOON + MINUTE;
        await counters.ingest(spread.map((at) => ({ counter: 'a', eventId: `${at}`, at })));
        const quarter = await counters.sliding({ counter: 'a', window: MINUTE, at: NOON + 15_000 });
        expect(quarter).toMatchObject({ count: 15n, approximate: true });
        const all = await counters.sliding({ counter: 'a', window: MINUTE, at: NOON + 15_000, exact: true });
        expect(all).toMatchObject({ count: 15n, approximate: false });
        // Half past the bucket, all that came so far is in its first half: nothing of it is scaled down.
        const { counters: early } = open(NOON + 30_000);
        await early.ingest(spread.slice(0, 30).map((at) => ({ counter: 'a', eventId: `${at}`, at })));
        expect((await early.sliding({ counter: 'a', window: MINUTE })).count).toBe(30n);
      });

      test('a counter that nobody knows has counted nothing', async () => {
        const { counters } = open(NOON);
        expect(await counters.total({ counter: 'x' })).toEqual({
          counter: 'x',
          count: 0n,
          approximate: false,
        });
        expect((await counters.sliding({ counter: 'x', window: 'hour' })).count).toBe(0n);
        expect(await counters.top({ window: 'day' })).toMatchObject({ counters: [] });
        expect(await counters.backfill({ counter: 'x' })).toEqual(refuse('counter_unknown'));
        expect((await counters.status()).counters).toEqual([]);
      });
    });

    describe('top and distinct', () => {
      test('equal counts stand in the order of their names in UTF-8, and only what begins right is looked at', async () => {
        const { counters } = open(NOON);
        const names = ['p:\u{1f600}', 'p:\uff5e', 'p:b', 'p:a', 'q:a'];
        await counters.ingest(names.map((counter) => ({ counter, eventId: '1', at: NOON - HOUR })));
        await counters.ingest({ counter: 'p:b', eventId: '2', at: NOON - HOUR });
        const top = await counters.top({ window: 'hour', at: NOON, prefix: 'p:', limit: 3 });
        expect(top.counters).toEqual([
          { counter: 'p:b', count: 2n },
          { counter: 'p:a', count: 1n },
          { counter: 'p:\uff5e', count: 1n },
        ]);
        expect((await counters.top({ window: 2 * HOUR, at: NOON, limit: 5 })).counters).toHaveLength(5);
      });

      test('counters with buckets of other sizes are ranked together', async () => {
        const { counters } = open(NOON);
        await counters.define({ counter: 'fine', granularities: [1_000] });
        await counters.ingest([
          { counter: 'fine', eventId: '1', at: NOON - 1, value: 2 },
          { counter: 'usual', eventId: '1', at: NOON - 1, value: 3 },
        ]);
        const top = await counters.top({ window: MINUTE, at: NOON });
        expect(top.counters.map(({ counter }) => counter)).toEqual(['usual', 'fine']);
        expect(top.approximate).toBe(false);
        // Half a minute is a window of whole buckets for one of them only.
        expect((await counters.top({ window: 30_000, at: NOON })).approximate).toBe(true);
      });
    });

    describe('define', () => {
      test('says the same again, and what may change once something was counted', async () => {
        const { counters } = open(NOON);
        const first = await counters.define({ counter: 'a', granularities: ['hour', 'minute'], slots: 4 });
        expect(first).toMatchObject({ ok: true, definition: { granularities: [MINUTE, HOUR], slots: 4 } });
        expect(await counters.define({ counter: 'a', granularities: ['day'] })).toMatchObject({ ok: true });
        await counters.ingest({ counter: 'a', eventId: '1', at: NOON });
        expect(await counters.define({ counter: 'a' })).toMatchObject({ ok: true });
        const changed = await counters.define({ counter: 'a', horizon: null, skew: 1, slots: 2 });
        expect(changed).toMatchObject({ ok: true, definition: { horizon: null, skew: 1, slots: 4 } });
        const refused = refuse('counter_in_use');
        expect(await counters.define({ counter: 'a', granularities: ['hour'] })).toEqual(refused);
      });
    });

    test('nothing can be asked of counters that are closed', () =>
      inPlace(kind, async ({ url }) => {
        const { store, close } = await openCounterStore(url);
        const counters = new Counters(store, 'b', () => NOON);
        await counters.total({ counter: 'a' });
        await counters.close();
        await expect(counters.total({ counter: 'a' })).rejects.toMatchObject({ code: 'house_closed' });
        await close();
      }));
  });
}
