import { TallystickError } from '../../base/error.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';

interface MigrateOptions {
  readonly distribute?: string;
}

export function addMigrateCommand(cli: CommandLine): void {
  cli
    .command(
      'migrate',
      'Make the schema of a house on PostgreSQL, or bring it to this version: opening the house does so, too.',
      [
        'migrate --house postgres://owner@localhost:5432/ledger',
        'migrate --distribute citus --house postgres://owner@coordinator:5432/ledger',
      ],
    )
    .option('--distribute <system>', 'also distribute all tables by book: citus')
    .action(
      cli.run<MigrateOptions>(async ({ options, url, isJson, output }) => {
        const { distribute } = options;
        if (!/^postgres(?:ql)?:/.test(url)) {
          throw new TallystickError('bad_option', '--house', url, 'postgres://..., which alone has a schema');
        }
        if (distribute !== undefined && distribute !== 'citus') {
          throw new TallystickError('bad_option', '--distribute', distribute, 'citus');
        }
        // Loaded only when it is used, as the driver is.
        const { migrateHouse } = await import('../../store/postgres/open.ts');
        const { before, now } = await migrateHouse(url);
        let distributed: readonly string[] = [];
        if (distribute !== undefined) {
          const { distributeHouse } = await import('../../store/postgres/distribute-on-citus.ts');
          distributed = await distributeHouse(url);
        }
        if (isJson) await output.print(jsonLine({ before, now, distributed }));
        else {
          await output.print(
            before === now ? `The schema has version ${now}.` : `Version ${before} -> ${now}`,
          );
          if (distribute !== undefined)
            await output.print(`Distributed: ${distributed.join(', ') || 'all were'}`);
        }
        return EXIT.done;
      }),
    );
}
