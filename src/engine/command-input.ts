import { optionalFlag, readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { checkRequest } from '../commands/check-command.ts';
import type { ExpectationInput } from '../commands/command-table.ts';
import type { About } from '../commands/entry.ts';
import { checkGroupWeight, type TakenRequest, writeRequest } from './commit/job.ts';
import { type RandomBytes, sealRequest } from './text/private-data.ts';
import type { TransactionName } from './transact/script.ts';

/** How a command is to be taken: beside what is asked for, and no part of it. */
export interface CommandOptions {
  /**
   * True: where its id is on record for the same request, and that was refused, it is decided anew, and recorded as the
   * next attempt. What was accepted is final, and answers all the same.
   */
  readonly retryRefused?: boolean | undefined;
}

/** What a group or a transaction is called, and what it says about itself. */
export interface IdOptions extends About {
  /** Its id, under which it is done once however often it is sent. Made when absent. */
  readonly id?: string | undefined;
}

/** What a group of commands is called, what it says about itself, and what it expects. */
export interface GroupOptions extends IdOptions {
  /** What accounts are expected to be before its first command, at the place of that; else it is refused as `expectation_failed`. */
  readonly expect?: readonly ExpectationInput[] | undefined;
}

/** Who does what is done on several books; on one, `book.as` says it. */
export interface ActorOptions {
  /** Any text of up to 256 units, such as `user:42`. It stands beside the group in each journal, and is no part of it. */
  readonly actor?: string | undefined;
}

/** Whether a call is to decide anew what was refused. Throws for options that are none. */
export function retriesRefused(options: CommandOptions = {}): boolean {
  const { retryRefused } = readOptions('options', options, ['retryRefused']);
  return optionalFlag('options.retryRefused', retryRefused) ?? false;
}

/** A group of commands as `submit` takes it, and whether it is to be decided anew. Its options are read here, and checked with it. */
export function readGroup(
  commands: unknown,
  options: CommandOptions & GroupOptions,
): Pick<CommandOptions, 'retryRefused'> & { readonly kind: 'atomic'; readonly commands: unknown } {
  const members = ['id', 'reference', 'metadata', 'private', 'retryRefused', 'expect'] as const;
  return { ...readOptions('options', options, members), kind: 'atomic', commands };
}

/** What a transaction is called, and what it says about itself. */
export function checkedName(options: IdOptions, randomBytes: RandomBytes): TransactionName {
  const taken = readOptions('options', options, ['id', 'reference', 'metadata', 'private']);
  const checked = sealRequest(checkRequest({ kind: 'atomic', commands: [], ...taken }), randomBytes);
  const { id, reference, metadata, private: sealed } = checked;
  return {
    id,
    about: {
      ...(metadata && { metadata }),
      ...(reference === undefined ? {} : { reference }),
      ...(sealed && { private: sealed }),
    },
  };
}

/** The actor among options; null: nobody was named. */
export function checkedActor(actor: unknown): string | null {
  return actor === undefined ? null : checkId('options.actor', actor);
}

/** The options object of a command's method; its kind is the method's, and no member of it. */
export function checkedInput(input: unknown): object {
  if (isPlainObject(input)) {
    if (!('kind' in input) || input.kind === undefined) return input;
    throw new TallystickError('bad_command', 'kind', input.kind, 'none: the method says it');
  }
  throw new TallystickError('bad_command', 'input', input, 'a plain object');
}

/**
 * A request whose private data are sealed. Throws TallystickError for what is malformed, and for a group that no batch could
 * hold.
 */
export function checkedRequest(value: unknown, randomBytes: RandomBytes, path = ''): TakenRequest {
  const request = sealRequest(checkRequest(value, path), randomBytes);
  if (request.kind !== 'atomic') return { request };
  const written = writeRequest(request);
  checkGroupWeight(path, written.weight);
  return { request, written };
}
