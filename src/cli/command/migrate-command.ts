import { Option } from 'commander';
import { TallystickError } from '../../base/error.ts';
import type { CommandLine, Run } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { houseUrl, isOnPostgres } from '../house-url.ts';
import { jsonLine } from '../json-line.ts';

interface MigrateOptions {
  readonly distribute?: 'citus';
}

/** What was done: versions of the schema, 0 being none, and the tables that were not distributed before. */
interface Migration {
  readonly before: number;
  readonly now: number;
  readonly distributed?: readonly string[];
}

export function addMigrateCommand(cli: CommandLine): void {
  cli
    .command(
      'migrate',
      'Make the tables of a house on PostgreSQL, or bring them to this version, as opening it does. Run again, it does what is left to do.',
      [
        'migrate postgres://owner@db.example:5432/ledger',
        'migrate postgres://owner@coordinator.example:5432/ledger --distribute citus',
        'migrate --house postgres://owner@db.example:5432/ledger?schema=shop --json',
      ],
    )
    .argument('[url]', 'the house, instead of --house')
    .addOption(
      new Option(
        '--distribute <system>',
        'also distribute all tables over a cluster, book by book; the url is that of its coordinator',
      ).choices(['citus']),
    )
    .action(cli.run<MigrateOptions>(migrate));
}

async function migrate(run: Run<MigrateOptions>): Promise<ExitCode> {
  const { options, isJson, output } = run;
  const url = findUrl(run);
  // Loaded only when it is used, as its driver is.
  const { migrateHouse } = await import('../../store/postgres/open.ts');
  const versions = await migrateHouse(url);
  const done = options.distribute === undefined ? versions : { ...versions, ...(await distribute(url)) };
  await output.print(isJson ? jsonLine(done) : describe(done));
  return EXIT.done;
}

async function distribute(url: string): Promise<{ distributed: readonly string[] }> {
  const { distributeHouse } = await import('../../store/postgres/distribute-on-citus.ts');
  return { distributed: await distributeHouse(url) };
}

function findUrl({ options, words: [word], url: other }: Run<MigrateOptions>): string {
  if (word !== undefined && options.house !== undefined) {
    // Neither is shown: it may hold a password.
    throw new TallystickError('bad_option', '[url]', '...', 'none, because --house was given');
  }
  const url = word === undefined ? other : houseUrl(word, undefined, '[url]');
  if (isOnPostgres(url)) return url;
  const field = word === undefined ? '--house' : '[url]';
  throw new TallystickError(
    'bad_option',
    field,
    url,
    'postgres://..., because a file has its tables made when it is',
  );
}

function describe({ before, now, distributed }: Migration): string {
  const made =
    before === 0
      ? `The tables were made, version ${now}.`
      : `The tables went from version ${before} to ${now}.`;
  const lines = [before === now ? `The tables were there, version ${now}.` : made];
  if (distributed !== undefined) {
    lines.push(
      distributed.length === 0 ? 'All were distributed before.' : `Distributed: ${distributed.join(', ')}`,
    );
  }
  return lines.join('\n');
}
