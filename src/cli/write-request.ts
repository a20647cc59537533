import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { omitUndefined } from '../base/plain-object.ts';
import { StoreError } from '../base/store-error.ts';
import type { House, OpenBook } from './command-line.ts';
import type { OptionValues } from './field-options.ts';
import type { RequestAmounts } from './request-amounts.ts';
import { readPairs, type WriteOptions } from './shared-options.ts';
import { shellWord } from './shell-word.ts';

/** What stands beside a command: its id, its moment, and what it says about itself. */
export interface Dated {
  readonly id?: string;
  readonly effectiveAt?: number;
  readonly reference?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly private?: Readonly<Record<string, string>>;
}

/** A command of the command line that submits one of the table. */
export interface WriteRequest {
  readonly house: House;
  readonly book: OpenBook;
  readonly options: WriteOptions & OptionValues;
  /** The id is made when none was given and nothing else identifies the command. */
  readonly dated: Dated;
  readonly how: { readonly retryRefused: boolean };
  readonly amounts: RequestAmounts;
}

/** Whether what was refused is decided anew. */
export function readRetry({ id, retryRefused = false }: WriteOptions): boolean {
  if (!retryRefused || id !== undefined) return retryRefused;
  throw new TallystickError('bad_option', '--retry-refused', retryRefused, 'the --id that was refused, too');
}

/** The id, the moment and what it says about itself. */
export function readDated(
  { effectiveAt, reference, metadata, private: personal }: WriteOptions,
  id: string | undefined,
): Dated {
  const notes = readPairs('--metadata', metadata);
  const secrets = readPairs('--private', personal);
  if (reference !== undefined) checkId('--reference', reference);
  return {
    ...omitUndefined({ id, effectiveAt, reference }),
    ...(notes.length === 0 ? {} : { metadata: Object.fromEntries(notes) }),
    ...(secrets.length === 0 ? {} : { private: Object.fromEntries(secrets) }),
  };
}

/** Carries out work; where its outcome is unknown, the error names the id to retry with. */
export async function namingId<A>(id: string | undefined, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'outcome_unknown' || id === undefined) throw error;
    throw new StoreError(error.code, `${error.message.replace(/\.$/, '')} (--id ${shellWord(id)})`, error);
  }
}
