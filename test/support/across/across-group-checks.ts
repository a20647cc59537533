import type { AnyAnswer } from '../../../src/engine/answer.ts';
import { allEvents, type House, type JournalRecord } from '../house/house-door.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { type AcrossAnswer, type AcrossAsk, booksOf, groupOf } from './across-commands.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS, LOAD_FUNDS } from './across-load.ts';

/** Something that was asked and what it was answered; no answer where nobody was there to hear it. */
export interface Told {
  readonly ask: AcrossAsk;
  readonly answer: AnyAnswer | AcrossAnswer | undefined;
}

export interface GroupCounts {
  /** Groups in the journals. */
  accepted: number;
  refused: number;
  /** What was asked for, not answered, and is in the journals all the same. */
  kept: number;
}

/**
 * Checks the journals of all books against what was asked and told: each group in all of its books or in none, there once,
 * at one moment and with one outcome, and as it was answered; and nothing in them that nobody asked for.
 */
export async function checkGroups(
  house: House,
  told: readonly Told[],
  books: readonly string[],
): Promise<GroupCounts> {
  const journals = new Map<string, Map<string, JournalRecord>>();
  for (const name of books) journals.set(name, byId(name, await allEvents(house.book(name))));
  const counts: GroupCounts = { accepted: 0, refused: 0, kept: 0 };
  const seen = new Set<string>();
  for (const { ask, answer } of told) {
    const id = ask.id ?? answer?.id;
    if (id === undefined || (answer?.ok === false && answer.reason === 'id_conflict')) continue;
    const rows = booksOf(ask).map((book) => ({ book, row: journals.get(book)?.get(id) }));
    const [first] = rows;
    if (answer === undefined && rows.every(({ row }) => row === undefined)) continue;
    for (const { book, row } of rows) {
      expectSo(row !== undefined && first?.row !== undefined, `${id} is not in ${book}, and should be`);
      const { ok, recordedAt, effectiveAt, reason } = row;
      const { row: other } = first;
      expectSame(
        `${id} in ${book} and ${first.book}`,
        { ok, recordedAt, effectiveAt, reason },
        { ok: other.ok, recordedAt: other.recordedAt, effectiveAt: other.effectiveAt, reason: other.reason },
      );
      if (groupOf(ask) !== undefined) checkPart(book, row, ask);
      if (answer !== undefined) checkAnswer(book, row, answer);
    }
    if (seen.has(id) || first?.row === undefined) continue;
    seen.add(id);
    if (groupOf(ask) !== undefined) counts[first.row.ok ? 'accepted' : 'refused'] += 1;
    if (answer === undefined) counts.kept += 1;
  }
  checkComplete(journals);
  return counts;
}

function byId(book: string, records: readonly JournalRecord[]): Map<string, JournalRecord> {
  const rows = new Map<string, JournalRecord>();
  for (const record of records) {
    expectSo(!rows.has(record.id), `${record.id} is in ${book} twice`);
    rows.set(record.id, record);
  }
  return rows;
}

function checkPart(book: string, { command, id, kind }: JournalRecord, ask: AcrossAsk): void {
  const commands = groupOf(ask) ?? [];
  const across = commands.map((each) => each.book);
  expectSame(
    `the books of ${id} in ${book}`,
    { kind, across: acrossIn(command) },
    { kind: 'atomic', across },
  );
}

function checkAnswer(book: string, row: JournalRecord, answer: AnyAnswer | AcrossAnswer): void {
  const seq = 'seqs' in answer ? answer.seqs?.[book] : 'seq' in answer ? answer.seq : undefined;
  const { ok, recordedAt } = answer;
  const got = { ok: row.ok, recordedAt: row.recordedAt, seq: row.seq };
  expectSame(`the answer to ${row.id}, in ${book}`, got, { ok, recordedAt, seq });
}

/** The books of a group's commands, as its row says; undefined of what is on one book. */
export function acrossIn(command: JournalRecord['command']): readonly string[] | undefined {
  return 'across' in command ? command.across : undefined;
}

/** Every group that a journal says is on several books is in all of them, with the same outcome. */
function checkComplete(journals: ReadonlyMap<string, ReadonlyMap<string, JournalRecord>>): void {
  for (const [book, rows] of journals) {
    for (const { id, command, ok, reason } of rows.values()) {
      const across = acrossIn(command);
      for (const other of new Set(across)) {
        const row = journals.get(other)?.get(id);
        const where = `${id} in ${book} and ${other}`;
        expectSo(row !== undefined, `${where}: it is not there`);
        expectSame(where, { ok: row.ok, reason: row.reason }, { ok, reason });
        expectSame(`${where}: its books`, acrossIn(row.command), across);
      }
    }
  }
}

/** All that the accounts of a load began with is still there, in whichever book, and none is below its floor. */
export async function checkFunds(house: House): Promise<void> {
  let sum = 0n;
  for (const name of LOAD_BOOKS) {
    for (const balance of await house.book(name).balances([...LOAD_ACCOUNTS])) {
      expectSo(balance !== null && balance.available >= 0n, `an account of ${name} is below its floor`);
      sum += balance.posted;
    }
  }
  expectSame('all funds', sum, BigInt(LOAD_BOOKS.length * LOAD_ACCOUNTS.length) * LOAD_FUNDS);
}
