import type { Command } from 'commander';
import { TallystickError } from '../base/error.ts';
import { omitUndefined } from '../base/plain-object.ts';
import type { PrivateTarget } from '../engine/read/read-private.ts';
import type { HouseRun } from './command-line.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { printableText } from './printable-text.ts';

/** Whose private data are meant. */
export interface TargetOptions {
  readonly command?: string;
  readonly account?: string;
  readonly commands?: boolean;
}

export function addTargetOptions(command: Command): Command {
  return command
    .option('--command <id>', 'those of this command, group or transaction, or of a command inside of one')
    .option('--account <account>', 'those that came with the opening of this account')
    .option('--commands', 'with --account: those of every command that named or moved it, too');
}

export function readTarget({ command, account, commands }: TargetOptions): PrivateTarget {
  if ((command === undefined) === (account === undefined)) {
    const expected = 'exactly one of --command and --account';
    throw new TallystickError('bad_option', '--command', command, expected);
  }
  if (command === undefined || commands === undefined) return omitUndefined({ command, account, commands });
  throw new TallystickError('bad_option', '--commands', commands, '--account beside it');
}

/** Prints that there is no such command or account. */
export function tellUnknown({
  output,
  options,
}: Pick<HouseRun<TargetOptions>, 'output' | 'options'>): ExitCode {
  const { command, account, book } = options;
  const where = `in book ${printableText(book)}`;
  if (command !== undefined) output.log(`No command ${printableText(command)} is on record ${where}.`);
  else
    output.log(
      `There is no account ${printableText(account ?? '')} ${where}. See 'tallystick accounts --ended', too.`,
    );
  return EXIT.refused;
}
