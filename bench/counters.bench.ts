import { askTimes } from './counters/ask-times.ts';
import { BEGIN, countEvents } from './counters/count-events.ts';
import { durableTables } from './counters/durable-tables.ts';
import { atLeast, atMost, type BenchLine } from './harness/bench-table.ts';
import { defineBench } from './harness/define-bench.ts';

const MILLION = 1_000_000;

type IngestColumn = 'events' | 'events/s' | 'bytes/event' | 'MB at most' | 'missed' | 'bound';

/** One line of ingestion: how fast, and what it keeps. */
async function ingestLine(
  work: string,
  size: number,
  counters: number,
  eventsPerSecondMin?: number,
): Promise<BenchLine<IngestColumn>> {
  const run = await countEvents(size, (i) => ({
    counter: counters === 1 ? 'a' : `counter-${(i * 7_919) % counters}`,
    eventId: `event-${i}`,
    at: BEGIN + i,
  }));
  const rate = size / run.seconds;
  return {
    work,
    numbers: { events: size, 'events/s': rate, 'bytes/event': run.bytes / size },
    judgements: eventsPerSecondMin === undefined ? [] : [atLeast(rate, eventsPerSecondMin, ' events/s')],
  };
}

async function bloomLine(
  size: number,
  errorRate: number,
  isTarget: boolean,
): Promise<BenchLine<IngestColumn>> {
  // Ten million events in 10,000 s; a generation is made for the million of its 1,000 s.
  const define = {
    horizon: 900_000,
    skew: 100_000,
    dedup: { mode: 'approximate', capacity: MILLION, errorRate },
  } as const;
  const run = await countEvents(
    size,
    (i) => ({ counter: 'a', eventId: `event-${i}`, at: BEGIN + i }),
    define,
  );
  const rate = size / run.seconds;
  const [status] = (await run.counters.status()).counters;
  const missed = size - (status?.counted ?? 0);
  const bound = status?.undercount?.bound ?? 0;
  const judgements = [atMost(missed, bound, ' missed')];
  if (isTarget) judgements.push(atLeast(rate, 400_000, ' events/s'));
  return {
    work: `Bloom, error rate ${errorRate}`,
    numbers: { events: size, 'events/s': rate, 'MB at most': run.bytesMax / 1e6, missed, bound },
    judgements,
  };
}

export default defineBench(
  'counters',
  'Activity counters in memory, in a SQLite file and on a PostgreSQL server: events taken in by batches, several nodes on one ' +
    'hot counter, and what is asked of them.',
  async (report) => {
    const size = Math.min(MILLION, report.sizeMax);
    await countEvents(Math.min(100_000, size), (i) => ({ counter: 'a', eventId: `${i}`, at: BEGIN + i }));
    report.table({
      title: 'ingest, in memory',
      columns: ['events', 'events/s', 'bytes/event', 'MB at most', 'missed', 'bound'],
      lines: [
        await ingestLine('exact, one counter', size, 1, 500_000),
        await ingestLine('exact, 1,000 counters', size, 1_000),
        await ingestLine('exact, 100,000 counters', size, 100_000),
        await bloomLine(Math.min(10 * size, 10 * MILLION), 0.001, true),
        await bloomLine(Math.min(10 * size, 10 * MILLION), 0.0001, false),
      ],
    });
    const one = await countEvents(size, (i) => ({ counter: 'a', eventId: `${i}`, at: BEGIN + i }));
    // Every counter counts in the hour and in the two minutes that are asked for.
    const many = await countEvents(size, (i) => ({
      counter: `counter-${i % 100_000}`,
      eventId: `${i}`,
      at: BEGIN + i,
      value: (i * 7_919) % 1_000,
    }));
    const times = await askTimes(
      { counters: one.counters, begin: BEGIN, end: BEGIN + size },
      { counters: many.counters, begin: BEGIN, end: BEGIN + size },
    );
    report.table({
      title: `ask, in memory: over ${size} events; top of 100,000 counters`,
      columns: ['ms'],
      lines: times.map(({ work, ms, msMax }) => ({
        work,
        numbers: { ms },
        judgements: msMax === null ? [] : [atMost(ms, msMax, ' ms')],
      })),
    });
    await durableTables(report);
    report.note(
      'Events come in order of time, a millisecond apart, in batches of 8,192; they are made outside of the clock. ' +
        'Bytes are of the heap and of buffers, after a collection. `missed` is how many new events approximate dedup ' +
        'took for repeats, `bound` what `status` says at most (it fails once in a billion runs).',
    );
    report.note(
      'On stores that outlive the process each line is a process of its own, a node, on a file or a schema of its own. p50 and ' +
        'p99 are of a call, which is a transaction of up to 8,192 events that is on the disk when it is answered; one call comes ' +
        'after the other. Bytes are those of the closed file, or of tables and indexes. `ids in order` are in the order of time, ' +
        '`ids random` are UUIDs v4, which go in anywhere in the index of ids. On the hot counter all ids are random, all ' +
        'events go into the same minute, and p50 and p99 are those of the node with the most.',
    );
  },
);
