import { OWN_ID } from '../../src/base/id.ts';
import type { Event } from '../../src/kernel/apply-rows.ts';
import { Book } from '../../src/kernel/book.ts';
import type { BookState } from '../../src/kernel/book-state.ts';
import { type Rejection, reject } from '../../src/kernel/rejection.ts';
import {
  bodyOf,
  commandOf,
  type GroupInput,
  type HouseInput,
  lacksMoment,
  type SingleInput,
  singlesIn,
} from '../support/house/house-input.ts';
import { isListed } from '../support/kernel/listed-reasons.ts';
import { failingOfGroup, failingOfSingle } from './plain-expectations.ts';
import { creditNameIn, type PlainDue, plainDue } from './plain-house-credits.ts';
import {
  overBeforeItBegins,
  type PlainAnswer,
  type PlainEnd,
  type PlainRow,
  ranOut,
} from './plain-house-rows.ts';

export type { PlainAnswer, PlainEnd, PlainRow } from './plain-house-rows.ts';

/** A command refused inside of a group, with the way to it. */
interface Refusal {
  readonly rejection: Rejection;
  readonly path: readonly number[];
}

/**
 * What a book of a house means: its commands one after another on a kernel book that keeps everything, the first
 * answer to each id remembered, the moments that the engine gives never falling, and nothing cached, batched,
 * stored or loaded.
 */
export class PlainHouseBook {
  readonly kernel = new Book();
  readonly rows: PlainRow[] = [];
  /** What the book decided by itself. */
  readonly ends: PlainEnd[] = [];
  /** What ran out and was announced: `hold` and its key, or `offer` and its id. */
  readonly announced = new Set<string>();
  readonly #bodies = new Map<string, string>();
  readonly #answers = new Map<string, PlainAnswer>();
  readonly #rows = new Map<string, PlainRow>();
  #assignedAt = Number.NEGATIVE_INFINITY;
  #recordedAt = Number.NEGATIVE_INFINITY;

  get events(): Event[] {
    return this.eventsKnownAt(Number.POSITIVE_INFINITY);
  }

  /** Those of the rows that were recorded at or before a moment. */
  eventsKnownAt(moment: number): Event[] {
    const rows = [...this.rows, ...this.ends].filter(({ recordedAt }) => recordedAt <= moment);
    return rows.sort((a, b) => a.seq - b.seq).flatMap(({ events }) => events);
  }

