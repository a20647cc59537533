import type { Event } from '../../../src/kernel/apply-rows.ts';
import { Book } from '../../../src/kernel/book.ts';
import { type Rejection, reject } from '../../../src/kernel/rejection.ts';
import { failingOfGroup, failingOfSingle } from '../../oracle/plain-expectations.ts';
import { gainOf, type PlainAnswer } from '../../oracle/plain-house.ts';
import { overBeforeItBegins } from '../../oracle/plain-house-rows.ts';
import {
  bodyOf,
  commandOf,
  type HouseInput,
  lacksMoment,
  type SingleInput,
  singlesIn,
} from '../house/house-input.ts';
import { type AcrossAsk, booksOf, groupOf, partIn } from './across-commands.ts';

/** One row that the journal of a book should have. */
export interface OracleRow {
  readonly seq: number;
  readonly id: string;
  readonly ok: boolean;
  readonly recordedAt: number;
  /** The books of a group's commands; undefined: it is of this book alone. */
  readonly across: readonly string[] | undefined;
}

/** What came under an id first; for an id inside of a group: nothing that could come again. */
interface Taken {
  readonly text: string | undefined;
  readonly answer: PlainAnswer;
}

interface Refusal {
  readonly rejection: Rejection;
  readonly path: readonly number[];
}

/** What a command came to, and on which book. */
interface Done {
  readonly book: string;
  readonly kind: string;
  readonly event: Event;
}

/** A book as it is meant: its commands one after another on a kernel book that keeps everything. */
export class OracleBook {
  readonly kernel = new Book();
  readonly rows: OracleRow[] = [];
  readonly events: Event[] = [];
  readonly taken = new Map<string, Taken>();
  assignedAt = Number.NEGATIVE_INFINITY;
  recordedAt = Number.NEGATIVE_INFINITY;

  /** Runs a command or a group of this book alone; what was done before a refusal is for the caller to undo. */
  run(input: HouseInput, id: string | undefined, at: number, events: Event[]): Refusal | undefined {
    if (input.kind === 'atomic') {
      const failing = failingOfGroup(this.kernel, input, at);
      if (failing !== undefined) return { rejection: failing, path: [] };
      for (const [i, command] of input.commands.entries()) {
        const refusal = this.run(command, command.id, at, events);
        if (refusal !== undefined) return { ...refusal, path: [i, ...refusal.path] };
      }
      return undefined;
    }
    const decision = this.#decide(input, id, at);
    if (decision.kind === 'rejected') return { rejection: decision, path: [] };
    events.push(decision);
    return undefined;
  }

  #decide(input: SingleInput, id: string | undefined, at: number): Event | Rejection {
    const outlived = overBeforeItBegins(input, at);
    if (outlived !== undefined) return reject('expires_before_start', outlived);
    const { transactions } = this.kernel.state;
    const isPosted = (name: string): boolean => transactions.get(name) !== undefined;
    if (id !== undefined && (isPosted(id) || this.taken.has(id))) return reject('transaction_exists', id);
    const command = commandOf(input, at);
    if (input.kind === 'reverse' && !isPosted(input.transaction) && this.taken.has(input.transaction)) {
      // Nothing was posted under the id of a refused command, or of a group.
      return failingOfSingle(this.kernel, command) ?? reject('not_reversible', input.transaction);
    }
    return this.kernel.execute(id === undefined ? command : { ...command, id });
  }

  /** Ends the layer of a command and writes its row; returns the row's number. */
  record(id: string, events: readonly Event[], row: Omit<OracleRow, 'seq' | 'id'>): number {
    const { kernel } = this;
    if (row.ok) kernel.commit();
    else kernel.rollback();
    // A refusal, and a group without commands, take a number of their own.
    if (!row.ok || events.length === 0) kernel.state.advanceTo(kernel.state.seq + 1);
    else this.events.push(...events);
    this.rows.push({ seq: kernel.state.seq, id, ...row });
    return kernel.state.seq;
  }

  take(id: string, text: string, answer: PlainAnswer, inputs: readonly HouseInput[]): void {
    this.taken.set(id, { text, answer });
    if (answer.ok !== true) return;
    for (const { id: inner } of inputs.flatMap(singlesIn)) {
      if (inner !== undefined) this.taken.set(inner, { text: undefined, answer });
    }
  }
}

/**
 * What groups on several books mean: a layer on each of their books, the commands in order, all kept or none, and the id
 * taken in each of them for the text of the whole.
 */
export class AcrossOracle {
  readonly books = new Map<string, OracleBook>();

  book(name: string): OracleBook {
    const found = this.books.get(name) ?? new OracleBook();
    this.books.set(name, found);
    return found;
  }

