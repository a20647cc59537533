import { readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { checkRequest } from '../commands/check-command.ts';
import type { CommandInput, CommandRequest, ExpectationInput, InputOf } from '../commands/command-table.ts';
import type { About } from '../commands/entry.ts';
import { checkExpectations, type Expectation } from '../commands/expectation.ts';
import { WORLD } from '../commands/field.ts';
import {
  type ActorOptions,
  type CommandOptions,
  checkedActor,
  checkedName,
  type IdOptions,
  retriesRefused,
} from './command-input.ts';
import { singlesOf } from './commit/date-request.ts';
import { type RandomBytes, sealRequest } from './text/private-data.ts';
import type { TransactionName } from './transact/script.ts';

/** A command with the name of the book that it is for. */
export type AcrossInput = CommandInput & {
  /** The book that it is for. */
  readonly book: string;
};

/** What an account of one book is expected to be before a group on several. */
export type AcrossExpectation = ExpectationInput & {
  /** The book that it is in: one with a command in the group. */
  readonly book: string;
};

/** What a group on several books may ask of accounts before it. */
export interface AcrossExpecting {
  /** What accounts of its books are expected to be before it is carried out; else it is refused as `expectation_failed`. */
  readonly expect?: readonly AcrossExpectation[] | undefined;
}

/** One end of a transfer between books. */
export interface AcrossEnd {
  /** The name of the book. */
  readonly book: string;
  /** The id of the account in it. */
  readonly account: string;
}

/** A transfer from an account of one book to an account of another. */
export interface AcrossTransferInput
  extends Pick<
    InputOf<'transfer'>,
    'amount' | 'effectiveAt' | 'force' | 'id' | 'reference' | 'metadata' | 'private'
  > {
  /** The account that the money leaves. */
  readonly from: AcrossEnd;
  /** The account that it enters. */
  readonly to: AcrossEnd;
  /** What accounts of either book are expected to be before; else it is refused as `expectation_failed`. */
  readonly expect?: readonly AcrossExpectation[] | undefined;
  /** The account, in either book, through which the money leaves the one and enters the other. Default `world`. */
  readonly through?: string | undefined;
}

/** A checked group of commands on several books. */
export interface AcrossRequest {
  readonly id: string | undefined;
  /** What the group says about itself: the same in each of its books. */
  readonly about: About;
  /** What it expects, by the name of the book. */
  readonly expect: ReadonlyMap<string, readonly Expectation[]>;
  /** In order. */
  readonly commands: readonly { readonly book: string; readonly request: CommandRequest }[];
  /** For a transfer, which is one amount of one asset: where it goes, and when, if its author says so. */
  readonly transfer?: { readonly to: string; readonly effectiveAt: number | undefined };
}

/** A call for a group that was checked, and how it is to be taken. */
export interface AcrossCall {
  readonly actor: string | null;
  readonly request: AcrossRequest;
  readonly retryRefused: boolean;
}

/** Reads a call for a group on several books. Throws TallystickError, which names the field. */
export function readAcross(
  commands: unknown,
  options: CommandOptions & IdOptions & ActorOptions & AcrossExpecting,
  randomBytes: RandomBytes,
): AcrossCall {
  const members = ['id', 'reference', 'metadata', 'private', 'retryRefused', 'actor', 'expect'] as const;
  const { retryRefused, actor, expect, ...name } = readOptions('options', options, members);
  const call = { retryRefused: retriesRefused({ retryRefused }), actor: checkedActor(actor) };
  return { ...call, request: checkAcross({ commands, expect }, checkedName(name, randomBytes), randomBytes) };
}

/** Checks a group of commands, each with its book. Throws TallystickError, which names the field. */
function checkAcross(
  { commands, expect }: { readonly commands: unknown; readonly expect: unknown },
  name: TransactionName,
  randomBytes: RandomBytes,
): AcrossRequest {
  if (!isList(commands) || commands.length === 0) {
    throw new TallystickError('bad_command', 'commands', commands, 'an array of one or more commands');
  }
  const books: string[] = [];
  const inside = Array.from(commands, (command: unknown, i) => {
    if (!isPlainObject(command)) {
      throw new TallystickError('bad_command', `commands[${i}]`, command, 'a plain object');
    }
    const { book, ...rest } = command;
    books.push(checkId(`commands[${i}].book`, book));
    return rest;
  });
  const { id, about } = name;
  const group = sealRequest(checkRequest({ kind: 'atomic', id, commands: inside }), randomBytes);
  const requests = group.kind === 'atomic' ? group.commands : [];
  const inBooks = books.flatMap((book, i) => {
    const request = requests[i];
    return request === undefined ? [] : [{ book, request }];
  });
  const withCommands = inBooks.filter(({ request }) => singlesOf(request).next().done !== true);
  const expected = checkAcrossExpect(
    'options.expect',
    expect,
    withCommands.map(({ book }) => book),
  );
  return { id, about, expect: expected, commands: inBooks };
}

/** The group that a transfer between two books is: out of the one, and into the other. */
export function checkAcrossTransfer(asked: AcrossTransferInput, randomBytes: RandomBytes): AcrossRequest {
  const about = ['id', 'reference', 'metadata', 'private'] as const;
  const members = [...about, 'from', 'to', 'amount', 'effectiveAt', 'through', 'force', 'expect'] as const;
  const input = readOptions('input', asked, members);
  const from = checkEnd('from', input.from);
  const to = checkEnd('to', input.to);
  if (from.book === to.book) {
    const expected = 'another book than from.book: within a book, use its own transfer';
    throw new TallystickError('bad_command', 'to.book', to.book, expected);
  }
  const through = input.through === undefined ? WORLD : checkId('through', input.through);
  const { amount, effectiveAt, id, reference, metadata, private: kept } = input;
  const how = { ...(effectiveAt === undefined ? {} : { effectiveAt }), force: input.force };
  const out = checkRequest({ kind: 'transfer', from: from.account, to: through, amount, ...how });
  const into = checkRequest({ kind: 'transfer', from: through, to: to.account, amount, ...how });
  return {
    ...checkedName({ id, reference, metadata, private: kept }, randomBytes),
    expect: checkAcrossExpect('expect', input.expect, [from.book, to.book]),
    commands: [
      { book: from.book, request: out },
      { book: to.book, request: into },
    ],
    transfer: { to: to.account, effectiveAt: into.kind === 'atomic' ? undefined : into.effectiveAt },
  };
}

/** What is expected in each book. @param books those with commands in the group */
function checkAcrossExpect(field: string, value: unknown, books: readonly string[]): AcrossRequest['expect'] {
  if (value === undefined) return new Map();
  if (!isList(value)) {
    throw new TallystickError('bad_command', field, value, 'a list of expectations, each with its book');
  }
  const lines = Array.from(value, (line: unknown, i): [book: string, line: unknown] => {
    if (!isPlainObject(line))
      throw new TallystickError('bad_command', `${field}[${i}]`, line, 'a plain object');
    const { book, ...rest } = line;
    const name = checkId(`${field}[${i}].book`, book);
    if (books.includes(name)) return [name, rest];
    throw new TallystickError(
      'bad_command',
      `${field}[${i}].book`,
      name,
      'a book with a command in the group',
    );
  });
  const byBook = new Map<string, readonly Expectation[]>();
  for (const [book, own] of Map.groupBy(lines, ([name]) => name)) {
    // Told by its place among all.
    const places = own.map((line) => lines.indexOf(line));
    const checked = checkExpectations(
      field,
      own.map(([, line]) => line),
      places,
    );
    if (checked !== undefined) byBook.set(book, checked);
  }
  return byBook;
}

function checkEnd(field: string, value: AcrossEnd): AcrossEnd {
  const { book, account } = readOptions(field, value, ['book', 'account']);
  return { book: checkId(`${field}.book`, book), account: checkId(`${field}.account`, account) };
}