  /** What the book calls now when a clock says so: never before what it gave to a command. */
  presentAt(now: number): number {
    return Math.max(now, this.#assignedAt);
  }

  /** What the command answers when it comes next, at that moment of the engine's clock, under that id. */
  submit(input: HouseInput, id: string, now: number, recordedAt = now): PlainAnswer {
    const body = bodyOf(input);
    const before = this.#answers.get(id);
    if (before !== undefined) {
      if (this.#bodies.get(id) === body) return before;
      return { ok: false, reason: 'id_conflict', id };
    }
    this.#recordedAt = Math.max(this.#recordedAt, recordedAt);
    const assigns = lacksMoment(input);
    const assigned = this.presentAt(now);
    if (assigns) this.#assignedAt = assigned;
    const own = input.kind === 'atomic' ? undefined : input.effectiveAt;
    const effectiveAt = own ?? (assigns ? assigned : this.#recordedAt);
    const answer = this.#decide(input, id, effectiveAt, assigned);
    this.#bodies.set(id, body);
    return answer;
  }

  #decide(input: HouseInput, id: string, effectiveAt: number, assigned: number): PlainAnswer {
    const { kernel } = this;
    const events: Event[] = [];
    kernel.begin();
    const refusal =
      input.kind === 'atomic'
        ? this.#runGroup(input, assigned, events)
        : this.#run(input, id, assigned, events);
    if (refusal === undefined) kernel.commit();
    else kernel.rollback();
    // A refusal, and a group without commands, take a number of their own.
    if (refusal !== undefined || events.length === 0) kernel.state.advanceTo(kernel.state.seq + 1);
    const recorded = { id, seq: kernel.state.seq, effectiveAt, recordedAt: this.#recordedAt };
    const answer =
      refusal === undefined
        ? { ok: true, ...recorded, ...gains(kernel.state, input, events) }
        : { ok: false, ...recorded, ...lossesOf(refusal) };
    const row = { ...recorded, input, answer, events: refusal === undefined ? events : [] };
    this.rows.push(row);
    this.#rows.set(id, row);
    this.#answers.set(id, answer);
    for (const inner of refusal === undefined ? idsWithin(input) : []) {
      // The id of a command inside of a group is taken too, by no body that could come again by itself.
      this.#answers.set(inner, answer);
    }
    return answer;
  }

  #runGroup(group: GroupInput, assigned: number, events: Event[]): Refusal | undefined {
    const failing = failingOfGroup(this.kernel, group, assigned);
    if (failing !== undefined) return { rejection: failing, path: [] };
    for (const [i, command] of group.commands.entries()) {
      const refusal =
        command.kind === 'atomic'
          ? this.#runGroup(command, assigned, events)
          : this.#run(command, command.id, assigned, events);
      if (refusal !== undefined) return { ...refusal, path: [i, ...refusal.path] };
    }
    return undefined;
  }

  #run(input: SingleInput, id: string | undefined, at: number, events: Event[]): Refusal | undefined {
    const decision = this.decide(input, id, at);
    if (decision.kind === 'rejected') return { rejection: decision, path: [] };
    events.push(decision);
    return undefined;
  }

  /** Decides a command and applies it. A refusal is for a reason that its kind lists, in groups and transactions too. */
  decide(input: SingleInput, id: string | undefined, at: number): Event | Rejection {
    const decision = this.#decideSingle(input, id, at);
    if (decision.kind !== 'rejected' || isListed(input.kind, decision.reason)) return decision;
    throw new Error(`${input.kind} was refused for ${decision.reason}, which it does not list`);
  }

  /** With the ids of refused commands and of groups taken like all others. */
  #decideSingle(input: SingleInput, id: string | undefined, at: number): Event | Rejection {
    const { kernel } = this;
    const outlived = overBeforeItBegins(input, at);
    if (outlived !== undefined) return reject('expires_before_start', outlived);
    const isPosted = (name: string): boolean => kernel.state.transactions.get(name) !== undefined;
    if (id !== undefined && (isPosted(id) || this.isTaken(id))) return reject('transaction_exists', id);
    const command = commandOf(input, at);
    if (input.kind === 'reverse' && !isPosted(input.transaction) && this.isTaken(input.transaction)) {
      // Nothing was posted under the id of a refused command, or of a group.
      return failingOfSingle(kernel, command) ?? reject('not_reversible', input.transaction);
    }
    return kernel.execute(id === undefined ? command : { ...command, id });
  }

  /** The first answer to what came under an id. */
  answerTo(id: string): PlainAnswer | undefined {
    return this.#answers.get(id);
  }

  /** The journal row of the command that came under an id. */
  rowOf(id: string): PlainRow | undefined {
    return this.#rows.get(id);
  }

  /** Whether an id was used before, by a command or inside of a group. */
  isTaken(id: string): boolean {
    return this.#answers.has(id);
  }

  /** What ran out by a moment and was not announced yet: `hold` and its key, or `offer` and its id. */
  due(until: number): string[] {
    const { holds, offers } = this.kernel.state;
    const subjects = [
      ...[...holds.entries()].map(([key]) => `hold ${key}`),
      ...[...offers.entries()].map(([id]) => `offer ${id}`),
    ];
    return subjects.filter((subject) => this.isDue(subject, until));
  }

  isDue(subject: string, until: number): boolean {
    if (this.announced.has(subject)) return false;
    const { holds, offers } = this.kernel.state;
    if (subject.startsWith('hold ')) return ranOut(holds.get(Number(subject.slice('hold '.length))), until);
    const end = offers.get(subject.slice('offer '.length))?.end;
    return end?.by === 'expired' && end.at <= until;
  }

  /** What is left of the credits whose moment has come by then is posted out, in order, before anything else is decided. */
  endCredits(until: number, now: number): void {
    const asOf = this.kernel.state.seq;
    for (const due of plainDue(this.kernel.state, until))
      this.endCredit(due, `${OWN_ID}credit:${due.seq}:${asOf}`, now);
  }

