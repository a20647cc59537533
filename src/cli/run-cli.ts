import { CommanderError } from 'commander';
import { hideWords } from '../base/hide-url.ts';
import { addCommands } from './all-commands.ts';
import { CommandLine, type CommandLineContext } from './command-line.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { explainError, explanationLine } from './explain-error.ts';
import { jsonLine } from './json-line.ts';
import { printableText } from './printable-text.ts';

/** What a program runs in. */
export type CliContext = Omit<CommandLineContext, 'again'>;

/** The whole program with all of its commands. */
export function makeCommandLine(context: CliContext): CommandLine {
  const cli = new CommandLine({ ...context, again: (words) => runCli(words, context) });
  addCommands(cli);
  return cli;
}

/** Runs one command line, prints what went wrong if anything did, and returns the exit code. Never throws. */
export async function runCli(words: readonly string[], context: CliContext): Promise<ExitCode> {
  const cli = makeCommandLine(context);
  try {
    await cli.parse(words);
    return cli.exitCode;
  } catch (error) {
    return printError(error, cli, words, context);
  }
}

function printError(
  error: unknown,
  cli: CommandLine,
  words: readonly string[],
  context: CliContext,
): ExitCode {
  const { output, environment, signal } = context;
  if (error instanceof CommanderError) {
    // Help and the version were asked for and printed; a bare `tallystick` gets help, too, but it asked for nothing.
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === 'commander.help') return EXIT.misuse;
  }
  if (signal.aborted) {
    output.log('Interrupted: the house was closed properly.');
    return EXIT.interrupted;
  }
  const running = cli.running === '' ? cli.nameOf(words) : cli.running;
  // What the program cannot make sense of is quoted as it was typed.
  const hide = (text: string): string => (error instanceof CommanderError ? hideWords(text, words) : text);
  const explained = explainError(error, running, cli.flagsOf(running));
  const explanation = { ...explained, message: hide(explained.message) };
  const { exitCode, ...shown } = explanation;
  if (words.includes('--json')) output.log(jsonLine({ ok: false, exitCode, error: shown }));
  else output.log(explanationLine(running, explanation));
  if (environment.TALLYSTICK_DEBUG === '1' && error instanceof Error) {
    // The first line of a stack is the message, whatever lines that has.
    const stack = (error.stack ?? '').replaceAll(error.message, printableText(error.message));
    output.log(hide(stack));
  }
  return exitCode;
}
