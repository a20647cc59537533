import { readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { checkRequest } from '../commands/check-command.ts';
import type { CommandInput, CommandRequest, InputOf } from '../commands/command-table.ts';
import type { About } from '../commands/entry.ts';
import { WORLD } from '../commands/field.ts';
import { checkedName } from './command-input.ts';
import { type RandomBytes, sealRequest } from './text/private-data.ts';
import type { TransactionName } from './transact/script.ts';

/** A command with the name of the book that it is for. */
export type AcrossInput = CommandInput & {
  /** The book that it is for. */
  readonly book: string;
};

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
  /** The account, in either book, through which the money leaves the one and enters the other. Default `world`. */
  readonly through?: string | undefined;
}

/** A checked group of commands on several books. */
export interface AcrossRequest {
  readonly id: string | undefined;
  /** What the group says about itself: the same in each of its books. */
  readonly about: About;
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

/** Checks a group of commands, each with its book. Throws TallystickError, which names the field. */
export function checkAcross(
  commands: unknown,
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
  return {
    id,
    about,
    commands: books.flatMap((book, i) => {
      const request = requests[i];
      return request === undefined ? [] : [{ book, request }];
    }),
  };
}

/** The group that a transfer between two books is: out of the one, and into the other. */
export function checkAcrossTransfer(asked: AcrossTransferInput, randomBytes: RandomBytes): AcrossRequest {
  const about = ['id', 'reference', 'metadata', 'private'] as const;
  const members = [...about, 'from', 'to', 'amount', 'effectiveAt', 'through', 'force'] as const;
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
    commands: [
      { book: from.book, request: out },
      { book: to.book, request: into },
    ],
    transfer: { to: to.account, effectiveAt: into.kind === 'atomic' ? undefined : into.effectiveAt },
  };
}

function checkEnd(field: string, value: AcrossEnd): AcrossEnd {
  const { book, account } = readOptions(field, value, ['book', 'account']);
  return { book: checkId(`${field}.book`, book), account: checkId(`${field}.account`, account) };
}
