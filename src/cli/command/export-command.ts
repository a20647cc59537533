import { Option } from 'commander';
import { TallystickError } from '../../base/error.ts';
import type { CommandLine, HouseRun } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { EXPORT_FORMATS, type ExportFormatName, exportBook } from '../export/export-book.ts';
import { OutputFile } from '../files/output-file.ts';
import { jsonLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';
import { ProgressBar } from '../progress-bar.ts';
import { OVERWRITE, readWhole } from '../shared-options.ts';

interface ExportCommandOptions {
  readonly format?: ExportFormatName;
  readonly output?: string;
  readonly after?: string;
  readonly private?: boolean;
}

/** The reader of standard output went away, so nobody wants the rest. */
class ReaderGone extends Error {}

export function addExportCommand(cli: CommandLine): void {
  cli
    .command('export', 'Write the journal of a book for other programs, to standard output or a file.', [
      'export --format hledger > book.journal',
      'export --format beancount --output book.beancount',
      'export --format csv --after 1000 | gzip > entries.csv.gz',
      'export --json | jq .kind',
    ])
    .addOption(
      new Option('--format <format>', 'the format (default with --json: ndjson)').choices(EXPORT_FORMATS),
    )
    .option('--output <file>', 'the file to write; "-", and by default: standard output')
    .option(...OVERWRITE)
    .option('--after <number>', 'only what is behind this number of the journal')
    .option('--private', 'private data, too, in ndjson and csv: without it no export has them')
    .action(
      cli.onHouse<ExportCommandOptions>(
        { reads: () => true, outputs: ({ options }) => ({ '--output': outputPath(options) }) },
        exportTo,
      ),
    );
}

/** The file that is written; undefined: standard output. */
function outputPath({ output }: ExportCommandOptions): string | undefined {
  return output === '-' ? undefined : output;
}

async function exportTo(run: HouseRun<ExportCommandOptions>): Promise<ExitCode> {
  const { options, output, isJson, guarded, times } = run;
  const path = outputPath(options);
  const format = options.format ?? (isJson ? 'ndjson' : undefined);
  const expected = `one of ${EXPORT_FORMATS.join(', ')}`;
  if (format === undefined) throw new TallystickError('bad_option', '--format', undefined, expected);
  if (isJson && format !== 'ndjson' && path === undefined) {
    throw new TallystickError(
      'bad_option',
      '--format',
      format,
      'ndjson where --json is given without --output',
    );
  }
  const overwrite = options.overwrite === true;
  const file =
    path === undefined ? null : await OutputFile.open({ field: '--output', path, overwrite, guarded });
  const bar = new ProgressBar(output.stderr);
  try {
    const report = await exportBook(run.book, format, (text) => writePiece(run, file, text), {
      zone: times.zone,
      private: options.private === true,
      ...(options.after === undefined ? {} : { after: readWhole('--after', options.after) }),
      onProgress: (done, total) => {
        // A bar between the lines of standard output would spoil both on a terminal.
        if (file !== null) bar.show({ step: 'export', done, total });
      },
    });
    await file?.finish();
    bar.stop();
    if (file === null) return EXIT.done;
    if (isJson) await output.print(jsonLine({ ok: true, file: path, ...report }));
    else
      await output.print(
        `Done: ${report.records} records, up to number ${report.through}, in ${printableText(path ?? '')}`,
      );
    return EXIT.done;
  } catch (error) {
    if (error instanceof ReaderGone) return EXIT.done;
    throw error;
  } finally {
    bar.stop();
    await file?.abandon();
  }
}

async function writePiece(
  { output, signal }: HouseRun<ExportCommandOptions>,
  file: OutputFile | null,
  text: string,
): Promise<void> {
  signal.throwIfAborted();
  if (file !== null) {
    await file.write(text);
    return;
  }
  if (output.isClosed) throw new ReaderGone('the reader went away');
  await output.write(text);
}
