import type { Readable } from 'node:stream';
import { Command } from 'commander';
import { checkId } from '../base/id.ts';
import { StoreError } from '../base/store-error.ts';
import { open } from '../engine/open-house.ts';
import type { OpenOptions } from '../engine/open-options.ts';
import type { ConsoleOutput } from './console-output.ts';
import { describeExitCodes, EXIT, type ExitCode } from './exit-codes.ts';
import { type GuardedFile, guardFiles } from './files/guarded-files.ts';
import { checkOutput } from './files/output-file.ts';
import {
  HOUSE_DEFAULT,
  HOUSE_FORMS,
  houseUrl,
  isOnPostgres,
  missingHouse,
  refuseFolder,
} from './house-url.ts';
import { readMoments } from './moment-option.ts';
import type { TimeReading } from './moment-text.ts';
import { isRepeatable } from './shared-options.ts';
import { readTimeZone, UTC } from './time-zone.ts';

/** An open house, and one of its books, as the engine gives them. */
export type House = Awaited<ReturnType<typeof open>>;
export type OpenBook = ReturnType<House['book']>;

/** The counters of a house or of one of its books. */
export type OpenCounters = House['counters'];

/** What became of an event. */
export type Outcome = Awaited<ReturnType<OpenCounters['ingest']>>[number];

/** The counters that a command is about: those of the book that was named, else those of the house. */
export function countersOf({ house, book, isBookGiven }: HouseRun<object>): OpenCounters {
  return isBookGiven ? book.counters : house.counters;
}

/** What every command takes. */
export interface GlobalOptions {
  readonly house?: string;
  readonly book: string;
  readonly json?: boolean;
  readonly timeZone: string;
  readonly old?: boolean;
  /** Of commands that write to a book: who does it. */
  readonly actor?: string;
  /** Of commands that write files: whether those that are there are replaced. */
  readonly overwrite?: boolean;
}

/** A command that is being run, without a house. */
export interface Run<O> {
  readonly options: O & GlobalOptions;
  /** The arguments that are no options. */
  readonly words: readonly string[];
  /** Whether --book was given; else `options.book` is what it is by default. */
  readonly isBookGiven: boolean;
  readonly url: string;
  readonly isJson: boolean;
  /** How times are read that people typed, here and in files. */
  readonly times: TimeReading;
  readonly output: ConsoleOutput;
  /** Standard input. */
  readonly readInput: () => Readable;
  /** Aborted at Ctrl-C: what may take long should stop, and the house be closed. */
  readonly signal: AbortSignal;
}

/** A command that is being run on an open house. */
export interface HouseRun<O> extends Run<O> {
  readonly house: House;
  readonly book: OpenBook;
  /** What no output may be: the house, what belongs to it, and what is read. */
  readonly guarded: readonly GuardedFile[];
}

/** A handler as commander calls it: arguments, options, and the command last. */
type Action = (...args: unknown[]) => Promise<void>;

export interface HouseNeeds<O> {
  /** Whether a house that is not there is made; else it is an error. */
  readonly creates?: (run: Run<O>) => boolean;
  /** Whether it writes nothing: then a house on PostgreSQL is opened only to read, and may be on a standby. */
  readonly reads?: (run: Run<O>) => boolean;
  /** Whether holds and offers that ran out are announced meanwhile: a command that only reads leaves no trace. */
  readonly announces?: boolean;
  /** The files that it reads, "-" for standard input, and those that it writes, each by its option. */
  readonly inputs?: (run: Run<O>) => readonly string[];
  readonly outputs?: (run: Run<O>) => Readonly<Record<string, string | undefined>>;
  /** Throws for what is wrong and can be known before a house is opened, and maybe made. */
  readonly check?: (run: Run<O>) => Promise<void> | void;
}

export interface CommandLineContext {
  readonly output: ConsoleOutput;
  /** Opens standard input, on first use. */
  readonly readInput: () => Readable;
  readonly environment: NodeJS.ProcessEnv;
  /** The version of the package. */
  readonly version: string;
  /** Aborted when the user wants the command to stop. */
  readonly signal: AbortSignal;
  readonly again: (words: readonly string[]) => Promise<ExitCode>;
}

/** The program with its commands, what it writes to, and the exit code that it comes to. */
export class CommandLine {
  readonly program: Command;
  readonly output: ConsoleOutput;
  /** Runs another command line in this program, as a command that is made of others does. */
  readonly again: (words: readonly string[]) => Promise<ExitCode>;
  readonly #readInput: () => Readable;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal;
  /** What the command that ran came to. */
  exitCode: ExitCode = EXIT.done;
  /** The command that is being run, for messages; empty before one is known. */
  running = '';

  constructor({ output, readInput, environment, version, signal, again }: CommandLineContext) {
    this.output = output;
    this.again = again;
    this.#environment = environment;
    this.#signal = signal;
    this.#readInput = readInput;
    this.program = new Command('tallystick')
      .description(
        'A double-entry ledger, in one file or on PostgreSQL: accounts, holds, offers, refunds, credits; exact at any time.',
      )
      .version(version, '--version', 'print the version')
      .helpOption('--help', 'show help, with examples')
      .helpCommand('help [command]', 'show help for a command')
      .option(
        '--house <url>',
        `the house: ${HOUSE_FORMS} (default: $TALLYSTICK_HOUSE, else ${HOUSE_DEFAULT})`,
      )
      .option('--book <name>', 'the book in the house', 'main')
      .option(
        '--json',
        'answer as JSON: one document, or one a line for streams; amounts are texts, in units and in minor units',
      )
      .option('--time-zone <zone>', 'whose days dates mean, such as Europe/London', UTC)
      .option(
        '--old',
        'moments before 1980 are meant; else they are refused, as seconds in place of milliseconds',
      )
      .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
      .configureOutput({
        writeOut: (text) => output.stdout.write(text),
        writeErr: (text) => output.stderr.write(text),
        // Errors are printed in one place, and in one form.
        outputError: () => {},
      })
      .exitOverride()
      .addHelpText('after', `\nExit codes:\n${describeExitCodes()}`);
  }

