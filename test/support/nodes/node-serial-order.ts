import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import type { PlainAnswer } from '../../oracle/plain-house.ts';
import { numberedRead } from '../../oracle/plain-house-order.ts';
import { booksOf, partIn } from '../across/across-commands.ts';
import { LOAD_ACCOUNTS } from '../crash/house-load.ts';
import type { JournalRecord } from '../house/house-door.ts';
import { bodyOf } from '../house/house-input.ts';
import { inputOfRecord, replayRecords } from '../house/house-records.ts';
import { expectSo } from '../house/house-same.ts';
import { wrongSums } from '../kernel/book-truths.ts';
import { acrossOfRecord, decideAcross, PlainSharedBook } from './node-across-rows.ts';
import type { NodeAcross } from './node-load-lines.ts';

/** How many rows apart all balances of a book are looked at, at every instant. */
const SUMS_EVERY_ROWS = 25;

/** One row of a journal, with what each account had when it was the last one. */
export interface ReplayedRow {
  readonly id: string;
  readonly seq: number;
  /** By account, as text. */
  readonly balances: ReadonlyMap<string, string>;
}

/** A book decided again by the plain kernel, row by row, in the order of its journal. */
export class ReplayedBook {
  readonly name: string;
  readonly plain = new PlainSharedBook();
  readonly rows: ReplayedRow[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** The plain kernel comes to what the record says, and what is in the book then is right at every instant. */
  take(record: JournalRecord): void {
    replayRecords(this.name, [record], this.plain);
    this.note(record);
  }

  note({ id, seq, entries }: JournalRecord): void {
    const before = this.rows.at(-1);
    // What moves nothing may still end an account that has nothing.
    const isQuiet = entries.length === 0 && !this.#endsAccount(id);
    const balances = isQuiet && before !== undefined ? before.balances : this.#balances();
    this.rows.push({ id, seq, balances });
    if (this.rows.length % SUMS_EVERY_ROWS === 0) this.checkSums();
  }

  checkSums(): void {
    const wrong = wrongSums(this.plain.kernel, this.plain.events);
    expectSo(wrong === undefined, `${this.name}, after journal row ${this.rows.at(-1)?.seq}: ${wrong}`);
  }

  #endsAccount(id: string): boolean {
    const events = this.plain.rowOf(id)?.events ?? [];
    return events.some(({ kind }) => /^account/.test(kind));
  }

  #balances(): Map<string, string> {
    const { kernel } = this.plain;
    const textOf = (account: string): string =>
      canonicalText(numberedRead(kernel, account, Number.MAX_SAFE_INTEGER));
    return new Map(LOAD_ACCOUNTS.map((account) => [account, textOf(account)]));
  }
}

/** The journals of several books, decided again as one history. */
export interface ReplayedHouse {
  readonly books: readonly ReplayedBook[];
  /** What groups on several books answer, by id. */
  readonly across: ReadonlyMap<string, { readonly asked: NodeAcross; readonly answer: PlainAnswer }>;
}

/** How far a journal is decided again. */
interface Place {
  readonly book: ReplayedBook;
  readonly records: readonly JournalRecord[];
  next: number;
}

/**
 * Takes the journals of several books as one serial order: a group on several books is decided in all of them at once, when
 * each of them has come to its row of it.
 *
 * @param asked what was asked under the ids of groups on several books
 */
export function replayTogether(
  journals: ReadonlyMap<string, readonly JournalRecord[]>,
  asked: ReadonlyMap<string, readonly NodeAcross[]>,
): ReplayedHouse {
  const places = [...journals].map(([name, records]): Place => {
    return { book: new ReplayedBook(name), records, next: 0 };
  });
  const across = new Map<string, { asked: NodeAcross; answer: PlainAnswer }>();
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const place of places) {
      const record = place.records[place.next];
      if (record === undefined) continue;
      const together = placesAt(places, record);
      if (together === undefined) continue;
      isMoving = true;
      for (const each of together) each.next += 1;
      if (acrossOfRecord(record) === undefined) place.book.take(record);
      else across.set(record.id, takeTogether(record.id, together, asked.get(record.id) ?? []));
    }
  }
  for (const { book, records, next } of places) {
    const stuck = records[next];
    expectSo(
      stuck === undefined,
      `${book.name}: ${stuck?.id}, row ${stuck?.seq}, is not in all of its books in one order`,
    );
    book.checkSums();
  }
  return { books: places.map(({ book }) => book), across };
}

/** The places that take a record together, once all have come to it. */
function placesAt(places: readonly Place[], record: JournalRecord): Place[] | undefined {
  const names = acrossOfRecord(record);
  const together = places.filter(({ book, records, next }) => {
    const isIn = names?.includes(book.name) ?? false;
    return names === undefined ? records[next] === record : isIn && records[next]?.id === record.id;
  });
  return together.length === (names?.length ?? 1) ? together : undefined;
}

function takeTogether(
  id: string,
  places: readonly Place[],
  candidates: readonly NodeAcross[],
): { asked: NodeAcross; answer: PlainAnswer } {
  const books = new Map(
    places.map(({ book, records, next }) => {
      const record = records[next - 1];
      expectSo(record !== undefined, 'each of them has come to it');
      return [book.name, { plain: book.plain, record }] as const;
    }),
  );
  const names = [...books.keys()].sort().join();
  const asked = candidates.find(
    (each) =>
      booksOf(each).join() === names && [...books].every(([name, { record }]) => isPart(name, each, record)),
  );
  expectSo(asked !== undefined, `${id} is in the journals of ${names}, and nobody asked for it like that`);
  const answer = decideAcross(asked, books);
  for (const { book } of places) {
    const record = books.get(book.name)?.record;
    if (record !== undefined) book.note(record);
  }
  return { asked, answer };
}

function isPart(book: string, across: NodeAcross, record: JournalRecord): boolean {
  return bodyOf(inputOfRecord(record)) === bodyOf(partIn(book, across));
}
