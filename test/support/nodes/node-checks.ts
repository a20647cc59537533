import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import { type AcrossAnswer, booksOf } from '../across/across-commands.ts';
import { bodyOf } from '../house/house-input.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { bodyIn, byKey, keyOf, type Operation } from './node-history.ts';
import type { ReplayedBook, ReplayedHouse } from './node-serial-order.ts';

type Told = NonNullable<Operation['told']>;

/** When one row of a journal can have been written: not before it was asked for, not after anybody knew of it. */
interface RowSpan {
  readonly id: string;
  readonly firstSent: bigint;
  readonly firstTold: bigint | undefined;
}

/** Whatever was answered to a command is what its row in the journal says, and nothing else is in the journal. */
export function checkAnswers(book: ReplayedBook, operations: readonly Operation[]): void {
  for (const { node, ask, told } of operations) {
    if (told === undefined || ask.what === 'balance' || ask.what === 'across' || ask.book !== book.name)
      continue;
    const answer = told.answer as AnyAnswer; // To a command, or to a transaction.
    const where = `${book.name}, ${node}: the answer to ${answer.id}`;
    if (ask.what === 'transaction') {
      // One that could not be committed, or that did nothing, is not in the journal.
      if (!answer.ok || answer.parts?.length === 0) continue;
      expectSame(where, answer.seq, book.plain.answerTo(ask.id)?.seq);
      continue;
    }
    const row = book.plain.rowOf(answer.id);
    const isSame = row !== undefined && bodyOf(row.input) === bodyOf(ask.input);
    if (!answer.ok && answer.reason === 'id_conflict') {
      expectSo(book.plain.isTaken(answer.id), `${where} is a conflict, and nothing has that id`);
      expectSo(!isSame, `${where} is a conflict, and it is the command that has the id`);
      continue;
    }
    expectSo(row !== undefined, `${where} was given, and it is not in the journal`);
    expectSo(isSame, `${where} was given, and another command has that id`);
    expectSame(where, answer, book.plain.answerTo(answer.id));
  }
}

/**
 * The order of the journal is one of real time: what was answered before another was asked for stands before it. Every
 * row was asked for.
 */
export function checkRealTime(book: ReplayedBook, operations: readonly Operation[]): void {
  let latest: RowSpan | undefined;
  for (const span of spansOf(book, operations)) {
    if (span === undefined) continue;
    const { firstTold, firstSent, id } = span;
    const isLate = latest !== undefined && firstTold !== undefined && firstTold < latest.firstSent;
    expectSo(
      !isLate,
      `${book.name}: ${id} was answered before ${latest?.id} was asked, and stands behind it`,
    );
    if (latest === undefined || firstSent > latest.firstSent) latest = span;
  }
}

/** For each row when it can have been written; undefined for an announcement, which nobody asks for. */
function spansOf(book: ReplayedBook, operations: readonly Operation[]): (RowSpan | undefined)[] {
  const asked = byKey(operations);
  return book.rows.map(({ id }) => {
    const row = book.plain.rowOf(id);
    if (row === undefined) return undefined;
    const about = asked.get(keyOf(book.name, id)) ?? [];
    const body = bodyOf(row.input);
    const same = about.filter(({ ask }) => (bodyIn(book.name, ask) ?? body) === body);
    expectSo(same.length > 0, `${book.name}: ${id} is in the journal, and nobody asked for it`);
    // Who is told of a conflict is told of the row too.
    const told = about.flatMap((each) => (isAboutRow(each) ? [each.told.at] : []));
    const firstSent = least(same.map(({ sent }) => sent)) ?? 0n;
    return { id, firstSent, firstTold: least(told) };
  });
}

/** A transaction may be answered without a row, and a group on several books for a row in another of them. */
function isAboutRow(operation: Operation): operation is Operation & { readonly told: Told } {
  const { ask, told } = operation;
  if (told === undefined) return false;
  return ask.what === 'command' || (told.answer !== null && 'ok' in told.answer && isRecorded(told.answer));
}

function isRecorded(answer: AnyAnswer | AcrossAnswer): boolean {
  return answer.ok || ('seq' in answer && answer.seq !== undefined) || 'seqs' in answer;
}

/** Groups on several books are answered as they were decided in all of them, in one order. */
export function checkAcrossAnswers(
  { books, across }: ReplayedHouse,
  operations: readonly Operation[],
): number {
  let count = 0;
  for (const { node, ask, told } of operations) {
    if (told === undefined || ask.what !== 'across') continue;
    const answer = told.answer as AcrossAnswer; // To a group on several books.
    const { id } = ask.across;
    const where = `${node}: the answer to ${id}`;
    const first = across.get(id);
    const isSame = first !== undefined && canonicalText(first.asked) === canonicalText(ask.across);
    if (!answer.ok && answer.reason === 'id_conflict') {
      const own = books.filter(({ name }) => booksOf(ask.across).includes(name));
      expectSo(
        own.some(({ plain }) => plain.isTaken(id)),
        `${where} is a conflict, and nothing has that id`,
      );
      expectSo(!isSame, `${where} is a conflict, and it is the group that has the id`);
      continue;
    }
    expectSo(isSame, `${where} was given, and it is not in the journals`);
    expectSame(where, answer, first.answer);
    count += 1;
  }
  return count;
}

function least(values: readonly bigint[]): bigint | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => (b < a ? b : a));
}

/** Every balance that was read was true at some row between those known before it was asked and those asked before it was told. */
export function checkBalancesRead(book: ReplayedBook, operations: readonly Operation[]): number {
  const spans = spansOf(book, operations);
  const known = new LastRows(spans.map((span) => span?.firstTold));
  const possible = new LastRows(spans.map((span) => span?.firstSent));
  let count = 0;
  for (const { node, ask, sent, told } of operations) {
    if (ask.what !== 'balance' || ask.book !== book.name || told === undefined) continue;
    const [from, to] = [known.before(sent), possible.before(told.at)];
    const text = canonicalText(told.answer);
    const wasTrue = book.rows.slice(from, to + 1).some(({ balances }) => balances.get(ask.account) === text);
    expectSo(
      wasTrue,
      () =>
        `${book.name}, ${node}: ${ask.account} was read as ${text}, which it was at none of the rows ` +
        `${book.rows[from]?.seq} to ${book.rows[to]?.seq}: ${book.rows
          .slice(from, to + 1)
          .map(({ balances }) => balances.get(ask.account))
          .join(' ')}`,
    );
    count += 1;
  }
  return count;
}

/** Finds, for a moment, the last row that has an earlier one. */
class LastRows {
  readonly #moments: readonly { readonly at: bigint; readonly row: number }[];

  constructor(moments: readonly (bigint | undefined)[]) {
    const sorted = moments
      .flatMap((at, row) => (at === undefined ? [] : [{ at, row }]))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    let last = 0;
    this.#moments = sorted.map(({ at, row }) => {
      last = Math.max(last, row);
      return { at, row: last };
    });
  }

  /** 0 when there is none. */
  before(moment: bigint): number {
    let [low, high] = [0, this.#moments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#moments[middle]?.at ?? 0n) < moment) low = middle + 1;
      else high = middle;
    }
    return this.#moments[low - 1]?.row ?? 0;
  }
}
