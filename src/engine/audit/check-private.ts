import type { StoredPrivate } from '../../store/private-rows.ts';
import type { ReadRow } from '../follow/read-journal-row.ts';
import { privateHash } from '../text/private-data.ts';
import { type AuditedBook, breakIn, kindCursor } from './audited-book.ts';
import type { RowCursor } from './row-cursor.ts';

/**
 * Checks that what is kept apart from the journal is what the journal has the hashes of, all of it and nothing else; and that
 * what is missing was erased by the row of the journal that it names. It goes along with the journal, in one pass.
 */
export class PrivateCheck {
  readonly #place: AuditedBook;
  readonly #cursor: RowCursor<StoredPrivate>;
  /** What is erased, by its name, with the row of the journal that is to say so. */
  readonly #erased = new Map<string, number>();

  constructor(place: AuditedBook) {
    this.#place = place;
    this.#cursor = kindCursor(place.view, place.head.book, 'private', {
      onBreak: breakIn(place, 'private data', nameOf),
      onPage: (page) => place.findings.count('private data', page.length),
    });
  }

  /** The next rows of the journal. */
  async take(rows: readonly ReadRow[]): Promise<void> {
    for (const { row, apart, events } of rows) {
      for (const [place, hash] of apart.hashes) await this.#check({ seq: row.seq, place }, row.id, hash);
      for (const event of events) {
        if (event.kind !== 'private_erased') continue;
        for (const [seq, place] of event.rows) this.#confirm({ seq, place }, row.seq);
      }
    }
  }

  /** At the end of the journal. */
  async finish(): Promise<void> {
    await this.#passBy({ seq: Number.POSITIVE_INFINITY, place: 0 });
    for (const [name, by] of this.#erased) {
      this.#place.findings.add(
        name,
        `it is missing, and row ${by} of the journal does not say that it erased it`,
      );
    }
  }

  async #check(key: Key, id: string, hash: unknown): Promise<void> {
    await this.#passBy(key);
    const { row } = this.#cursor;
    const name = nameOf(key);
    if (row === undefined || compareKeys(row, key) !== 0) {
      if (!this.#cursor.isBroken) {
        this.#place.findings.add(name, 'it is missing, and nothing on record says that it was erased');
      }
      return;
    }
    this.#cursor.step();
    const { salt, text, erasedBy } = row;
    if (row.id !== id) this.#place.findings.add(name, `its id is ${row.id}, and that of its row ${id}`);
    if (erasedBy !== null && salt === null && text === null) {
      this.#erased.set(name, erasedBy);
    } else if (erasedBy !== null || salt === null || text === null || privateHash(salt, text) !== hash) {
      this.#place.findings.add(name, 'it does not come to the hash that the journal has of it');
    }
  }

  /** What stands before that place is nothing that the journal knows. */
  async #passBy(key: Key): Promise<void> {
    for (;;) {
      if (this.#cursor.needsPage) await this.#cursor.fill();
      const { row } = this.#cursor;
      if (row === undefined || compareKeys(row, key) >= 0) return;
      this.#place.findings.add(nameOf(row), 'it should not be there: nothing in the journal leads to it');
      this.#cursor.step();
    }
  }

  #confirm(key: Key, by: number): void {
    const name = nameOf(key);
    if (this.#erased.get(name) === by) this.#erased.delete(name);
    else this.#place.findings.add(name, `row ${by} of the journal says that it erased it, and it is not so`);
  }
}

type Key = Pick<StoredPrivate, 'seq' | 'place'>;

function compareKeys(a: Key, b: Key): number {
  return a.seq - b.seq || a.place - b.place;
}

function nameOf({ seq, place }: Key): string {
  return `private data of row ${seq}, place ${place}`;
}
