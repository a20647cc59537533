import type { BenchReport } from '../harness/bench-report.ts';
import { atLeast, atMost, type BenchLine, type LineJudgement } from '../harness/bench-table.ts';
import { showCount } from '../harness/show-number.ts';
import type { BenchPlaces } from './bench-places.ts';
import type { NodeAsk, NodeRun } from './nodes-scenario.ts';
import { ServerMeter } from './server-meter.ts';
import { runNodes, runOnServer } from './server-scenarios.ts';

const COLUMNS = [
  'nodes',
  'books a node',
  'per second',
  'p50 ms',
  'p99 ms',
  'operations a batch',
  'round trips a batch',
  'statements a batch',
  'bytes on disk',
  'WAL bytes',
  'node us',
  'rest us',
  'deadlocks',
  'RSS MB',
] as const;
type Line = BenchLine<(typeof COLUMNS)[number]>;

const ACCOUNTS_PER_BOOK = 1_250;
const BOOKS = Array.from({ length: 8 }, (_, i) => `book-${i}`);
/** Callers of all nodes together: 64 for each book, as in the other tables. */
const CALLERS = 64 * BOOKS.length;
const SECONDS = 10;

interface Spread {
  readonly work: string;
  /** The books of each node. */
  readonly nodes: readonly (readonly string[])[];
  /** Of what one node does. */
  readonly timesMin?: number;
}

const SPREADS: readonly Spread[] = [
  { work: '1 node, 8 books', nodes: [BOOKS] },
  { work: '2 nodes, 4 books each', nodes: [BOOKS.slice(0, 4), BOOKS.slice(4)], timesMin: 1 },
  { work: '2 nodes, all 8 books each', nodes: [BOOKS, BOOKS], timesMin: 1 },
];

/** Writes to several books from one process and from two, and adds the table of it. */
export async function nodesTable(report: BenchReport, places: BenchPlaces): Promise<void> {
  const isFull = report.sizeMax === Infinity;
  const seconds = isFull ? SECONDS : SECONDS / 20;
  const lines: Line[] = [];
  let single: number | undefined;
  for (const spread of SPREADS) {
    console.error(`  ${spread.work} ...`);
    const { numbers, perSecond } = await runSpread(places, spread, seconds);
    single ??= perSecond;
    const judgements: LineJudgement[] = [atMost(numbers.deadlocks ?? 0, 0, ' deadlocks')];
    if (spread.timesMin !== undefined)
      judgements.push(atLeast(perSecond / single, spread.timesMin, 'x one node'));
    lines.push({ work: spread.work, numbers, judgements: isFull ? judgements : [] });
  }
  report.table({
    title: `Nodes: 8 books of ${showCount(ACCOUNTS_PER_BOOK)} accounts, ${CALLERS} in flight in all, ${seconds} s`,
    columns: COLUMNS,
    lines,
  });
}

async function runSpread(
  places: BenchPlaces,
  { nodes }: Spread,
  seconds: number,
): Promise<{ readonly numbers: Line['numbers']; readonly perSecond: number }> {
  return places.within(async (url) => {
    await runOnServer('make-books', { url, books: BOOKS, accountsPerBook: ACCOUNTS_PER_BOOK });
    const meter = await ServerMeter.open(url);
    const deadlocksBefore = await meter.deadlocks();
    let before = await meter.look();
    const asks = nodes.map(
      (books): NodeAsk => ({
        url,
        books,
        accountsPerBook: ACCOUNTS_PER_BOOK,
        callers: CALLERS / nodes.length,
        seconds,
      }),
    );
    const runs = await runNodes(asks, async () => {
      before = await meter.look();
    });
    const deadlocks = (await meter.deadlocks()) - deadlocksBefore;
    const after = await meter.look();
    await meter.close();
    const sum = (of: (run: NodeRun) => number) => runs.reduce((total, run) => total + of(run), 0);
    const most = (of: (run: NodeRun) => number) => Math.max(...runs.map(of));
    const perSecond = sum((run) => run.perSecond);
    const operations = sum((run) => run.operations);
    const ownUs = sum((run) => run.cpu.own);
    const batches = after.batches - before.batches;
    return {
      perSecond,
      numbers: {
        nodes: nodes.length,
        'books a node': nodes[0]?.length ?? 0,
        'per second': perSecond,
        'p50 ms': most((run) => run.p50Ms),
        'p99 ms': most((run) => run.p99Ms),
        'operations a batch': operations / batches,
        'round trips a batch': sum((run) => run.roundTrips) / batches,
        'statements a batch': sum((run) => run.statements) / batches,
        'bytes on disk': (after.bytes - before.bytes) / operations,
        'WAL bytes': (after.walBytes - before.walBytes) / operations,
        'node us': ownUs / operations,
        'rest us': (most((run) => run.cpu.all) - ownUs) / operations,
        deadlocks,
        'RSS MB': most((run) => run.rssMb),
      },
    };
  });
}
