import { createHash, type Hash, hash } from 'node:crypto';
import type { JournalRow } from '../../store/store.ts';

/** How much text is hashed at once: many rows, but not so many that copying them costs more. */
const CHUNK_LENGTH = 65_536;

/** What a chain begins with. */
export const FIRST_LINK: Uint8Array = new Uint8Array(32);

/**
 * The link of a batch: SHA-256 of the link before it and the canonical bytes of its rows, which are, for each row,
 * a line of its numbers, of the lengths of its texts in UTF-16 units, for a retry of the row that it retries, of the version
 * of the rules, and of the length of its actor, and a line of the texts themselves. Neither the first version nor an actor that
 * nobody named is written down, for rows were linked before there was either. No two lists of rows have the same bytes. So
 * whoever knows one link knows whether anything before it was changed.
 */
export function linkOf(before: Uint8Array, rows: readonly Omit<JournalRow, 'link'>[]): Uint8Array {
  const link = new LinkHash(before);
  link.add(rows);
  return link.end();
}

/** The same link, for a batch whose rows come a few at a time. */
export class LinkHash {
  readonly #before: Uint8Array;
  /** Text that was not hashed yet. */
  #text = '';
  /** Begun when there is more than one chunk: for one, a hash at once costs half as much. */
  #hash: Hash | undefined;

  constructor(before: Uint8Array) {
    this.#before = before;
  }

  add(rows: readonly Omit<JournalRow, 'link'>[]): void {
    for (const row of rows) {
      this.#text += rowText(row);
      if (this.#text.length < CHUNK_LENGTH) continue;
      this.#hash ??= createHash('sha256').update(this.#before);
      this.#hash.update(this.#text);
      this.#text = '';
    }
  }

  /** The link; nothing can be added after it. */
  end(): Uint8Array {
    const digest =
      this.#hash === undefined
        ? hash('sha256', Buffer.concat([this.#before, Buffer.from(this.#text)]), 'buffer')
        : this.#hash.update(this.#text).digest();
    return new Uint8Array(digest);
  }
}

function rowText(row: Omit<JournalRow, 'link'>): string {
  const { seq, id, kind, assignedAt, recordedAt, isAccepted, request, answer, retryOf, rules, actor } = row;
  const retry = retryOf === null ? '' : ` ${retryOf}`;
  const version = rules === 1 ? '' : ` v${rules}`;
  const by = actor === null ? '' : ` @${actor.length}`;
  const lengths = `${id.length} ${kind.length} ${request.length} ${answer.length}${retry}${version}${by}`;
  return `${seq} ${assignedAt} ${recordedAt} ${isAccepted} ${lengths}\n${id}${kind}${request}${answer}${actor ?? ''}\n`;
}
