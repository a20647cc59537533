import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BenchReport } from '../harness/bench-report.ts';
import { atLeast, atMost, type BenchLine, type LineJudgement } from '../harness/bench-table.ts';
import { showCount } from '../harness/show-number.ts';
import { BenchPlaces } from '../postgres/bench-places.ts';
import { startBenchServer } from '../postgres/bench-server.ts';
import { ServerMeter } from '../postgres/server-meter.ts';
import { runCounting, runHotNodes } from './durable-runs.ts';
import type { BulkAsk } from './durable-scenarios.ts';

/** In the project's own folder: the system's temporary folder may be in memory. */
const FILES = resolve(import.meta.dirname, '../../var');

const MILLION = 1_000_000;
const BULK_COLUMNS = ['events', 'events/s', 'p50 ms', 'p99 ms', 'bytes/event', 'RSS MB'] as const;
type BulkLine = BenchLine<(typeof BULK_COLUMNS)[number]>;

/** A place to count in, which is gone afterwards; `bytes` is what is in it. */
type Within = <T>(work: (url: string, bytes: () => Promise<number>) => Promise<T>) => Promise<T>;

interface Place {
  readonly name: string;
  readonly within: Within;
  readonly events: number;
  readonly perSecondMin: number;
}

const ON_FILE: Within = async (work) => {
  mkdirSync(FILES, { recursive: true });
  const folder = mkdtempSync(join(FILES, 'bench-counters-'));
  const file = join(folder, 'house.db');
  try {
    return await work(`sqlite:${file}`, async () => statSync(file).size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function onServer(places: BenchPlaces): Within {
  return (work) =>
    places.within(async (url) => {
      const meter = await ServerMeter.open(url);
      try {
        return await work(url, async () => (await meter.look()).bytes);
      } finally {
        await meter.close();
      }
    });
}

const BULKS: readonly Pick<BulkAsk, 'counters' | 'ids'>[] = [
  { counters: 1, ids: 'in order' },
  { counters: 1, ids: 'random' },
  { counters: 1_000, ids: 'in order' },
  { counters: 1_000, ids: 'random' },
];

/** Bulks on a durable store. The target is that of one counter with ids in order of time. */
async function bulkTable(report: BenchReport, place: Place): Promise<void> {
  const events = Math.min(place.events, report.sizeMax);
  const lines: BulkLine[] = [];
  const rates: number[] = [];
  for (const bulk of BULKS) {
    const work = `${bulk.counters === 1 ? 'one counter' : `${showCount(bulk.counters)} counters`}, ids ${bulk.ids}`;
    console.error(`  ${place.name}: ${work} ...`);
    const { run, bytes } = await place.within(async (url, bytesNow) => {
      const run = await runCounting('bulk', { url, events, ...bulk });
      return { run, bytes: await bytesNow() };
    });
    rates.push(run.perSecond);
    lines.push({
      work,
      numbers: {
        events,
        'events/s': run.perSecond,
        'p50 ms': run.p50Ms,
        'p99 ms': run.p99Ms,
        // What warmed up is there, too.
        'bytes/event': bytes / (events + 3 * 8_192),
        'RSS MB': run.rssMb,
      },
      judgements: judgeBulk(rates, place.perSecondMin),
    });
  }
  report.table({ title: `ingest, ${place.name}`, columns: BULK_COLUMNS, lines });
}

/** @param rates of the lines so far, in the order of BULKS */
function judgeBulk(rates: readonly number[], perSecondMin: number): LineJudgement[] {
  const last = rates.at(-1) ?? 0;
  if (rates.length === 1) return [atLeast(last, perSecondMin, ' events/s')];
  // One hot counter is no slower than many: compared with the same ids.
  const hot = rates.at(-3);
  return hot === undefined ? [] : [atLeast(hot / last, 1, 'x by one counter')];
}

const HOT_COLUMNS = ['slots', 'events a call', 'events/s', 'calls/s', 'p50 ms', 'p99 ms'] as const;
const NODES = 4;
const CALLERS = 4;
const SLOTS = 16;
const HOT_BATCHES = [10, 1_000];

/** One hot counter on several nodes, with one slot and with many. */
async function hotTable(report: BenchReport, places: BenchPlaces): Promise<void> {
  const isFull = report.sizeMax === Infinity;
  const seconds = isFull ? 6 : 0.5;
  const lines: BenchLine<(typeof HOT_COLUMNS)[number]>[] = [];
  for (const batch of HOT_BATCHES) {
    for (const slots of [1, SLOTS]) {
      const work = `${slots === 1 ? '1 slot' : `${slots} slots`}, ${showCount(batch)} events a call`;
      console.error(`  ${work} ...`);
      const runs = await places.within((url) =>
        runHotNodes(NODES, { url, slots, batch, callers: CALLERS, seconds }),
      );
      const perSecond = runs.reduce((sum, run) => sum + run.perSecond, 0);
      lines.push({
        work,
        numbers: {
          slots,
          'events a call': batch,
          'events/s': perSecond,
          'calls/s': perSecond / batch,
          'p50 ms': Math.max(...runs.map((run) => run.p50Ms)),
          'p99 ms': Math.max(...runs.map((run) => run.p99Ms)),
        },
      });
    }
  }
  const title = `one hot counter, ${NODES} nodes with ${CALLERS} callers each, PostgreSQL, ${seconds} s`;
  report.table({ title, columns: HOT_COLUMNS, lines });
}

async function askTable(report: BenchReport, { name, within }: Place): Promise<void> {
  const events = Math.min(MILLION, report.sizeMax);
  const manyEvents = Math.min(200_000, report.sizeMax);
  console.error(`  ${name}: ask ...`);
  const { times } = await within((url) => runCounting('ask', { url, events, manyEvents }));
  report.table({
    title: `ask, ${name}: over ${showCount(events)} events; top of 100,000 counters with ${showCount(manyEvents)}`,
    columns: ['ms'],
    lines: times.map(({ work, ms, msMax }) => ({
      work,
      numbers: { ms },
      judgements: msMax === null ? [] : [atMost(ms, msMax, ' ms')],
    })),
  });
}

/** Everything that is measured on stores that outlive the process. */
export async function durableTables(report: BenchReport): Promise<void> {
  const sqlite = { name: 'SQLite', within: ON_FILE, events: MILLION, perSecondMin: 80_000 };
  await bulkTable(report, sqlite);
  await askTable(report, sqlite);
  const server = await startBenchServer();
  try {
    const places = new BenchPlaces(server);
    const postgres = {
      name: 'PostgreSQL',
      within: onServer(places),
      events: 300_000,
      perSecondMin: 20_000,
    };
    await bulkTable(report, postgres);
    await hotTable(report, places);
    await askTable(report, postgres);
  } finally {
    await server.stop();
  }
}