  /** Adds a word that other commands stand under; by itself it shows them. */
  group(name: string, summary: string): void {
    this.program.command(name).description(summary).summary(firstClause(summary));
  }

  /**
   * Adds a command; its options and its action are the caller's to add. A name of two words stands under the group that
   * the first one names.
   */
  command(name: string, summary: string, examples: readonly string[]): Command {
    const words = name.split(' ');
    const parent = this.#find(words.slice(0, -1)) ?? this.program;
    const command = parent
      .command(words.at(-1) ?? name)
      .description(summary)
      .summary(firstClause(summary));
    command.addHelpText(
      'after',
      `\nExamples:\n${examples.map((line) => `  $ tallystick ${line}`).join('\n')}`,
    );
    return command;
  }

  /** Runs what the arguments say. Throws a CommanderError for wrong ones, and what the command throws. */
  async parse(words: readonly string[]): Promise<void> {
    const { commands } = this.program;
    for (const command of [this.program, ...commands, ...commands.flatMap((one) => one.commands)]) {
      refuseRepeats(command);
    }
    await this.program.parseAsync(words, { from: 'user' });
  }

  /** The command that the arguments name; empty when they name none. */
  nameOf(words: readonly string[]): string {
    const names: string[] = [];
    let place: Command | undefined = this.program;
    for (const word of words) {
      const next: Command | undefined = place.commands.find((command) => command.name() === word);
      if (next === undefined) continue;
      names.push(word);
      place = next;
    }
    return names.join(' ');
  }

  /** The long flags that a command takes. */
  flagsOf(name: string): string[] {
    const command = this.#find(name.split(' '));
    return [...(command?.options ?? []), ...this.program.options].flatMap(({ long }) => long ?? []);
  }

  #find(names: readonly string[]): Command | undefined {
    let place: Command | undefined = this.program;
    for (const name of names) place = place?.commands.find((command) => command.name() === name);
    return place;
  }

  /** An action that needs no house. */
  run<O>(work: (run: Run<O>) => Promise<ExitCode>): Action {
    return async (...args) => {
      const command = args.at(-1) as Command; // As commander calls its actions.
      this.running = fullName(command);
      const texts = command.optsWithGlobals<O & GlobalOptions>();
      const zone = readTimeZone('--time-zone', texts.timeZone);
      const times = { zone, allowsOld: texts.old === true };
      const options = readMoments(command, texts, times);
      const url = houseUrl(options.house, this.#environment.TALLYSTICK_HOUSE);
      const isJson = options.json === true;
      const { output } = this;
      const isBookGiven = command.getOptionValueSourceWithGlobals('book') !== 'default';
      const run = { options, words: command.args, isBookGiven, url, isJson, times };
      this.exitCode = await work({ ...run, output, readInput: this.#readInput, signal: this.#signal });
    };
  }

  /** An action on an open house, which is closed again whatever happens. */
  onHouse<O>(needs: HouseNeeds<O>, work: (run: HouseRun<O>) => Promise<ExitCode>): Action {
    return this.run<O>(async (run) => {
      refuseFolder(run.url);
      const guarded = guardFiles(run.url, needs.inputs?.(run) ?? [], run.output);
      for (const [field, path] of Object.entries(needs.outputs?.(run) ?? {})) {
        if (path !== undefined)
          checkOutput({ field, path, overwrite: run.options.overwrite === true, guarded });
      }
      const { actor } = run.options;
      if (actor !== undefined) checkId('--actor', actor);
      await needs.check?.(run);
      const house = await openFor(run.url, {
        create: needs.creates?.(run) ?? false,
        announceExpiries: needs.announces ?? false,
        mode: isOnPostgres(run.url) && needs.reads?.(run) === true ? 'read' : 'write',
      });
      let exitCode: ExitCode;
      try {
        const book = house.book(run.options.book);
        exitCode = await work({ ...run, guarded, house, book: actor === undefined ? book : book.as(actor) });
      } catch (error) {
        // The first error is the one to report.
        await house.close().catch(() => {});
        throw error;
      }
      await house.close();
      return exitCode;
    });
  }
}

async function openFor(url: string, options: OpenOptions): Promise<House> {
  try {
    return await open(url, options);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'house_missing') throw error;
    throw missingHouse(url, error.message);
  }
}

/** The name of a command as it is typed, behind that of its group. */
function fullName(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`;
}

/** What the list of commands says: a description up to its first comma, colon or full stop. */
function firstClause(description: string): string {
  return description.split(/[:;.]|, /)[0] ?? description;
}

/** An option given twice would silently lose one of its values, and that may be an amount. */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (isRepeatable(option)) continue;
    let count = 0;
    command.on(`option:${option.name()}`, () => {
      count += 1;
      if (count > 1)
        command.error(`error: option '${option.flags}' was given ${count} times, and may be given once`);
    });
  }
}
