import { Readable, Writable } from 'node:stream';
import type { Command, Option } from 'commander';
import { ConsoleOutput } from '../../src/cli/console-output.ts';
import { makeCommandLine } from '../../src/cli/run-cli.ts';

/** The program as `tallystick` builds it, writing to nowhere. */
export function makeProgram(): Command {
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const output = new ConsoleOutput(nowhere(), nowhere());
  const { signal } = new AbortController();
  return makeCommandLine({
    output,
    readInput: () => Readable.from([]),
    environment: {},
    version: '0.0.0',
    signal,
  }).program;
}

/** Every command that does something: those of a group, and not the group. */
export function commandsOf(program: Command): Command[] {
  return program.commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]));
}

/** A command as it is typed: `transfer`, `count import`. */
export function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null || parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`;
}

/** The command that a line names; throws what the program has against its words. Nothing is run. */
export function takeApart(line: string): string {
  const program = makeProgram();
  let named = '';
  for (const command of commandsOf(program)) {
    command.action(() => {
      named = nameOf(command);
    });
  }
  program.parse(line.split(' '), { from: 'user' });
  return named;
}

/** What the reference page must say of a command: all that its --help says of it. */
export function describeCommand(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? ` <${text}>` : ` [${text}]`;
  });
  const isWrite = command.options.some(({ long }) => long === '--effective-at');
  const own = command.options.filter((option) => !isWrite || !isShared(option));
  const examples = examplesOf(command).map((line) => `tallystick ${line}`);
  return [
    `### \`${nameOf(command)}${words.join('')}\``,
    '',
    command.description(),
    '',
    ...optionTable(own),
    ...(own.length > 0 ? [''] : []),
    ...(isWrite
      ? [
          'Also `--id`, `--reference`, `--metadata`, `--private`, `--actor`, `--retry-refused`, `--dry-run` and `--effective-at`.',
          '',
        ]
      : []),
    '```sh',
    ...examples,
    '```',
  ].join('\n');
}

const SHARED = new Set([
  '--id',
  '--reference',
  '--metadata',
  '--private',
  '--actor',
  '--retry-refused',
  '--dry-run',
  '--effective-at',
]);

/** Options that every command that changes something takes; the page describes them once. */
export function isShared({ long }: Option): boolean {
  return SHARED.has(long ?? '');
}

/** A Markdown table of options, as --help describes them. */
export function optionTable(options: readonly Option[]): string[] {
  if (options.length === 0) return [];
  return [
    '| option | meaning |',
    '| --- | --- |',
    ...options.map(
      (option) => `| \`${option.flags}\` | ${option.mandatory ? '**required**; ' : ''}${meaningOf(option)} |`,
    ),
  ];
}

function meaningOf({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
  const standard = typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '';
  return `${description}${choices}${standard}`;
}

/** The lines under "Examples:" in a command's help. */
export function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return [...help.matchAll(/^ {2}\$ tallystick (.+)$/gm)].map(([, line = '']) => line);
}
