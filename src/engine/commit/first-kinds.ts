import { assert } from '../../base/assert.ts';
import { OWN_ID } from '../../base/id.ts';
import type { EndCredit, RunSchedule } from '../../commands/own-command.ts';
import type { BookState } from '../../kernel/book-state.ts';
import { nextAttempt } from '../../kernel/schedule/next-occurrence.ts';
import type { ScheduleRow } from '../../kernel/schedule/schedule.ts';
import { FIRST_KINDS, type FirstKindName } from '../../store/due-first.ts';
import type { StoredRows } from '../../store/row-kinds.ts';
import { nameOf } from '../follow/next-due.ts';
import { runIdOf, scheduleOf, storedSchedule } from '../stored-schedules.ts';
import type { Job } from './job.ts';
import { occurrenceInZone } from './zone-occurrence.ts';

/** The entries of what ends on both accounts, and its row. */
const CREDIT_WEIGHT = 3;

/** A line of a command is no shorter, in units of text. */
const LINE_UNITS = 32;

/** What a row comes to when its moment has come: what is decided then, and what stands in the journal for it. */
export interface DueCommand {
  /** Begins as no id does that a caller may give (base/id.ts). */
  readonly id: string;
  readonly request: Extract<Job['work'], { readonly kind: 'announcement' }>['request'];
  readonly weight: number;
  /** The earliest moment at which the row may be due once more; null: never. */
  readonly again: number | null;
}

/** When what is due is decided: the moment of the batch, and the number of the latest event before. */
export interface Deciding {
  readonly decidedAt: number;
  readonly seq: number;
}

/** What a kind of what is decided first says of itself. */
interface FirstKind<Row> {
  /** Its place among those of its kind that are due at one moment. */
  readonly turn: (row: Row) => number;
  /**
   * What a row comes to.
   *
   * @param at when it is due
   */
  readonly due: (row: Row, at: number, deciding: Deciding) => DueCommand;
  /** The row as it is once that was decided; absent: it does not wait again. Throws where nothing came of it. */
  readonly after?: (state: BookState, row: Row) => Row | undefined;
}

/** The kinds of what is decided first. */
const FIRST: { readonly [K in FirstKindName]: FirstKind<StoredRows[K]> } = {
  credit: {
    turn: ({ seq }) => seq ?? 0,
    due: ({ id, key, seq: granted }, at, { seq }) => {
      const request: EndCredit = { kind: 'end_credit', effectiveAt: at, what: 'credit', subject: id, key };
      // What is given back to it later is due anew.
      return { id: `${OWN_ID}credit:${granted}:${seq}`, request, weight: CREDIT_WEIGHT, again: null };
    },
  },
  schedule: {
    turn: ({ key }) => key,
    due: (stored, at, { decidedAt }) => {
      const row = scheduleOf(stored);
      const next = nextOf(row);
      const isLate = row.missed !== undefined && decidedAt - at > (row.missedAfterMs ?? 0);
      const request: RunSchedule = {
        ...({ kind: 'run_schedule', effectiveAt: at, what: 'schedule', subject: row.id } as const),
        ...(isLate && { decidedAt }),
        ...(row.repeat?.zone !== undefined && { next }),
      };
      const weight = 3 + Math.ceil(stored.command.length / LINE_UNITS);
      const again = nextAttempt(row, next) ?? next?.at ?? null;
      return { id: `${OWN_ID}${runIdOf(row)}`, request, weight, again };
    },
    after: (state, { id, dueAt, course }) => {
      const row = state.schedules.get(id);
      if (row === undefined || row.ended !== null) return undefined;
      const stored = storedSchedule(row);
      assert(stored.dueAt !== dueAt || stored.course !== course, 'nothing came of it');
      return stored;
    },
  },
};

/** The occurrence behind the one that is due. */
function nextOf({ repeat, next, executeAt }: ScheduleRow): ReturnType<typeof occurrenceInZone> {
  if (repeat === undefined || next === undefined) return null;
  return occurrenceInZone(executeAt, repeat, next.n + 1);
}

/** When something is decided, among others. */
export interface Turn {
  readonly at: number;
  /** The place of its kind among those of one moment, and its own in its kind. */
  readonly kind: number;
  readonly key: number;
}

/** A row that waits, and when it is due. */
export interface Waiting extends Turn {
  /** What it is, in words; there is no other of it in its book. */
  readonly name: string;
  readonly make: (deciding: Deciding) => DueCommand;
  /** The same row once that was decided; undefined: it waits no more. */
  readonly after: (state: BookState) => Waiting | undefined;
}

/** A row as what waits; undefined: it does not. */
export function waitingOf<K extends FirstKindName>(kind: K, row: StoredRows[K]): Waiting | undefined {
  const { dueAt: at } = row;
  if (at === null) return undefined;
  const { turn, due, after } = FIRST[kind];
  return {
    at,
    kind: FIRST_KINDS.indexOf(kind),
    key: turn(row),
    name: nameOf(kind, row),
    make: (deciding) => due(row, at, deciding),
    after: (state) => {
      const later = after?.(state, row);
      return later === undefined ? undefined : waitingOf(kind, later);
    },
  };
}
