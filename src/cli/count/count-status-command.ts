import { omitUndefined } from '../../base/plain-object.ts';
import type { CounterStatus } from '../../counters/read-status.ts';
import { type CommandLine, countersOf, type HouseRun } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { type Column, plainTable } from '../plain-table.ts';
import { printableText } from '../printable-text.ts';
import { readWhole } from '../shared-options.ts';
import { shellWord } from '../shell-word.ts';
import { counterFacts, freshnessText, granularitiesText, horizonText } from './counter-facts.ts';

interface StatusOptions {
  readonly after?: string;
  readonly limit: string;
}

const COLUMNS: readonly Column[] = [
  { title: 'COUNTER', breaks: 'anywhere' },
  { title: 'BUCKETS' },
  { title: 'HORIZON' },
  { title: 'SLOTS', align: 'right' },
  { title: 'COUNTED', align: 'right' },
  { title: 'REPEATS', align: 'right' },
  { title: 'CONFLICTS', align: 'right' },
  { title: 'LATE', align: 'right' },
  { title: 'EARLY', align: 'right' },
  { title: 'LATEST', breaks: 'moment' },
];

export function addCountStatusCommand(cli: CommandLine): void {
  cli
    .command(
      'count status',
      'Show how the counters are: what they are, what became of events, slots, feeds, freshness. Of one counter: everything.',
      ['count status', 'count status sign-ups', 'count status --json --limit 1000'],
    )
    .argument('[counter]', 'its name (default: all)')
    .option('--after <counter>', 'counters behind this name only')
    .option('--limit <number>', 'how many counters at most', '50')
    .action(cli.onHouse<StatusOptions>({ reads: () => true }, showStatus));
}

async function showStatus(run: HouseRun<StatusOptions>): Promise<ExitCode> {
  const { options, output, isJson } = run;
  const [counter] = run.words;
  const limit = readWhole('--limit', options.limit, 1);
  const { after } = options;
  const query = counter === undefined ? { limit, ...omitUndefined({ after }) } : { counter };
  const answer = await countersOf(run).status(query);
  if (isJson) await output.print(countsLine(answer));
  const { counters } = answer;
  if (counter !== undefined && counters.length === 0) {
    output.log(`There is no counter ${printableText(counter)}. See 'tallystick count status'.`);
    return EXIT.refused;
  }
  if (isJson) return EXIT.done;
  if (counter !== undefined) for (const one of counters) await output.print(counterFacts(one));
  else if (counters.length > 0) await output.print(plainTable(COLUMNS, counters.map(row), output.columns));
  else output.log('There are no counters to show.');
  await output.print(freshnessText(answer));
  const last = counters.at(-1);
  if (counter === undefined && last !== undefined && counters.length === limit) {
    output.log(`There may be more: add --after ${shellWord(last.counter)}`);
  }
  return EXIT.done;
}

function row(status: CounterStatus): string[] {
  const { counted, duplicates, conflicts, tooLate, tooEarly, lastAt } = status;
  return [
    status.counter,
    granularitiesText(status),
    horizonText(status),
    ...[status.slots, counted, duplicates, conflicts, tooLate, tooEarly].map(String),
    lastAt === null ? 'never' : momentText(lastAt),
  ];
}
