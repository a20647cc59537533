import { IMPORT_ROWS, type StoredImport } from './import-rows.ts';
import { LABEL_ROWS, type StoredLabel } from './label-rows.ts';
import { PRIVATE_ACCOUNT_ROWS, type StoredPrivateAccount } from './private-rows.ts';
import { COLUMNS, type Column, type RowKind } from './row-columns.ts';
import { SIDE_KINDS, type SideRows } from './side-kinds.ts';
import type { StoredAccount } from './stored-account.ts';
import { LOT_KINDS, type LotRows } from './stored-lots.ts';
import { SCHEDULE_ROWS, type StoredSchedule } from './stored-schedule.ts';

/**
 * The kinds of rows, as every store keeps them: one descriptor a kind. `book` leads each key and index, unlisted. Those of state
 * follow from the journal; side rows (side-rows.ts) do not.
 */

/** A command's id and where it stands in the journal: what makes ids unique, and answers repeats. */
export interface StoredCommand {
  readonly id: string;
  /** The journal row. */
  readonly seq: number;
  /** Number of the event that the command itself led to; null: it was refused, or it is a group. */
  readonly event: number | null;
  /** True when the transaction was reversed. */
  readonly isReversed: boolean;
}

export interface StoredHold {
  readonly id: string;
  readonly key: number;
  readonly account: string;
  readonly target: string;
  readonly amount: bigint;
  readonly placedAt: number;
  readonly placedOrder: number;
  readonly expiresAt: number | null;
  readonly captured: bigint;
  readonly touchedAt: number;
  readonly touchedOrder: number;
  readonly endedAt: number | null;
  readonly endedOrder: number | null;
  readonly endedBy: string | null;
  /** When it runs out, while that is to be announced; else null. */
  readonly due: number | null;
  readonly isAnnounced: boolean;
  /** JSON: [[at, order], ...], with 'final' behind what ended it, 'over' behind what might take more; null: not known. */
  readonly captures: string | null;
  /** Keys of the account that expects it, as it was named and through all merges, and where holder and target met. */
  readonly targetKey: string | null;
  readonly lastTarget: string | null;
  readonly metAt: number | null;
  readonly metOrder: number | null;
  /** JSON: [[at, order, amount, expiresAt], ...], its placing first, false for what was not set; null: it was never adjusted. */
  readonly terms: string | null;
}

export interface StoredOffer {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly lastTarget: string;
  readonly amount: bigint;
  readonly madeAt: number;
  readonly madeOrder: number;
  readonly expiresAt: number | null;
  readonly endAt: number | null;
  readonly endOrder: number | null;
  readonly endBy: string | null;
  /** When it runs out, while that is to be announced; else null. */
  readonly due: number | null;
  readonly isAnnounced: boolean;
}

export type { StoredImport } from './import-rows.ts';

export interface StoredRows extends SideRows, LotRows {
  readonly command: StoredCommand;
  readonly account: StoredAccount;
  readonly hold: StoredHold;
  readonly offer: StoredOffer;
  readonly import: StoredImport;
  readonly label: StoredLabel;
  readonly privateAccount: StoredPrivateAccount;
  readonly schedule: StoredSchedule;
}

export type RowKindName = keyof StoredRows;

const { text, textOrNull, integer, integerOrNull, amount, amountOrNull, wide, laterWide, flag } = COLUMNS;

export const ROW_KINDS: { readonly [K in RowKindName]: RowKind<StoredRows[K]> } = {
  command: {
    table: 'commands',
    columns: { id: text, seq: integer, event: integerOrNull, isReversed: flag },
    key: ['id'],
    lookups: { id: { column: 'id' } },
  },
  account: {
    table: 'accounts',
    columns: {
      id: text,
      key: text,
      asset: text,
      floor: amountOrNull,
      ceiling: amountOrNull,
      metadata: text,
      openedAt: integer,
      openedOrder: integer,
      endedAt: integerOrNull,
      endedOrder: integerOrNull,
      endedInto: textOrNull,
      namedAt: integerOrNull,
      frontier: integerOrNull,
      inflow: wide,
      outflow: wide,
      available: wide,
      incoming: wide,
      sinceCheckpoint: integer,
      fixedAt: integerOrNull,
      freedAt: integerOrNull,
      expected: laterWide,
      limits: textOrNull,
      frozen: textOrNull,
      beginnings: textOrNull,
      lastSeq: integerOrNull,
      purse: laterWide,
      spendable: laterWide,
      scheduled: integerOrNull,
      creditsEndedAt: integerOrNull,
    },
    key: ['id', 'key'],
    lookups: { id: { column: 'id' } },
    made: 'openedAt',
  },
  hold: {
    table: 'holds',
    columns: {
      id: text,
      key: integer,
      account: text,
      target: text,
      amount,
      placedAt: integer,
      placedOrder: integer,
      expiresAt: integerOrNull,
      captured: amount,
      touchedAt: integer,
      touchedOrder: integer,
      endedAt: integerOrNull,
      endedOrder: integerOrNull,
      endedBy: textOrNull,
      due: integerOrNull,
      isAnnounced: flag,
      captures: textOrNull,
      targetKey: textOrNull,
      lastTarget: textOrNull,
      metAt: integerOrNull,
      metOrder: integerOrNull,
      terms: textOrNull,
    },
    key: ['id', 'key'],
    lookups: {
      id: { column: 'id' },
      account: { column: 'account' },
      expectedBy: { column: 'lastTarget', where: { column: 'lastTarget', is: 'not null' } },
    },
    made: 'placedAt',
    ending: { by: 'endedBy', at: 'endedAt', runsOut: 'expiresAt' },
  },
  offer: {
    table: 'offers',
    columns: {
      id: text,
      source: text,
      target: text,
      lastTarget: text,
      amount,
      madeAt: integer,
      madeOrder: integer,
      expiresAt: integerOrNull,
      endAt: integerOrNull,
      endOrder: integerOrNull,
      endBy: textOrNull,
      due: integerOrNull,
      isAnnounced: flag,
    },
    key: ['id'],
    lookups: {
      id: { column: 'id' },
      source: { column: 'source' },
      target: { column: 'target' },
      lastTarget: { column: 'lastTarget' },
    },
    made: 'madeAt',
    // That it runs out is foreseen in both.
    ending: { by: 'endBy', at: 'endAt', runsOut: 'endAt' },
  },
  ...LOT_KINDS,
  import: IMPORT_ROWS,
  label: LABEL_ROWS,
  ...SIDE_KINDS,
  privateAccount: PRIVATE_ACCOUNT_ROWS,
  schedule: SCHEDULE_ROWS,
};

export const ROW_KIND_NAMES = Object.keys(ROW_KINDS) as readonly RowKindName[]; // The keys of that very table.

/** How a statement names what a kind is listed by, quoted; undefined: it has none. */
export function madeExpression(kind: RowKindName): string | undefined {
  const { made } = ROW_KINDS[kind];
  const columns: Readonly<Record<string, Column>> = ROW_KINDS[kind].columns;
  if (made === undefined) return undefined;
  return columns[made]?.isNullable === true ? `coalesce("${made}", 0)` : `"${made}"`;
}
