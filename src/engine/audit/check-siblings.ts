import type { JournalRow } from '../../store/store.ts';
import { acrossOf } from '../text/request-text.ts';
import type { AuditedBook } from './audited-book.ts';
import type { ReadRow } from './read-journal-row.ts';

/**
 * Checks that groups on several books stand in the journals of all of them, and came to the same there. Rows of a journal
 * are never changed, so the others are looked for in what is committed by now.
 */
export async function checkSiblings(place: AuditedBook, rows: readonly ReadRow[]): Promise<void> {
  const byOther = new Map<string, ReadRow[]>();
  for (const read of rows) {
    for (const other of new Set(read.group?.across)) {
      if (other === place.head.book) continue;
      const reads = byOther.get(other);
      if (reads === undefined) byOther.set(other, [read]);
      else reads.push(read);
    }
  }
  for (const [other, reads] of byOther) await checkOther(place, other, reads);
}

async function checkOther(
  { latest, findings }: AuditedBook,
  other: string,
  reads: readonly ReadRow[],
): Promise<void> {
  const ids = reads.map(({ row }) => row.id);
  const commands = await latest.find(other, 'command', 'id', ids);
  const seqs = commands.map(({ seq }) => seq);
  const rows = seqs.length === 0 ? [] : await latest.journalRows(other, seqs);
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { row } of reads) {
    const problem = problemOf(row, byId.get(row.id));
    if (problem !== undefined) findings.add(`journal row ${row.seq}`, `its group ${problem} in ${other}`);
  }
}

function problemOf(row: JournalRow, sibling: JournalRow | undefined): string | undefined {
  if (sibling === undefined) return 'is not';
  if (booksOf(sibling) !== booksOf(row)) return 'is another one';
  if (sibling.isAccepted !== row.isAccepted) return `was ${sibling.isAccepted ? 'accepted' : 'refused'}`;
  return row.isAccepted || sibling.answer === row.answer ? undefined : 'was refused in other words';
}

/** The books of a group as text; undefined where the row is none or cannot be read, which is told in its own book. */
function booksOf({ request }: JournalRow): string | undefined {
  try {
    return JSON.stringify(acrossOf(request));
  } catch {
    return undefined;
  }
}
