import { type Command, Option } from 'commander';
import { TallystickError } from '../base/error.ts';
import { omitUndefined } from '../base/plain-object.ts';
import { type ExpectationText, splitExpectation } from './expectation-text.ts';
import { MomentOption } from './moment-option.ts';

/** Options of the commands that change something. */
export interface WriteOptions {
  readonly id?: string;
  readonly effectiveAt?: number;
  readonly reference?: string;
  readonly metadata: readonly string[];
  readonly private: readonly string[];
  readonly expect: readonly ExpectationText[];
  readonly actor?: string;
  readonly retryRefused?: boolean;
  readonly dryRun?: boolean;
}

/** The option of every command that writes to a book. */
export const ACTOR = [
  '--actor <name>',
  'who does it, such as user:42: it stands in the journal beside what is done',
] as const;

export function addWriteOptions(command: Command): Command {
  return command
    .option('--id <id>', 'names the command: repeated with the same id, it is answered and not done twice')
    .option('--reference <text>', 'what it is about elsewhere, such as the number of an order')
    .addOption(repeatable('--metadata <name=text>', 'a note to keep with it; may be repeated'))
    .addOption(
      repeatable(
        '--private <name=text>',
        'the same for what is about a person, and can be erased; may be repeated',
      ),
    )
    .addOption(
      repeatable(
        '--expect <account:parts>',
        'what an account is to have available before it, and the number of the latest command that changed it (lastSeq of balance --json), or it is refused: alice:min=20.00,max=50.00,seq=17; may be repeated',
        splitExpectation,
      ),
    )
    .option(...ACTOR)
    .option('--retry-refused', 'where what --id names was refused, decide it anew')
    .option('--dry-run', 'tell what would come of it, and do nothing')
    .addOption(
      new MomentOption(
        '--effective-at <time>',
        'when it is true: a time, or a date, of which it is the first moment (default: now)',
        'first',
      ),
    );
}

/** The option of every command that writes a file. */
export const OVERWRITE = ['--overwrite', 'replace the file that is written, if it is there'] as const;

/** When a hold or an offer runs out. Of a date: when it is over, so that it lasts through that day. */
export function expiryOption(otherwise?: string): Option {
  const standard = otherwise === undefined ? '' : ` (default: ${otherwise})`;
  const help = `when it runs out: a time, a date, through which it lasts, or "never"${standard}`;
  const option = new MomentOption('--expires-at <time>', help, 'next', true);
  return otherwise === undefined ? option.makeOptionMandatory() : option;
}

/** Options of the reads that can look back. */
export interface TimeOptions {
  readonly at?: number;
  readonly knownAt?: number;
}

export function addTimeOptions(command: Command): Command {
  return command
    .addOption(
      new MomentOption(
        '--at <time>',
        'as it was true at this moment, or at the end of this day (default: now)',
        'last',
      ),
    )
    .addOption(
      new MomentOption(
        '--known-at <time>',
        'as it was known at this moment, or at the end of this day (default: everything known)',
        'last',
      ),
    );
}

/** `at` and `knownAt` as the API takes them, without what was not given. */
export function readTimes({ at, knownAt }: TimeOptions): { at?: number; knownAt?: number } {
  return omitUndefined({ at, knownAt });
}

/** From which end a list is shown. */
export type OrderOption = 'oldest' | 'newest';

export function orderOption(what: string): Option {
  return new Option('--order <end>', `which ${what} come first`)
    .choices(['oldest', 'newest'])
    .default('oldest');
}

/** Options of the reads that list. */
export interface PageOptions {
  readonly after?: string;
  readonly limit: string;
  readonly order?: OrderOption;
}

/** Those that run out before a moment. */
export function expiresBeforeOption(): Option {
  const help = 'those that run out before this time, or before this day, only';
  return new MomentOption('--expires-before <time>', help, 'first');
}

/** Most items of one list; more are read page by page. */
const LIMIT_MAX = 10_000;

export function addPageOptions(command: Command, order = orderOption('of them')): Command {
  return command
    .option('--after <cursor>', 'go on behind this cursor, which the page before it ended with')
    .option('--limit <number>', `how many at most, up to ${LIMIT_MAX}`, '50')
    .addOption(order);
}

export function readLimit(text: string): number {
  const limit = readWhole('--limit', text, 1);
  if (limit <= LIMIT_MAX) return limit;
  throw new TallystickError('bad_option', '--limit', text, `a number from 1 to ${LIMIT_MAX}`);
}

/** A whole number from a least one up. */
export function readWhole(field: string, text: string, least = 0): number {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new TallystickError('bad_option', field, text, `a whole number from ${least} up`);
}

/** What gathers the values of options that may be repeated. */
const COLLECTING = new WeakSet<object>();

/** The columns that `--id-from` names. */
export function readColumns(text: string | undefined): { idFrom?: readonly string[] } {
  return text === undefined ? {} : { idFrom: splitColumns(text) };
}

/** The columns in a list of them. */
export function splitColumns(text: string): string[] {
  return text.split(',').map((column) => column.trim());
}

/** An option that may be given several times; its value is the list of what was read. */
export function repeatable(
  flags: string,
  description: string,
  read: (text: string, place: string) => unknown = (text) => text,
): Option {
  const option = new Option(flags, description).default([], 'none');
  const collect = (text: string, before: readonly unknown[]): readonly unknown[] => [
    ...before,
    read(text, `${option.long}[${before.length}]`),
  ];
  COLLECTING.add(collect);
  return option.argParser(collect);
}

/** Whether an option may be given several times. */
export function isRepeatable({ parseArg }: Option): boolean {
  return parseArg !== undefined && COLLECTING.has(parseArg);
}

/** A filter for the one of two flags that was given, that of what is open now or `--ended`; both or none: no filter. */
export function openOrEnded<Open extends string>(
  name: Open,
  open: boolean | undefined,
  ended: boolean | undefined,
): { readonly [K in Open | 'ended']?: true } {
  if (open === ended) return {};
  const filter = { [open === true ? name : 'ended']: true } as const;
  return filter as { [K in Open | 'ended']?: true }; // It has one of the two.
}

/** Reads `NAME=VALUE` texts, each name once; a value may be empty, and hold further `=`. */
export function readPairs(field: string, texts: readonly string[]): [name: string, value: string][] {
  const names = new Set<string>();
  return texts.map((text) => {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(equals, 0));
    if (name === '') throw new TallystickError('bad_option', field, text, 'NAME=VALUE');
    if (names.has(name)) throw new TallystickError('bad_option', field, text, 'each name once');
    names.add(name);
    return [name, text.slice(equals + 1)];
  });
}
