// Real activity, counted as it comes in life: shuffled, twice, in batches; and compared with a recount.
import { type CountEvent, type Counters, openCounters } from 'tallystick/counters';
import { compareCounts } from './compare-counts.ts';
import { readBikeTrips, readRetailLines } from './read-activity.ts';
import { Recount } from './recount.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

console.log('Tallystick counters: activity over time\n');
await countRetail();
await countTrips();

/** Lines by country, and what was sent back. A source is a customer. */
async function countRetail(): Promise<void> {
  const events: CountEvent[] = [];
  for (const [i, { invoice, quantity, at, customer, country }] of readRetailLines().entries()) {
    const eventId = `${invoice}/${i}`;
    const source = customer === '' ? 'unknown' : customer;
    events.push({ counter: `lines:${country}`, eventId, at, source });
    if (quantity < 0) events.push({ counter: 'returns', eventId, at, source });
  }
  const { counters, range, seconds } = await countAll('1. A shop: lines of invoices', events);
  const top = await counters.top({ prefix: 'lines:', window: range[1] - range[0], at: range[1], limit: 5 });
  console.log('\n  Countries with most lines:');
  printBars(top.counters.map(({ counter, count }) => [counter.slice('lines:'.length), count]));

  const from = Date.UTC(2010, 10, 15, 7);
  const busy = await counters.tumbling({
    counter: 'lines:United Kingdom',
    window: HOUR,
    from,
    to: from + 14 * HOUR,
  });
  console.log('\n  United Kingdom, 15 November 2010, by the hour:');
  printBars(busy.windows.map(({ start, count }) => [new Date(start).toISOString().slice(11, 16), count]));

  const returns = await counters.tumbling({ counter: 'returns', window: DAY, from: range[0], to: range[1] });
  const [most] = returns.windows.toSorted((a, b) => Number(b.count - a.count));
  const who = await counters.distinct({ counter: 'returns', from: range[0], to: range[1] });
  console.log(
    `\n  Lines sent back: ${(await counters.total({ counter: 'returns' })).count}, by ${who.count} customers;`,
  );
  console.log(`  most on ${new Date(most?.start ?? 0).toISOString().slice(0, 10)}: ${most?.count}.`);
  const compared = await compareCounts(counters, new Recount(events), DAY, range);
  console.log(`\n  Recounted by hand: ${compared} numbers, all of them equal. (${seconds} s to count.)`);
}

/** Starts by station. A source is a bike. */
async function countTrips(): Promise<void> {
  const events = readBikeTrips().map(({ bike, station, at }): CountEvent => {
    return { counter: `starts:${station}`, eventId: `${at}`, at, source: bike };
  });
  const { counters, range, seconds } = await countAll('\n2. Bikes: starts of trips by station', events);
  const at = Date.UTC(2020, 10, 6, 17, 47, 30);
  const top = await counters.top({
    prefix: 'starts:',
    window: HOUR,
    at: Date.UTC(2020, 10, 6, 18),
    limit: 5,
  });
  console.log('\n  Busiest stations on 6 November 2020, from 17:00 to 18:00:');
  printBars(top.counters.map(({ counter, count }) => [counter.slice('starts:'.length), count]));
  const [busiest] = top.counters;
  const counter = busiest?.counter ?? '';
  const about = await counters.sliding({ counter, window: 15 * MINUTE, at });
  const exact = await counters.sliding({ counter, window: 15 * MINUTE, at, exact: true });
  const recount = new Recount(events);
  const byHand = recount.sum(counter, at - 15 * MINUTE, at);
  console.log(
    `\n  There, in the 15 minutes before 17:47:30: ${about.count} by its buckets, ${exact.count} by its log,`,
  );
  console.log(`  ${byHand} by hand.`);
  const compared = await compareCounts(counters, recount, HOUR, range);
  console.log(`\n  Recounted by hand: ${compared} numbers, all of them equal. (${seconds} s to count.)`);
}

/** Counts events as they come in life: in no order, and every tenth of them twice. */
async function countAll(title: string, events: readonly CountEvent[]) {
  console.log(`${title}\n`);
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { at } of events) {
    least = Math.min(least, Number(at));
    greatest = Math.max(greatest, Number(at));
  }
  const range = [Math.floor(least / DAY) * DAY, (Math.floor(greatest / DAY) + 1) * DAY] as const;
  const counters: Counters = await openCounters({ clock: () => range[1] });
  // The data are of one long past: an event may have any age.
  for (const counter of new Set(events.map((event) => event.counter))) {
    await counters.define({ counter, horizon: null });
  }
  const arrivals = [...events, ...events.filter((_, i) => i % 10 === 0)];
  shuffle(arrivals);
  const startedAt = performance.now();
  const outcomes = await counters.ingest(arrivals);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const of = (outcome: string): number => outcomes.filter((one) => one === outcome).length;
  console.log(`  events sent     ${arrivals.length}`);
  console.log(`  counted         ${of('counted')}`);
  console.log(`  duplicates      ${of('duplicate')}`);
  return { counters, range, seconds };
}

/** Another order, the same at every run. */
function shuffle(list: unknown[]): void {
  let seed = 1;
  for (let i = list.length - 1; i > 0; i -= 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const j = seed % (i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
}

function printBars(rows: readonly (readonly [string, bigint])[]): void {
  const most = rows.reduce((max, [, count]) => (count > max ? count : max), 1n);
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, count] of rows) {
    const bar = '█'.repeat(Number((count * 40n) / most));
    console.log(`  ${name.padEnd(width)} ${String(count).padStart(7)} ${bar}`.trimEnd());
  }
}
