import { Argument, Option } from 'commander';
import type { CommandLine, HouseRun } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { recordText } from '../export/write-records.ts';
import { FORMAT_LINE } from '../import/file-format.ts';
import { importFile } from '../import/import-file.ts';
import type { ImportCounts, ImportFormat, ImportOptions, ImportReport } from '../import/import-options.ts';
import { RejectsFile } from '../import/rejects-file.ts';
import { importReportText } from '../import-report-text.ts';
import { ProgressBar } from '../progress-bar.ts';
import { requireFile } from '../require-file.ts';
import {
  ACTOR,
  OVERWRITE,
  readColumns,
  readPairs,
  readWhole,
  repeatable,
  splitColumns,
} from '../shared-options.ts';

interface ImportCommandOptions {
  readonly format?: ImportFormat;
  readonly source?: string;
  readonly idFrom?: string;
  readonly map: readonly string[];
  readonly default: readonly string[];
  readonly rejects?: string;
  readonly batch?: string;
  readonly stopAtFirst?: boolean;
  readonly reverse?: boolean;
  readonly acceptChanges?: boolean;
  readonly retryRefused?: boolean;
  readonly metadataColumns?: string;
}

export function addImportCommand(cli: CommandLine): void {
  cli
    .command(
      'import',
      'Submit the commands of a CSV or NDJSON file, compressed by gzip or not. Run again, or with a later file of the same source, it submits what is new and repeats nothing.',
      [
        'import commands.csv',
        'import sales.csv --map Invoice=payment --map Total=amount --default kind=pay --default account=shop',
        'import bank-november.csv --source bank --id-from reference,date --map Note= --reverse',
        'import commands.ndjson.gz --rejects rejects.ndjson --json',
        'import - --format ndjson --source nightly < commands.ndjson',
      ],
    )
    .addArgument(new Argument('<file>', 'the file; "-" for standard input'))
    .addOption(
      new Option('--format <format>', 'csv or ndjson (default: by the name of the file)').choices([
        'csv',
        'ndjson',
      ]),
    )
    .option(
      '--source <name>',
      'what the rows belong to: those of one source are known again in all its files (default: the name of the file)',
    )
    .option(
      '--id-from <columns>',
      'the columns that together name a row, where it has no id, such as "reference,date" (default: what it says)',
    )
    .addOption(
      repeatable(
        '--map <column=field>',
        'a column that has another name than its field; "column=" leaves it out; may be repeated',
      ),
    )
    .option('--metadata-columns <columns>', 'columns whose texts are kept as metadata, such as "Shop,Till"')
    .option(...ACTOR)
    .addOption(repeatable('--default <field=value>', 'a field for rows that have none; may be repeated'))
    .option('--retry-refused', 'decide anew what was refused before, now that the cause is mended')
    .option('--reverse', 'submit from the last row to the first, for a file that begins with the newest')
    .option(
      '--accept-changes',
      'go on although the last import of the source had another mapping, or rows are new where all should be known',
    )
    .option(
      '--rejects <file>',
      'where to write the rows that were refused or malformed, as NDJSON; it can be imported',
    )
    .option(...OVERWRITE)
    .option('--batch <number>', 'how many rows are submitted together')
    .option('--stop-at-first', 'end at the first malformed row')
    .action(
      cli.onHouse<ImportCommandOptions>(
        {
          creates: () => true,
          inputs: ({ words }) => words,
          outputs: ({ options }) => ({ '--rejects': options.rejects }),
          check: requireFile,
        },
        importFrom,
      ),
    );
}

async function importFrom(run: HouseRun<ImportCommandOptions>): Promise<ExitCode> {
  const { output, isJson, signal } = run;
  const options = readOptions(run);
  const bar = new ProgressBar(output.stderr);
  let report: ImportReport;
  let counts: ImportCounts | undefined;
  try {
    // What rows say is as they were read: in units, where it is not in minor units.
    report = await RejectsFile.during(run, FORMAT_LINE, (rejects) =>
      importFile(run.book, {
        ...options,
        rejects,
        signal,
        onProgress: (done, total, sofar) => {
          counts = sofar;
          if (total !== null) bar.show({ step: `${sofar.read} rows`, done, total });
        },
      }),
    );
  } catch (error) {
    // The house failed in the middle: the error says nothing of what was done before.
    if (counts !== undefined && !isJson) {
      bar.stop();
      output.log(
        `Before it failed: rows read: ${counts.read}, accepted: ${counts.accepted}, refused: ${counts.refused}.`,
      );
    }
    throw error;
  } finally {
    bar.stop();
  }
  if (isJson) await output.print(recordText(report));
  else await output.print(importReportText(report, run.options.reverse));
  if (signal.aborted && !report.isComplete) return EXIT.interrupted;
  return report.isComplete && report.refused + report.malformed === 0 ? EXIT.done : EXIT.refused;
}

function readOptions({ options, words, times, readInput }: HouseRun<ImportCommandOptions>): ImportOptions {
  const [file = ''] = words;
  const { format, source, idFrom, batch, stopAtFirst, reverse, acceptChanges, retryRefused } = options;
  const { metadataColumns } = options;
  const columns = readPairs('--map', options.map).map(([column, field]) => [
    column,
    field === '' ? null : field,
  ]);
  return {
    ...(file === '-' ? { readable: readInput() } : { path: file }),
    ...(format === undefined ? {} : { format }),
    ...(source === undefined ? {} : { source }),
    ...readColumns(idFrom),
    times,
    ...(batch === undefined ? {} : { batchSize: readWhole('--batch', batch, 1) }),
    ...(stopAtFirst === undefined ? {} : { stopAtFirst }),
    ...(reverse === undefined ? {} : { reverse }),
    ...(acceptChanges === undefined ? {} : { acceptChanges }),
    ...(retryRefused === undefined ? {} : { retryRefused }),
    mapping: {
      columns: Object.fromEntries(columns),
      defaults: Object.fromEntries(readPairs('--default', options.default)),
      ...(metadataColumns === undefined ? {} : { metadata: splitColumns(metadataColumns) }),
    },
  };
}
