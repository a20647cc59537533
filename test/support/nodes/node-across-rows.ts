import type { Event } from '../../../src/kernel/apply-rows.ts';
import type { Rejection } from '../../../src/kernel/rejection.ts';
import { RULES_VERSION } from '../../../src/kernel/rules-version.ts';
import { failingOfGroup } from '../../oracle/plain-expectations.ts';
import { gainOf, type PlainAnswer, PlainHouseBook, type PlainRow } from '../../oracle/plain-house.ts';
import { type AcrossCommand, booksOf, groupOf, partIn } from '../across/across-commands.ts';
import type { JournalRecord } from '../house/house-door.ts';
import { bodyOf, type HouseInput, lacksMoment, type SingleInput, singlesIn } from '../house/house-input.ts';
import { inputOfRecord } from '../house/house-records.ts';
import { expectSame } from '../house/house-same.ts';
import type { NodeAcross } from './node-load-lines.ts';

/** A plain book that may have rows of groups on several books as well. */
export class PlainSharedBook extends PlainHouseBook {
  readonly #shared = new Map<string, PlainRow>();
  readonly #inside = new Set<string>();
  #sharedAt = Number.NEGATIVE_INFINITY;

  /** Notes a row that was decided in all its books. Its commands' ids are taken when it was accepted. */
  note(row: PlainRow): void {
    this.rows.push(row);
    this.#shared.set(row.id, row);
    if (lacksMoment(row.input)) this.#sharedAt = Math.max(this.#sharedAt, row.effectiveAt);
    if (row.answer.ok !== true) return;
    for (const { id } of singlesIn(row.input)) if (id !== undefined) this.#inside.add(id);
  }

  override presentAt(now: number): number {
    return Math.max(super.presentAt(now), this.#sharedAt);
  }

  override isTaken(id: string): boolean {
    return this.#shared.has(id) || this.#inside.has(id) || super.isTaken(id);
  }

  override answerTo(id: string): PlainAnswer | undefined {
    return this.#shared.get(id)?.answer ?? super.answerTo(id);
  }

  override rowOf(id: string): PlainRow | undefined {
    return this.#shared.get(id) ?? super.rowOf(id);
  }
}

/** Which books a record is in, as it says itself; undefined when it is of its own book alone. */
export function acrossOfRecord({ command }: JournalRecord): string[] | undefined {
  return 'across' in command ? [...new Set(command.across)].sort() : undefined;
}

/**
 * Decides a group on several books by their plain kernels, command by command, and compares what comes of it with the
 * row that each book has of it. Returns what the whole group answers.
 */
export function decideAcross(
  across: NodeAcross,
  books: ReadonlyMap<string, { readonly plain: PlainSharedBook; readonly record: JournalRecord }>,
): PlainAnswer {
  const [first] = books.values();
  if (first === undefined) throw new Error('a group is on some book');
  const { id } = across;
  const { effectiveAt, recordedAt } = first.record;
  for (const { plain } of books.values()) plain.kernel.begin();
  const { refusal, done } = runAll(across, effectiveAt, (name) => {
    const place = books.get(name);
    if (place === undefined) throw new Error(`${id} is asked of ${name}, which has no row of it`);
    return place.plain;
  });
  const seqs: Record<string, number> = {};
  for (const [name, { plain, record }] of books) {
    const events = refusal === undefined ? done.filter(({ book }) => book === name) : [];
    const { kernel } = plain;
    if (refusal === undefined) kernel.commit();
    else kernel.rollback();
    if (events.length === 0) kernel.state.advanceTo(kernel.state.seq + 1);
    const facts = { id, seq: kernel.state.seq, effectiveAt, recordedAt };
    seqs[name] = facts.seq;
    const parts = events.map(({ part }) => part);
    const answer =
      refusal === undefined ? { ok: true, ...facts, parts } : { ok: false, ...facts, ...refusal };
    const input = partIn(name, across);
    plain.note({ ...facts, input, answer, events: events.map(({ event }) => event) });
    compareRecord(`${name}: journal row ${record.seq}`, record, { ...answer, message: undefined });
    expectSame(`${name}: what was asked as ${id}`, bodyOf(inputOfRecord(record)), bodyOf(input));
  }
  const facts = { id, seqs, effectiveAt, recordedAt };
  const parts = done.map(({ book, part }) => ({ book, ...part }));
  return refusal === undefined ? { ok: true, ...facts, parts } : { ok: false, ...facts, ...refusal };
}

/** What the entries are is left to those who audit the house. */
function compareRecord(where: string, record: JournalRecord, expected: PlainAnswer): void {
  const { kind: _, command: __, entries: ___, ...facts } = record;
  expectSame(where, facts, { ...expected, rules: RULES_VERSION });
}

interface Done {
  readonly book: string;
  readonly event: Event;
  readonly part: PlainAnswer;
}

/** Looks at what is expected, and runs the commands in order, up to the first that is refused. */
function runAll(
  across: NodeAcross,
  at: number,
  plainOf: (book: string) => PlainSharedBook,
): { refusal: PlainAnswer | undefined; done: Done[] } {
  const done: Done[] = [];
  for (const book of booksOf(across)) {
    const failing = failingOfGroup(plainOf(book).kernel, partIn(book, across), at);
    if (failing !== undefined) return { refusal: { ...lossOf(failing), book }, done };
  }
  const commands: readonly AcrossCommand[] = groupOf(across) ?? [];
  for (const [i, { book, ...command }] of commands.entries()) {
    const plain = plainOf(book);
    const input = single(command as HouseInput); // The command without its book.
    const decision = plain.decide(input, input.id, at);
    if (decision.kind === 'rejected') return { refusal: { ...lossOf(decision), path: [i], book }, done };
    const { id, at: effectiveAt } = decision;
    const part = { kind: input.kind, id, effectiveAt, ...gainOf(plain.kernel.state, decision, input.kind) };
    done.push({ book, event: decision, part });
  }
  return { refusal: undefined, done };
}

function single(input: HouseInput): SingleInput {
  if (input.kind === 'atomic') throw new Error('no node asks for a group inside of one on several books');
  return input;
}

function lossOf({ kind: _kind, ...told }: Rejection): PlainAnswer {
  return told;
}
