import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { TallystickError } from '../../base/error.ts';
import { recordText } from '../export/write-records.ts';
import { Occurrences } from './occurrences.ts';

/** Longer names are replaced by their hash, so that the id stays within its limit. */
const SOURCE_LENGTH_MAX = 200;

/** A column or member of a row, as it stands in the file; empty where it says nothing. */
export type NamedText = readonly [name: string, text: string];

/** An id that was made for a row without one. */
export interface MadeId {
  readonly id: string;
  /** Which of the rows of the file that say the same, or have the same reference, it is, the first being 1. */
  readonly occurrence: number;
  /** True: it is named by its reference, whatever its number. */
  readonly hasReference: boolean;
}

/**
 * Makes the ids of a file's rows that come without one, so that the same payment has the same id in every file of its
 * source, wherever it stands there: of a reference, where columns for it were named and none of them is empty, else of
 * what the row says in the columns that identify a payment, and of how many before it said the same.
 */
export class RowIds {
  readonly #source: string | null;
  readonly #field: string;
  readonly #occurrences = new Occurrences();
  /** Of the references of rows that are read again. */
  readonly #again = new Occurrences();

  /** @param field what the id is called, for messages */
  constructor(source: string | null, field = 'id') {
    this.#source = source;
    this.#field = field;
  }

  /**
   * @param reference the texts of the columns that were named for it; empty: there are none
   * @param said what identifies a payment, as it stands in the file, in an order that is always the same
   * @param occurrence the number that the row was given before, when it is read again
   * @throws TallystickError `bad_id` where there is no source
   */
  make(reference: readonly string[], said: readonly NamedText[], occurrence?: number): MadeId {
    const source = this.#source;
    if (source === null) {
      const expected = 'an id, or the name of a source to make one of';
      throw new TallystickError('bad_id', this.#field, undefined, expected);
    }
    if (reference.length > 0 && !reference.includes('')) {
      // Whichever comes first is the one that counts: read again, they may come the other way round.
      const numbers = occurrence === undefined ? this.#occurrences : this.#again;
      const number = numbers.next(digestOf(['reference', reference]));
      return { id: idOf(source, ['reference', source, reference]), occurrence: number, hasReference: true };
    }
    const texts = said.filter(([, text]) => text !== '');
    const number = occurrence ?? this.#occurrences.next(digestOf(texts));
    return { id: idOf(source, ['row', source, texts, number]), occurrence: number, hasReference: false };
  }
}

function idOf(source: string, parts: readonly unknown[]): string {
  return `import:${source}:${digestOf(parts).toString('base64url')}`;
}

function digestOf(parts: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** What a member of a JSON object says, as text. */
export function textOfMember(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : recordText(value);
}

/** The hash of a mapping, or of what an import is. */
export function hashOf(value: unknown): string {
  return digestOf([value]).toString('base64url');
}

/**
 * What the rows of a file belong to: the name that was given, else that of the file without its folders and without the
 * ending of a compressed one; null: a stream has none. A long one is replaced by its hash. Throws TallystickError for no name.
 */
export function sourceName({ source, path }: { source?: string; path?: string }): string | null {
  if (source === '') throw new TallystickError('bad_option', 'source', source, 'a name');
  if (source === undefined && path === undefined) return null;
  const name = (source ?? basename(path ?? '').replace(/\.gz$/i, '')).toWellFormed();
  return name.length <= SOURCE_LENGTH_MAX ? name : createHash('sha256').update(name).digest('hex');
}
