import { defineBench } from './harness/define-bench.ts';
import { BenchPlaces } from './postgres/bench-places.ts';
import { startBenchServer } from './postgres/bench-server.ts';
import { nodesTable } from './postgres/nodes-table.ts';
import { ServerMeter } from './postgres/server-meter.ts';
import { serverReadingTables } from './postgres/server-reading-tables.ts';
import { serverWritingTable } from './postgres/server-writing-table.ts';

export default defineBench(
  'postgres',
  'A durable house on a PostgreSQL server on the same machine: transfers of 1 minor unit in several ways, reads, ' +
    'several nodes, and beside it the way most people do it today.',
  async (report) => {
    const server = await startBenchServer();
    try {
      const places = new BenchPlaces(server);
      const meter = await ServerMeter.open(places.next());
      const { version, settings } = await meter.settings();
      await meter.close();
      report.note(`The server is PostgreSQL ${version}; ${settings.join(', ')}. All else is as by default.`);
      for (const note of NOTES) report.note(note);
      await serverWritingTable(report, places);
      await nodesTable(report, places);
      await serverReadingTables(report, places);
    } finally {
      await server.stop();
    }
  },
);

const NOTES = [
  'Each line is one run in a process of its own, a node, on a schema of its own; before each, the server is told to write ' +
    'down all that came earlier (CHECKPOINT). Inputs are made outside of the clock, and the code is warmed up before it ' +
    'starts. p50 and p99 are of a call: of a transfer, or of a whole submit. Bytes on disk are those by which the tables and ' +
    'indexes of the schema grew, WAL bytes those that the server wrote to its log, for each operation. A pair of hold and ' +
    'capture is one operation. Houses that write look for nothing by themselves (`announceExpiries: false`), so that what is ' +
    'sent is what batches send.',
  'Round trips are how often a node waited for the server; statements sent together count as one. `node us` is the time of ' +
    'processors that the node took for an operation, `rest us` that of everyone else on the machine: of the server, when ' +
    'nobody else is there. RSS is the most memory that the node ever took, inputs included.',
  '*The way most people do it today* is one SQL transaction a transfer: BEGIN; SELECT both accounts FOR UPDATE in order of ' +
    'their ids; is there enough?; INSERT the transaction under its idempotency key, which has a unique index; INSERT two ' +
    'entries; UPDATE both balances; COMMIT. It is made as fast as that goes: prepared statements, both entries and both ' +
    'balances by one statement each, accounts with room on their pages, numbers for ids, no foreign keys, by `pg` over 20 ' +
    'connections that are kept, which 64 callers share. Its accounts are locked until the disk has the commit, one transfer ' +
    'at a time. *Without locks* the accounts are read without FOR UPDATE in a transaction that is ' +
    'SERIALIZABLE; the server refuses what was in no order with others (40001), and it is tried again after a wait that is drawn below ' +
    'a bound of 1 ms, doubled each time up to 64. *As a function* the database does all of that itself, in PL/pgSQL, in one round trip; few do it so.',
  'It lacks most of what a house keeps: the request and its answer, so a repeat learns only that its key was used, not what ' +
    'came of it, and another request under the same key goes unseen; refusals on record; the hash chain; one order of ' +
    'everything in a book, to follow; when a transfer is true beside when it was recorded, so there is no late or future ' +
    'transfer, and a balance in the past is a sum over all entries; holds, offers, refunds, credits, merges, reversals; ' +
    'limits that hold at every instant; several assets; a check that what is stored is what was decided.',
  '*Nodes* write with the same callers in all. p50, p99 and RSS are those of the node with the most. Deadlocks are those ' +
    'that the server had to break. Two nodes with all books each take turns on every book, and each finds its cache stale ' +
    'when the other was there: callers are better off when a book is written to through one node at a time.',
  'Ids are made by the house, in order of time, unless the line says `random ids`: then the caller gives each transfer a ' +
    'UUID v4, which goes in somewhere in the middle of the index of ids. The keys of the baseline are in order of time.',
];
