import type { Event } from '../../../src/kernel/apply-rows.ts';
import { RULES_VERSION } from '../../../src/kernel/rules-version.ts';
import type { PlainEnd, PlainHouseBook } from '../../oracle/plain-house.ts';
import { plainDue } from '../../oracle/plain-house-credits.ts';
import { allEvents, type JournalRecord, type OpenBook } from './house-door.ts';
import { bodyOf, type HouseInput, lacksMoment } from './house-input.ts';
import { expectSame, expectSo } from './house-same.ts';

/** The journal has each command once, in order, with its answer and its entries; and announcements, nothing else. */
export async function checkJournal(book: OpenBook, plain: PlainHouseBook): Promise<void> {
  const records = await allEvents(book, 0, 37);
  const asked = records.filter((record) => !isOwn(record));
  expectSame(`${book.name}: as many rows`, asked.length, plain.rows.length);
  for (const [i, row] of plain.rows.entries()) {
    const record = asked[i];
    if (record === undefined) continue;
    const where = `${book.name}: journal row ${row.seq}`;
    expectSame(`${where}, what was asked`, bodyOf(inputOfRecord(record)), bodyOf(row.input));
    checkRecord(where, record, plain);
  }
  const ended = records.filter(isEnd);
  expectSame(`${book.name}: as many credits ended`, ended.length, plain.ends.length);
  for (const [i, record] of ended.entries()) checkEnd(book.name, record, plain.ends[i]);
  const announced = records.filter(isAnnouncement).map(subjectOf);
  expectSame(`${book.name}: announced`, announced.sort(), [...plain.announced].sort());
}

/** A journal record says what its command was answered, and what its events changed. */
function checkRecord(where: string, record: JournalRecord, plain: PlainHouseBook): void {
  const row = plain.rowOf(record.id);
  expectSo(row !== undefined, `${where}: ${record.id} was never asked`);
  const { kind: _, command: __, entries: ___, actor, reference, metadata, ...facts } = record;
  expectSame(where, facts, { ...row.answer, rules: RULES_VERSION });
  expectSame(`${where}, its entries`, entriesOf(record), movesOf(row.events));
}

/** What was left of a credit was posted out at that number. */
function checkEnd(where: string, { entries, ...record }: JournalRecord, end: PlainEnd | undefined): void {
  const place = `${where}: journal row ${record.seq}`;
  const { id, seq, recordedAt, effectiveAt } = record;
  const { events = [], ...facts } = end ?? {};
  expectSame(place, { id, seq, recordedAt, effectiveAt }, facts);
  expectSame(`${place}, its entries`, entriesOf({ entries }), movesOf(events));
}

/**
 * Takes records, in order, as what was asked next: a plain book decides them again and must come to the same.
 * Each id may come once, and each expiry is announced once, when it is due.
 */
export function replayRecords(where: string, records: readonly JournalRecord[], plain: PlainHouseBook): void {
  for (const record of records) {
    const place = `${where}: journal row ${record.seq}`;
    if (isAnnouncement(record)) {
      const subject = subjectOf(record);
      // It is due when it is recorded, or by the moment that somebody asked for.
      const isDue = plain.isDue(subject, Math.max(record.recordedAt, record.effectiveAt));
      expectSo(isDue, `${place}: ${subject} is not due, or was announced before`);
      plain.announce(subject, record.recordedAt);
    } else if (isEnd(record)) {
      // The first of those that are due, by the moment of its batch.
      const [first] = plainDue(plain.kernel.state, record.recordedAt);
      expectSo(first !== undefined, `${place}: no credit was due`);
      plain.endCredit(first, record.id, record.recordedAt);
      checkEnd(where, record, plain.ends.at(-1));
    } else {
      expectSo(!plain.isTaken(record.id), `${place}: ${record.id} is there twice`);
      const input = inputOfRecord(record);
      const at = lacksMoment(input) ? record.effectiveAt : record.recordedAt;
      plain.submit(input, record.id, at, record.recordedAt);
      checkRecord(place, record, plain);
    }
    expectSame(`${place}: its number`, record.seq, plain.kernel.state.seq);
  }
}

/** What the book decided by itself. */
export function isOwn(record: JournalRecord): boolean {
  return isAnnouncement(record) || isEnd(record);
}

/** Of the credits whose moment has come. */
export function isEnd({ kind }: JournalRecord): boolean {
  return kind === 'end_credit';
}

export function isAnnouncement({ kind }: JournalRecord): boolean {
  return kind === 'announce_expiry';
}

/** Which hold or offer it was that ran out. */
export function subjectOf({ command }: JournalRecord): string {
  const { what, subject, key } = command as { what?: unknown; subject?: unknown; key?: unknown };
  return what === 'hold' ? `hold ${key}` : `offer ${subject}`;
}

/** The command as it was asked. */
export function inputOfRecord({ command }: JournalRecord): HouseInput {
  return command as unknown as HouseInput; // A plain object of the shape that was given.
}

interface Change {
  readonly at: number;
  readonly order: number;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly purse: bigint;
  readonly spendable: bigint;
}

/** Changes added up by account, event and place, without those that come to nothing. */
class ChangeSums {
  readonly #sums = new Map<string, bigint[]>();

  add(account: string, seq: number, { at, order, ...change }: Change): void {
    const key = JSON.stringify([account, seq, at, order]);
    const { inflow, outflow, available, incoming, expected, purse, spendable } = change;
    const before = this.#sums.get(key) ?? [];
    const all = [inflow, outflow, available, incoming, expected, purse, spendable];
    const sums = all.map((each, i) => each + (before[i] ?? 0n));
    this.#sums.set(key, sums);
  }

  describe(): unknown {
    return new Map([...this.#sums].filter(([, sums]) => sums.some((sum) => sum !== 0n)));
  }
}

function entriesOf({ entries }: Pick<JournalRecord, 'entries'>): unknown {
  const sums = new ChangeSums();
  for (const entry of entries) {
    const account = entry.account === 'world' ? `world/${entry.asset}` : entry.account;
    sums.add(account, entry.seq, entry);
  }
  return sums.describe();
}

function movesOf(events: readonly Event[]): unknown {
  const sums = new ChangeSums();
  for (const { seq, moves } of events) {
    // Without the number of the life, which records do not tell.
    for (const move of moves) sums.add(move.account.replace(/^\d+\//, ''), seq, move);
  }
  return sums.describe();
}