  /** One of them. */
  endCredit({ key, id: subject, dueAt }: PlainDue, id: string, now: number): void {
    this.#recordedAt = Math.max(this.#recordedAt, now);
    const event = this.kernel.execute({
      kind: 'end_credit',
      effectiveAt: dueAt,
      what: 'credit',
      subject,
      key,
      id,
    });
    if (event.kind === 'rejected') throw new Error(`${key} does not end: ${event.reason}`);
    const { seq } = event;
    this.ends.push({ seq, id, recordedAt: this.#recordedAt, effectiveAt: dueAt, events: [event] });
  }

  /** Announces one of what is due. It takes a number, is recorded, and changes nothing else. */
  announce(subject: string, now: number): void {
    this.#recordedAt = Math.max(this.#recordedAt, now);
    this.announced.add(subject);
    this.kernel.state.advanceTo(this.kernel.state.seq + 1);
  }
}

function idsWithin(input: HouseInput): string[] {
  if (input.kind !== 'atomic') return [];
  return input.commands.flatMap((each) => (each.id === undefined ? [] : [each.id]).concat(idsWithin(each)));
}

/** With the way to the command that was refused; a refusal of the whole has none. */
function lossesOf({ rejection, path }: Refusal): PlainAnswer {
  const { kind: _kind, ...told } = rejection;
  return { ...told, path: path.length === 0 ? undefined : path };
}

function gains(state: BookState, input: HouseInput, events: readonly Event[]): PlainAnswer {
  if (input.kind !== 'atomic') return events.map((event) => gainOf(state, event, input.kind)).at(0) ?? {};
  // All of them were accepted, so there is one event for each command.
  const singles = singlesIn(input);
  const partOf = (event: Event, i: number): PlainAnswer => {
    const { id, at: effectiveAt } = event;
    const kind = singles[i]?.kind;
    return { kind, id, effectiveAt, ...gainOf(state, event, kind) };
  };
  return { parts: events.map(partOf) };
}

/** What an answer says that followed from a command, besides yes. */
export function gainOf(state: BookState, event: Event, asked: string | undefined): PlainAnswer {
  const found = foundOf(state, event, asked);
  if (!('forced' in event) || event.forced === undefined) return found;
  const below = event.forced.map(({ account, asset, floor, least, isLater }) => {
    return { account: idIn(state, account), asset, floor, least, later: isLater };
  });
  return { ...found, force: true, below };
}

function foundOf(state: BookState, event: Event, asked: string | undefined): PlainAnswer {
  switch (event.kind) {
    case 'posted':
      return asked === 'distribute' ? gainOfPosting(state, event) : {};
    case 'hold_captured':
    case 'hold_released':
      return { amount: event.amount };
    case 'payment_refunded':
      return {
        allocations: event.draws.map(({ lot, amount, to }) => {
          return { payment: lot, amount, to: to === undefined ? undefined : idIn(state, to) };
        }),
      };
    case 'credits_spent':
    case 'credits_expired':
    case 'credit_voided': {
      const allocations = event.draws.map(({ lot, amount }) => ({ ...creditNameIn(state, lot), amount }));
      // Not the book's now: a later grant of the same group may have fixed another.
      return event.kind === 'credit_voided' ? { allocations } : { allocations, order: event.policy };
    }
    default:
      return {};
  }
}

/** What was posted at its own moment, where no merge passes it on yet. */
function gainOfPosting(state: BookState, { moves, at, seq }: Event): PlainAnswer {
  const own = moves.filter((move) => move.at === at && move.order === 2 * seq);
  const postings = own.map(({ account, inflow, outflow }) => {
    return { account: idIn(state, account), amount: inflow - outflow };
  });
  return { amount: own.reduce((sum, { inflow }) => sum + inflow, 0n), postings };
}

function idIn({ accounts }: BookState, key: string): string {
  return accounts.byKey(key).row.id;
}

/** Books by name; one comes into being when it is first asked for. */
export class PlainHouse {
  readonly books = new Map<string, PlainHouseBook>();

  book(name: string): PlainHouseBook {
    const found = this.books.get(name) ?? new PlainHouseBook();
    this.books.set(name, found);
    return found;
  }
}
