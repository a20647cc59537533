import type { Command, Option } from 'commander';
import { commandsOf, nameOf } from './describe-command.ts';

/** What is done with the file, the folder or the house that an option or an argument names. */
export type PathUse = 'written' | 'read' | 'folder' | 'house' | 'copied to';

/** Every option and argument that takes a path. */
export const PATHS: Readonly<Record<string, PathUse>> = {
  '--house': 'house',
  'backup <file>': 'copied to',
  'restore <file>': 'read',
  'count import <file>': 'read',
  'count import --rejects': 'written',
  'import <file>': 'read',
  'import --rejects': 'written',
  'export --output': 'written',
  'migrate <url>': 'house',
  'bench --folder': 'folder',
};

/** What all others take, by the word that stands for it in their help, with a value that is right. */
export const NO_PATHS: Readonly<Record<string, string>> = {
  account: 'alice',
  'account:parts': 'alice:seq=1',
  'account=amount': 'world=1:GBP/2',
  'account[=most': 'alice',
  'account=part': 'bob=rest',
  'name=way:most/time': 'daily=out:1/1d',
  'times/time': '3x/1h',
  what: 'all',
  json: '{}',
  'account=units': 'world=1:GBP/2',
  actor: 'ann',
  units: '1',
  amount: '1',
  asset: 'GBP/2',
  clock: 'n=1',
  'column=field': 'a=kind',
  columns: 'reference,date',
  counter: 'c',
  cursor: 'WyJhIl0',
  end: 'newest',
  'field=value': 'kind=pay',
  format: 'csv',
  id: 'an-id',
  kind: 'transfer',
  length: '1h',
  lengths: '1h',
  name: 'main',
  'name=text': 'a=b',
  number: '1',
  offset: 'Z',
  rules: 'RECENT_FIRST',
  status: 'active',
  system: 'citus',
  text: 'a',
  time: '2026-11-01',
  zone: 'Europe/London',
  period: '1 month',
  dates: '2026-12-25,2026-12-26',
};

/** An option or an argument that takes a value. */
export interface Taker {
  readonly command: Command;
  /** `export --output`, `import <file>`; `--house` where every command takes it. */
  readonly name: string;
  /** The word for its value: `file`. */
  readonly word: string;
  readonly option?: Option;
}

/** Every option and argument of the program that takes a value. */
export function takersOf(program: Command): Taker[] {
  const own = commandsOf(program).flatMap((command) => [
    ...optionsOf(command, `${nameOf(command)} `),
    ...command.registeredArguments.map((argument) => ({
      command,
      name: `${nameOf(command)} <${argument.name()}>`,
      word: argument.name(),
    })),
  ]);
  return [...optionsOf(program, ''), ...own];
}

function optionsOf(command: Command, prefix: string): Taker[] {
  return command.options
    .filter(({ required, optional }) => required || optional)
    .map((option) => ({
      command,
      option,
      name: `${prefix}${option.long}`,
      word: /[<[](.+?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1] ?? '',
    }));
}

/** The shortest line of a taker's command that is well-formed, but for this one value. */
export function lineWith({ command, name, option }: Taker, value: string): string[] {
  // The program's own options are tried with a command that takes no others.
  const words = command.parent === null ? ['books'] : name.split(' ').slice(0, -1);
  const siblings = takersOf(rootOf(command)).filter((taker) => taker.command === command);
  const sample = (taker: Taker): string => NO_PATHS[taker.word] ?? 'rows.csv';
  for (const taker of siblings) {
    if (taker.name === name) words.push(option === undefined ? value : `${option.long}=${value}`);
    else if (taker.option === undefined) words.push(sample(taker));
    else if (taker.option.mandatory) words.push(`${taker.option.long}=${sample(taker)}`);
  }
  return words;
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
