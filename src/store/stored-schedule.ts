import { COLUMNS, type RowKind } from './row-columns.ts';

/** A command that is to be carried out at a moment, and what became of it. */
export interface StoredSchedule {
  readonly id: string;
  /** The number of the event that made it. */
  readonly key: number;
  /** Key of the life of an account whose money it is. */
  readonly owner: string;
  /** Its text, as a request. */
  readonly command: string;
  /** JSON: [[id, key], ...]: which life each account that the command names is. */
  readonly lives: string;
  readonly executeAt: number;
  readonly madeAt: number;
  readonly status: string;
  /** When it was executed, failed or was cancelled. */
  readonly endedAt: number | null;
  /** Why it failed, and what that is about. */
  readonly reason: string | null;
  readonly subject: string | null;
  /** When it is to be decided, while it is pending; else null. */
  readonly dueAt: number | null;
  /** JSON: what else was asked for it, such as how it is repeated; null: nothing. */
  readonly terms: string | null;
  /** JSON: how far one that is repeated has come; null: it is not. */
  readonly course: string | null;
}

const { text, textOrNull, integer, integerOrNull } = COLUMNS;

export const SCHEDULE_ROWS: RowKind<StoredSchedule> = {
  table: 'schedules',
  columns: {
    id: text,
    key: integer,
    owner: text,
    command: text,
    lives: text,
    executeAt: integer,
    madeAt: integer,
    status: text,
    endedAt: integerOrNull,
    reason: textOrNull,
    subject: textOrNull,
    dueAt: integerOrNull,
    terms: textOrNull,
    course: textOrNull,
  },
  key: ['id', 'key'],
  lookups: { id: { column: 'id' }, owner: { column: 'owner' } },
  made: 'executeAt',
  dueFirst: ['key'],
};
