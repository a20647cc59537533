import { Argument, Option } from 'commander';
import { type CommandLine, countersOf, type HouseRun } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ImportFormat } from '../import/import-options.ts';
import { RejectsFile } from '../import/rejects-file.ts';
import { endText, linesText } from '../import-report-text.ts';
import { countsLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';
import { ProgressBar } from '../progress-bar.ts';
import { requireFile } from '../require-file.ts';
import { OVERWRITE, readColumns, readPairs, readWhole, repeatable } from '../shared-options.ts';
import type { CountImportOptions, CountImportReport } from './count-import-options.ts';
import { readHorizon, readOffset } from './count-options.ts';
import { importEvents } from './import-events.ts';

interface CountImportCommandOptions {
  readonly format?: ImportFormat;
  readonly map: readonly string[];
  readonly default: readonly string[];
  readonly prefix?: string;
  readonly source?: string;
  readonly idFrom?: string;
  readonly offset?: string;
  readonly horizon?: string;
  readonly rejects?: string;
  readonly batch?: string;
  readonly stopAtFirst?: boolean;
}

export function addCountImportCommand(cli: CommandLine): void {
  cli
    .command(
      'count import',
      'Count the events of a CSV or NDJSON file, compressed by gzip or not: counter, eventId, at, value, source. Run again, or with a later file of the same source, it counts what is not counted yet. It makes the house when there is none.',
      [
        'count import events.ndjson',
        'count import trips.csv.gz --map station=counter --map starttime=at --offset -05:00 --horizon any',
        'count import lines.csv --map country=counter --map timestamp_ms=at --prefix lines: --rejects rejects.ndjson',
        'count import - --format ndjson --source nightly < events.ndjson',
      ],
    )
    .addOption(
      new Option('--format <format>', 'csv or ndjson (default: by the name of the file)').choices([
        'csv',
        'ndjson',
      ]),
    )
    .addArgument(new Argument('<file>', 'the file; "-" for standard input'))
    .addOption(
      repeatable(
        '--map <column=field>',
        'a column that has another name than its field; columns that are no field are passed over; may be repeated',
      ),
    )
    .addOption(repeatable('--default <field=value>', 'a field for rows that have none; may be repeated'))
    .option('--prefix <text>', 'put in front of the name of every counter')
    .option(
      '--source <name>',
      'what the rows belong to: those of one source are known again in all its files (default: the name of the file)',
    )
    .option(
      '--id-from <columns>',
      'the columns that together name a row, where it has no eventId (default: what it says)',
    )
    .option('--offset <offset>', 'what times mean that have no offset: Z, or such as -05:00')
    .option(
      '--horizon <length>',
      'give every counter of the file this horizon first, a length of time such as 7d, or "any"',
    )
    .option(
      '--rejects <file>',
      'where to write the rows that were not counted or malformed, as NDJSON; it can be imported',
    )
    .option(...OVERWRITE)
    .option('--batch <number>', 'how many events are counted together')
    .option('--stop-at-first', 'end at the first malformed row')
    .action(
      cli.onHouse<CountImportCommandOptions>(
        {
          creates: () => true,
          inputs: ({ words }) => words,
          outputs: ({ options }) => ({ '--rejects': options.rejects }),
          check: (run) => {
            requireFile(run);
            readOptions(run);
          },
        },
        importFrom,
      ),
    );
}

async function importFrom(run: HouseRun<CountImportCommandOptions>): Promise<ExitCode> {
  const { output, isJson, signal } = run;
  const options = readOptions(run);
  const bar = new ProgressBar(output.stderr);
  let report: CountImportReport;
  try {
    report = await RejectsFile.during(run, '', (rejects) =>
      importEvents(countersOf(run), {
        ...options,
        rejects,
        signal,
        onProgress: (done, total, counts) => {
          if (total !== null) bar.show({ step: `${counts.read} rows`, done, total });
        },
      }),
    );
  } finally {
    bar.stop();
  }
  await output.print(isJson ? countsLine(report) : countImportText(report));
  if (signal.aborted && !report.isComplete) return EXIT.interrupted;
  return report.isComplete && report.counted + report.duplicates === report.read ? EXIT.done : EXIT.refused;
}

function readOptions({
  options,
  words,
  times,
  readInput,
}: Pick<
  HouseRun<CountImportCommandOptions>,
  'options' | 'words' | 'times' | 'readInput'
>): CountImportOptions {
  const [file = ''] = words;
  const { format, prefix, source, idFrom, offset, horizon, batch, stopAtFirst } = options;
  const columns = readPairs('--map', options.map).map(([column, field]) => [
    column,
    field === '' ? null : field,
  ]);
  return {
    ...(file === '-' ? { readable: readInput() } : { path: file }),
    ...(format === undefined ? {} : { format }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(source === undefined ? {} : { source }),
    ...readColumns(idFrom),
    times,
    ...(offset === undefined ? {} : { offset: readOffset(offset) }),
    ...(horizon === undefined ? {} : { horizon: readHorizon(horizon) }),
    ...(batch === undefined ? {} : { batchSize: readWhole('--batch', batch, 1) }),
    ...(stopAtFirst === undefined ? {} : { stopAtFirst }),
    mapping: {
      columns: Object.fromEntries(columns),
      defaults: Object.fromEntries(readPairs('--default', options.default)),
    },
  };
}

/** A report of counted events for people: the counts, then what was not counted, and on which lines. */
function countImportText(report: CountImportReport): string {
  const { read, counted, duplicates, conflicts, tooLate, tooEarly, malformed, madeIds } = report;
  const some = (title: string, count: number): string[] => (count === 0 ? [] : [`${title}: ${count}`]);
  return [
    `Rows read: ${read}`,
    `Counted: ${counted}`,
    ...some('Counted before', duplicates),
    ...some('Conflicts, the same id with another time or value', conflicts),
    ...some('Too late, kept in quarantine', tooLate),
    ...some('Too early, not taken in', tooEarly),
    ...some('Malformed', malformed),
    ...some('Ids made of what the row says', madeIds),
    ...report.refusals.map((group) => `Not counted: ${group.outcome}: ${linesText(group)}`),
    ...report.malformations.map((group) => `Malformed: ${printableText(group.message)}: ${linesText(group)}`),
    ...(tooLate === 0
      ? []
      : [
          'To count late events, import with a longer --horizon, or run: tallystick count backfill --admit-late',
        ]),
    ...endText(report),
  ].join('\n');
}
