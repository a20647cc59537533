import type { JournalRow } from '../../store/store.ts';
import { BadRow, type ReadRow, readJournalRow } from '../follow/read-journal-row.ts';
import { type AuditedBook, journalCursor } from './audited-book.ts';
import type { ChainWalk } from './chain-walk.ts';
import { PrivateCheck } from './check-private.ts';
import { checkSiblings } from './check-siblings.ts';
import type { BookRebuild, Stop } from './rebuild-book.ts';

/** Rows replayed between two turns of the event loop. */
const ROWS_AT_ONCE = 250;

/** How a replay ended: at the end of the journal, at a row that cannot be read, or at one that cannot be replayed. */
export type ReplayEnd = { readonly kind: 'whole' | 'unreadable' } | ({ readonly kind: 'stopped' } & Stop);

/**
 * Reads the journal of a book once, in order, and replays it. With a chain, it is checked on the way, to the end of the
 * journal, whatever becomes of the replay.
 */
export async function replayJournal(
  place: AuditedBook,
  rebuild: BookRebuild,
  chain: ChainWalk | undefined,
): Promise<ReplayEnd> {
  const { findings, pace, head } = place;
  pace.begin(`${head.book}: journal`, head.seq);
  const cursor = journalCursor(place, chain !== undefined);
  let end: ReplayEnd = { kind: 'whole' };
  const privates = new PrivateCheck(place);
  let isRead = true;
  let reached = 0;
  for await (const page of cursor.pages()) {
    if (chain !== undefined) findings.count('journal rows', page.length);
    for (let i = 0; i < page.length; i += ROWS_AT_ONCE) {
      const rows = page.slice(i, i + ROWS_AT_ONCE);
      const read = readAll(place, rows, chain);
      if (read === undefined) end = { kind: 'unreadable' };
      if (chain !== undefined && read !== undefined) {
        await checkSiblings(place, read);
        await privates.take(read);
      }
      if (read === undefined) isRead = false;
      if (end.kind === 'whole' && read !== undefined) end = stopOr(end, await rebuild.take(read));
      const { seq } = rows.at(-1) ?? { seq: reached };
      await pace.advance(seq - reached);
      reached = seq;
    }
    if (end.kind !== 'whole' && chain === undefined) return end;
  }
  chain?.finish(head);
  // Of rows that cannot be read nobody knows what is kept apart from them.
  if (chain !== undefined && isRead && !cursor.isBroken) await privates.finish();
  if (cursor.isBroken) return { kind: 'unreadable' };
  return end.kind === 'whole' ? stopOr(end, await rebuild.finish()) : end;
}

function stopOr(end: ReplayEnd, stop: Stop | undefined): ReplayEnd {
  return stop === undefined ? end : { kind: 'stopped', ...stop };
}

/** The rows with their texts read; undefined when some cannot be. */
function readAll(
  { findings, head }: AuditedBook,
  rows: readonly JournalRow[],
  chain: ChainWalk | undefined,
): ReadRow[] | undefined {
  const all: ReadRow[] = [];
  for (const row of rows) {
    const read = tryReadRow(row, head.book);
    const isBad = read instanceof BadRow;
    if (!isBad) all.push(read);
    else if (chain !== undefined) findings.add(`journal row ${row.seq}`, read.what);
    chain?.take(row, isBad ? undefined : read.events.length);
  }
  return all.length === rows.length ? all : undefined;
}

function tryReadRow(row: JournalRow, book: string): ReadRow | BadRow {
  try {
    return readJournalRow(row, book);
  } catch (error) {
    if (error instanceof BadRow) return error;
    throw error;
  }
}