  /** The answer to a command, or a group, on one book. */
  submit(name: string, input: HouseInput, id: string, now: number): PlainAnswer {
    const book = this.book(name);
    const text = bodyOf(input);
    const before = book.taken.get(id);
    if (before !== undefined) return before.text === text ? before.answer : conflict(id);
    const recordedAt = Math.max(book.recordedAt, now);
    const assigned = Math.max(book.assignedAt, now);
    book.recordedAt = recordedAt;
    if (lacksMoment(input)) book.assignedAt = assigned;
    const own = input.kind === 'atomic' ? undefined : input.effectiveAt;
    const effectiveAt = own ?? (lacksMoment(input) ? assigned : recordedAt);
    const events: Event[] = [];
    book.kernel.begin();
    const refusal = book.run(input, input.kind === 'atomic' ? undefined : id, assigned, events);
    const isGroup = input.kind === 'atomic';
    const ok = refusal === undefined;
    const seq = book.record(id, events, { ok, recordedAt, across: undefined });
    const kinds = singlesIn(input).map(({ kind }) => kind);
    const parts = events.map((each, i) => ({ kind: kinds[i], ...partOf(book, each, kinds[i]) }));
    const [event] = events;
    const found = event === undefined ? {} : gainOf(book.kernel.state, event, input.kind);
    const gained = isGroup ? { parts } : found;
    const facts = { id, seq, effectiveAt, recordedAt };
    const answer = ok ? { ok, ...facts, ...gained } : { ok, ...facts, ...lossOf(refusal) };
    book.take(id, text, answer, isGroup ? [input] : []);
    return answer;
  }

  /** The answer to a group on several books. A transfer is one amount of one asset. */
  submitAcross(ask: AcrossAsk, id: string, clock: number): PlainAnswer {
    const commands = groupOf(ask) ?? [];
    const across = commands.map(({ book }) => book);
    const names = booksOf(ask);
    const books = names.map((name) => this.book(name));
    const inputs = commands.map(({ book: _, ...input }) => input as HouseInput);
    const text = JSON.stringify([
      across,
      bodyOf({ kind: 'atomic', commands: inputs }),
      names.map((name) => bodyOf(partIn(name, ask))),
    ]);
    const before = books.map(({ taken }) => taken.get(id));
    const [earlier] = before;
    if (before.some((taken) => taken !== undefined)) {
      const isSame = before.every((taken) => taken?.text === text);
      return isSame && earlier !== undefined ? earlier.answer : conflict(id);
    }
    // One moment for all books, which none of them has left behind.
    const now = Math.max(clock, ...books.flatMap(({ recordedAt, assignedAt }) => [recordedAt, assignedAt]));
    const { refusal: first, done } = this.#runAll(ask, inputs, now);
    const refusal =
      first ?? this.#exchange(done, ask.do === 'transfer' ? ask.transfer.to.account : undefined);
    const ok = refusal === undefined;
    const seqs = Object.fromEntries(
      names.map((name) => {
        const events = done.filter(({ book }) => book === name).map(({ event }) => event);
        return [name, this.book(name).record(id, events, { ok, recordedAt: now, across })];
      }),
    );
    const facts = { id, seqs, effectiveAt: now, recordedAt: now };
    const parts = done.map(({ book, kind, event }) => ({
      book,
      kind,
      ...partOf(this.book(book), event, kind),
    }));
    const answer = ok ? { ok, ...facts, parts } : { ok, ...facts, ...lossOf(refusal), book: first?.book };
    for (const name of names) {
      const own = inputs.filter((_, i) => across[i] === name);
      this.book(name).recordedAt = now;
      if (own.some(lacksMoment)) this.book(name).assignedAt = now;
      this.book(name).take(id, text, answer, own);
    }
    return answer;
  }

  /** What a transfer is refused for that would be another asset in the other book; no book refuses it. */
  #exchange(done: readonly Done[], to: string | undefined): Refusal | undefined {
    if (to === undefined) return undefined;
    const assets = done.flatMap(({ book, event }) => {
      const { accounts } = this.book(book).kernel.state;
      return event.moves.map(({ account }) => accounts.byKey(account).row.asset);
    });
    return new Set(assets).size === 1 ? undefined : { rejection: reject('asset_mismatch', to), path: [1] };
  }

  /** Runs the commands in order, each in a layer of its book, up to the first that is refused, and by which. */
  #runAll(
    ask: AcrossAsk,
    inputs: readonly HouseInput[],
    now: number,
  ): { refusal: (Refusal & { readonly book: string }) | undefined; done: Done[] } {
    const done: Done[] = [];
    const books = booksOf(ask);
    for (const name of books) this.book(name).kernel.begin();
    // What is expected of the group stands before all its commands, in each of its books.
    for (const book of books) {
      const rejection = failingOfGroup(this.book(book).kernel, partIn(book, ask), now);
      if (rejection !== undefined) return { refusal: { rejection, path: [], book }, done };
    }
    for (const [i, { book }] of (groupOf(ask) ?? []).entries()) {
      const input = inputs[i];
      if (input === undefined) continue;
      const events: Event[] = [];
      const refusal = this.book(book).run(input, input.id, now, events);
      if (refusal !== undefined) return { refusal: { ...refusal, path: [i, ...refusal.path], book }, done };
      const kinds = singlesIn(input).map(({ kind }) => kind);
      for (const [k, event] of events.entries()) done.push({ book, kind: kinds[k] ?? '', event });
    }
    return { refusal: undefined, done };
  }
}

function conflict(id: string): PlainAnswer {
  return { ok: false, reason: 'id_conflict', id };
}

function lossOf({ rejection, path }: Refusal): PlainAnswer {
  const { kind: _kind, ...told } = rejection;
  return { ...told, path: path.length === 0 ? undefined : path };
}

function partOf({ kernel }: OracleBook, event: Event, kind: string | undefined): PlainAnswer {
  return { id: event.id, effectiveAt: event.at, ...gainOf(kernel.state, event, kind) };
}
