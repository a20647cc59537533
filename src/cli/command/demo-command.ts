import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../base/assert.ts';
import { TallystickError } from '../../base/error.ts';
import { open } from '../../engine/open-house.ts';
import type { CommandLine, GlobalOptions } from '../command-line.ts';
import { DEMO_STEPS } from '../demo-script.ts';
import { EXIT } from '../exit-codes.ts';
import { houseFile, houseUrl, isOnPostgres } from '../house-url.ts';
import { shellWord } from '../shell-word.ts';

export function addDemoCommand(cli: CommandLine): void {
  cli
    .command(
      'demo',
      'Make a small house, and show what can be done with it, a line of explanation for each step.',
      ['demo', 'demo --house demo.db'],
    )
    .action(
      cli.run<object>(async ({ options, output, isJson, signal }) => {
        const url = await demoUrl(options);
        for (const [i, { why, words, exitCode }] of DEMO_STEPS.entries()) {
          if (signal.aborted) return EXIT.interrupted;
          const intro = [`${i === 0 ? '' : '\n'}# ${why}`, `$ tallystick ${words.map(shellWord).join(' ')}`];
          // With --json only documents go to standard output.
          for (const line of intro) if (!isJson) await output.print(line);
          const more = ['--house', url, '--book', options.book, ...(isJson ? ['--json'] : [])];
          const came = await cli.again([...words, ...more]);
          if (came === EXIT.unavailable || came === EXIT.interrupted) return came;
          assert(came === exitCode, `step ${i + 1} of the demo came to exit code ${came}, not ${exitCode}`);
        }
        // A url of PostgreSQL may hold a password.
        const next = isOnPostgres(url) ? 'the same --house' : `export TALLYSTICK_HOUSE=${shellWord(url)}`;
        output.log(`\nThe house is kept. Go on with: ${next}`);
        return EXIT.done;
      }),
    );
}

/** The url that was given, which must be new; else one in a new temporary folder. TALLYSTICK_HOUSE is left alone. */
async function demoUrl({ house, book }: GlobalOptions): Promise<string> {
  if (house === undefined)
    return houseUrl(join(mkdtempSync(join(tmpdir(), 'tallystick-demo-')), 'demo.db'), undefined);
  const url = houseUrl(house, undefined);
  if (isOnPostgres(url)) {
    await requireEmpty(url, book);
    return url;
  }
  const file = houseFile(url);
  if (file === null || existsSync(file)) {
    throw new TallystickError(
      'bad_option',
      '--house',
      house,
      'a file that does not exist yet, or none given',
    );
  }
  return url;
}

/** A database need not be new, but the book must be. */
async function requireEmpty(url: string, book: string): Promise<void> {
  await using house = await open(url, { announceExpiries: false });
  if ((await house.book(book).head()).seq === 0) return;
  throw new TallystickError('bad_option', '--book', book, 'a book that nothing was written to');
}
