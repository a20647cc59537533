import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TallystickError } from '../../base/error.ts';
import { open } from '../../engine/open-house.ts';
import { type BenchResult, benchTransfers } from '../bench-transfers.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { plainTable } from '../plain-table.ts';
import { printableText } from '../printable-text.ts';
import { readWhole } from '../shared-options.ts';

interface BenchOptions {
  readonly seconds: string;
  readonly folder?: string;
}

export function addBenchCommand(cli: CommandLine): void {
  cli
    .command(
      'bench',
      'Measure durable transfers on this machine, in a temporary file that is removed again.',
      ['bench', 'bench --seconds 5 --folder .'],
    )
    .option('--seconds <number>', 'how long each of the three ways is measured', '2')
    .option(
      '--folder <folder>',
      'where to make the file: the disk counts (default: the folder for temporary files)',
    )
    .action(
      cli.run<BenchOptions>(async ({ options, output, isJson, signal }) => {
        const seconds = readWhole('--seconds', options.seconds, 1);
        const folder = makeFolder(options.folder ?? tmpdir());
        let results: BenchResult[];
        try {
          const house = await open(`sqlite:${join(folder, 'bench.db')}`, { announceExpiries: false });
          try {
            results = await benchTransfers(house.book('main'), { seconds, signal });
          } finally {
            await house.close();
          }
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
        if (isJson) await output.print(jsonLine({ folder, results }));
        else
          await output.print(
            `${benchTable(results, output.columns)}\nEach was durable when it was answered. Folder: ${printableText(folder)}`,
          );
        return EXIT.done;
      }),
    );
}

function makeFolder(parent: string): string {
  try {
    return mkdtempSync(join(parent, 'tallystick-bench-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // File operations throw these only.
    throw new TallystickError('bad_option', '--folder', parent, `a folder that can be written to (${code})`);
  }
}

function benchTable(results: readonly BenchResult[], columns: number): string {
  const rows = results.map(({ way, transfers, seconds, perSecond }) => [
    way,
    transfers.toLocaleString('en-US'),
    seconds.toFixed(1),
    perSecond.toLocaleString('en-US'),
  ]);
  const titles = ['TRANSFERS', 'SECONDS', 'TRANSFERS/S'].map((title) => ({ title, align: 'right' as const }));
  return plainTable([{ title: 'WAY' }, ...titles], rows, columns);
}
