import { type Counters, openCounters, TallystickError } from 'tallystick/counters';
import { expect, test } from 'vitest';

const good = { counter: 'a', eventId: '1', at: 0 };
const ends = { from: 0, to: 60_000 };

// Any call with anything: the types are left behind on purpose.
type Call = (counters: Counters, value: never) => Promise<unknown>;
const ingest: Call = (counters, value) => counters.ingest(value);
const define: Call = (counters, value) => counters.define(value);
const tumbling: Call = (counters, value) => counters.tumbling(value);
const sliding: Call = (counters, value) => counters.sliding(value);
const top: Call = (counters, value) => counters.top(value);
const distinct: Call = (counters, value) => counters.distinct(value);
const backfill: Call = (counters, value) => counters.backfill(value);
const status: Call = (counters, value) => counters.status(value);
const quarantine: Call = (counters, value) => counters.quarantine(value);
const total: Call = (counters, value) => counters.total(value);

test.each<[string, Call, unknown, string, string]>([
  ['ingest', ingest, null, 'bad_command', 'event'],
  ['ingest', ingest, [good, 5], 'bad_command', 'events[1]'],
  ['ingest', ingest, { ...good, counter: '' }, 'bad_id', 'counter'],
  ['ingest', ingest, { ...good, counter: 5 }, 'bad_id', 'counter'],
  ['ingest', ingest, { ...good, eventId: undefined }, 'bad_id', 'eventId'],
  ['ingest', ingest, [good, { ...good, eventId: '\ud800' }], 'bad_id', 'events[1].eventId'],
  ['ingest', ingest, { ...good, source: 'x'.repeat(257) }, 'bad_id', 'source'],
  ['ingest', ingest, { ...good, source: null }, 'bad_id', 'source'],
  ['ingest', ingest, { ...good, at: 1.5 }, 'bad_timestamp', 'at'],
  ['ingest', ingest, { ...good, at: new Date(Number.NaN) }, 'bad_timestamp', 'at'],
  ['ingest', ingest, { ...good, at: 8_640_000_000_000_001 }, 'bad_timestamp', 'at'],
  ['ingest', ingest, { ...good, value: 0.5 }, 'bad_amount', 'value'],
  ['ingest', ingest, { ...good, value: 2n ** 53n }, 'bad_amount', 'value'],
  ['ingest', ingest, { ...good, value: null }, 'bad_amount', 'value'],
  ['ingest', ingest, { ...good, when: 5 }, 'bad_option', 'when'],
  ['define', define, null, 'bad_option', 'definition'],
  ['define', define, {}, 'bad_id', 'counter'],
  ['define', define, { counter: 'a', granularities: [] }, 'bad_option', 'granularities'],
  ['define', define, { counter: 'a', granularities: ['week'] }, 'bad_option', 'granularities[0]'],
  ['define', define, { counter: 'a', granularities: [60, 90] }, 'bad_option', 'granularities[1]'],
  ['define', define, { counter: 'a', granularities: [0] }, 'bad_option', 'granularities[0]'],
  ['define', define, { counter: 'a', horizon: -1 }, 'bad_timestamp', 'horizon'],
  ['define', define, { counter: 'a', skew: null }, 'bad_timestamp', 'skew'],
  ['define', define, { counter: 'a', slots: 0 }, 'bad_option', 'slots'],
  ['define', define, { counter: 'a', slots: 65 }, 'bad_option', 'slots'],
  ['define', define, { counter: 'a', dedup: 'bloom' }, 'bad_option', 'dedup'],
  ['define', define, { counter: 'a', dedup: 'approximate', horizon: null }, 'bad_option', 'horizon'],
  [
    'define',
    define,
    { counter: 'a', dedup: { mode: 'approximate', capacity: 5 } },
    'bad_option',
    'dedup.capacity',
  ],
  [
    'define',
    define,
    { counter: 'a', dedup: { mode: 'approximate', errorRate: 1 } },
    'bad_option',
    'dedup.errorRate',
  ],
  ['tumbling', tumbling, { counter: 'a', window: 90_000, ...ends }, 'bad_option', 'window'],
  ['tumbling', tumbling, { counter: 'a', window: 'minute', from: 1, to: 0 }, 'bad_timestamp', 'to'],
  [
    'tumbling',
    tumbling,
    { counter: 'a', window: 'minute', from: 0, to: 6_000_060_000 },
    'out_of_range',
    'to',
  ],
  ['tumbling', tumbling, { counter: 'a', window: 'minute', to: 0 }, 'bad_timestamp', 'from'],
  ['sliding', sliding, { counter: 'a', window: 0 }, 'bad_timestamp', 'window'],
  ['sliding', sliding, { counter: 'a', window: 'hour', exact: 1 }, 'bad_option', 'exact'],
  ['sliding', sliding, { counter: 'a', window: 'hour', to: 1 }, 'bad_option', 'sliding.to'],
  ['top', top, { window: 'hour', limit: 0 }, 'bad_option', 'limit'],
  ['top', top, { window: 'hour', prefix: 7 }, 'bad_id', 'prefix'],
  ['distinct', distinct, { counter: 'a', from: 0 }, 'bad_timestamp', 'to'],
  ['backfill', backfill, { counter: 'a', from: 1, to: 0 }, 'bad_timestamp', 'to'],
  ['backfill', backfill, { counter: 'a', admitLate: 'yes' }, 'bad_option', 'admitLate'],
  ['status', status, { limit: 1_001 }, 'bad_option', 'limit'],
  ['quarantine', quarantine, {}, 'bad_id', 'counter'],
  ['total', total, { counter: 'a', at: 1 }, 'bad_option', 'total.at'],
])('%s names what is wrong and changes nothing (%#)', async (_name, call, value, code, field) => {
  const counters = await openCounters({ clock: () => 0 });
  const error: unknown = await call(counters, value as never).then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TallystickError);
  expect(error).toMatchObject({ code, field });
  expect((await counters.status()).counters).toEqual([]);
});

test('a clock that tells no moment is named', async () => {
  await expect(openCounters({ clock: 5 as never })).rejects.toMatchObject({ field: 'clock' });
  const counters = await openCounters({ clock: () => Number.NaN });
  await expect(counters.ingest(good)).rejects.toMatchObject({ code: 'bad_timestamp', field: 'clock' });
});
