import fc from 'fast-check';
import { ROW_KIND_NAMES, ROW_KINDS } from '../../src/store/row-kinds.ts';
import { isOfHouse } from '../../src/store/side-rows.ts';
import type { Changes, CheckpointRow, EntryRow, JournalRow } from '../../src/store/store.ts';
import { keyOf, type PlainRow } from './plain-order.ts';
import type { PlainBook } from './plain-store.ts';
import { integers, rowsOf, texts, wides } from './store-values.ts';

/** What a batch is to write, before it is known what was written before it. */
export interface DraftChanges {
  readonly assignedAt: number | null;
  readonly journal: readonly DraftJournalRow[];
  readonly rows: Readonly<Record<string, readonly PlainRow[]>>;
  readonly entries: readonly EntryRow[];
  readonly staleCheckpoints: Changes['staleCheckpoints'];
  readonly checkpoints: readonly CheckpointRow[];
}

interface DraftJournalRow extends Omit<JournalRow, 'seq' | 'recordedAt'> {
  /** How far its seq is behind the one before. */
  readonly events: number;
  /** How much later than the one before it was recorded. */
  readonly later: number;
}

const links = fc.uint8Array({ minLength: 32, maxLength: 32 });

const journalRows: fc.Arbitrary<DraftJournalRow> = fc.record(
  {
    events: fc.integer({ min: 1, max: 3 }),
    later: fc.integer({ min: 0, max: 2 }),
    id: texts,
    kind: texts,
    assignedAt: fc.option(integers, { nil: null }),
    isAccepted: fc.boolean(),
    request: fc.oneof(texts, fc.constant('')),
    answer: fc.oneof(texts, fc.string({ unit: 'binary', maxLength: 300 })),
    link: fc.option(links, { nil: null }),
    retryOf: fc.option(integers, { nil: null }),
    rules: fc.integer({ min: 1, max: 9 }),
    actor: fc.option(texts, { nil: null }),
  },
  { noNullPrototype: true },
);

/** Moments and orders as places have them; what is behind everything at a moment is no place of an entry. */
const places = { at: integers, order: fc.integer({ min: -2, max: 4 }) };

export const entryRows: fc.Arbitrary<EntryRow> = fc.record(
  {
    account: texts,
    ...places,
    seq: fc.integer({ min: 1, max: 6 }),
    inflow: wides,
    outflow: wides,
    available: wides,
    incoming: wides,
    expected: wides,
    purse: wides,
    spendable: wides,
  },
  { noNullPrototype: true },
);

/** Of some kinds, a few rows each; the house's own are not written with a batch of a book. */
const rowsOfKinds = fc.record(
  Object.fromEntries(
    ROW_KIND_NAMES.filter((kind) => !isOfHouse(ROW_KINDS[kind].table)).map((kind) => [
      kind,
      fc.array(rowsOf(kind), { maxLength: 3 }),
    ]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<unknown> as fc.Arbitrary<DraftChanges['rows']>; // Left out is not undefined.

export const draftChanges: fc.Arbitrary<DraftChanges> = fc.record({
  assignedAt: fc.option(integers, { nil: null }),
  journal: fc.array(journalRows, { maxLength: 4 }),
  rows: rowsOfKinds,
  entries: fc.array(entryRows, { maxLength: 12 }),
  staleCheckpoints: fc.array(fc.record({ account: texts, ...places }), { maxLength: 1 }),
  checkpoints: fc.array(entryRows, { maxLength: 3 }),
});

/** The changes of a draft on a book as it is: everything new is new there, and every key comes once. */
export function changesOf(book: string, before: PlainBook | undefined, draft: DraftChanges): Changes {
  let seq = before?.head.seq ?? 0;
  let recordedAt = before?.head.recordedAt ?? -1;
  const journal = draft.journal.map(({ events, later, ...row }) => {
    seq += events;
    recordedAt += later;
    return { ...row, seq, recordedAt };
  });
  const rows = ROW_KIND_NAMES.flatMap((kind) => {
    const put = draft.rows[kind];
    return put === undefined ? [] : [[kind, onceEach(put, (row) => keyOf(kind, row))] as const];
  });
  const entryKey = ({ account, at, order, seq }: EntryRow): string =>
    JSON.stringify([account, at, order, seq]);
  const known = new Set((before?.entries ?? []).map(entryKey));
  return {
    head: {
      book,
      seq,
      recordedAt,
      assignedAt: draft.assignedAt,
      rules: journal.at(-1)?.rules ?? before?.head.rules ?? 1,
      lockedBefore: seq % 3 === 0 ? null : -seq,
      hasPurses: seq % 2 === 0,
      creditOrder: seq % 3 === 0 ? null : 'priority-expiry/v1',
      due: seq % 4 === 0 ? null : seq,
      link: linkOf(journal),
    },
    journal,
    rows: Object.fromEntries(rows),
    entries: onceEach(draft.entries, entryKey).filter((entry) => !known.has(entryKey(entry))),
    staleCheckpoints: draft.staleCheckpoints,
    checkpoints: onceEach(draft.checkpoints, ({ account, at, order }) =>
      JSON.stringify([account, at, order]),
    ),
  };
}

function onceEach<T>(rows: readonly T[], keyOfRow: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [keyOfRow(row), row])).values()];
}

function linkOf(journal: readonly JournalRow[]): Uint8Array {
  return journal.findLast(({ link }) => link !== null)?.link ?? new Uint8Array(32).fill(7);
}
