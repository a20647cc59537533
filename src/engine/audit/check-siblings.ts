import type { JournalRow } from '../../store/store.ts';
import { type GroupText, groupHash, readGroupText } from '../text/group-text.ts';
import type { AuditedBook } from './audited-book.ts';
import type { GroupPart, ReadRow } from './read-journal-row.ts';

/** A row of a group, and those under its id in the other books of the group. */
interface Family {
  readonly row: JournalRow;
  readonly group: GroupPart;
  readonly others: Map<string, JournalRow | undefined>;
}

/**
 * Checks that groups on several books stand in the journals of all of them, came to the same there, and are together what
 * each of them holds the hash of. Rows of a journal are never changed, so the others are looked for in what is committed
 * by now.
 */
export async function checkSiblings(place: AuditedBook, rows: readonly ReadRow[]): Promise<void> {
  const families = rows.flatMap(({ row, group }): Family[] =>
    group === undefined ? [] : [{ row, group, others: new Map() }],
  );
  const books = new Set(families.flatMap(({ group }) => group.across));
  books.delete(place.head.book);
  for (const book of books) {
    const here = families.filter(({ group }) => group.across.includes(book));
    const found = await rowsOf(
      place,
      book,
      here.map(({ row }) => row.id),
    );
    for (const { row, others } of here) others.set(book, found.get(row.id));
  }
  for (const family of families) {
    for (const problem of problemsOf(family)) place.findings.add(`journal row ${family.row.seq}`, problem);
  }
}

async function rowsOf(
  { latest }: AuditedBook,
  book: string,
  ids: readonly string[],
): Promise<Map<string, JournalRow>> {
  const commands = await latest.find(book, 'command', 'id', ids);
  const seqs = commands.map(({ seq }) => seq);
  const rows = seqs.length === 0 ? [] : await latest.journalRows(book, seqs);
  return new Map(rows.map((row) => [row.id, row]));
}

function problemsOf({ row, group, others }: Family): string[] {
  const problems: string[] = [];
  const owns = new Map([[group.book, group.text.own]]);
  for (const [book, other] of others) {
    const text = other === undefined ? undefined : tryReadGroup(other);
    if (text !== undefined) owns.set(book, text.own);
    const problem = problemWith(row, group, other, text);
    if (problem !== undefined) problems.push(`its group ${problem} in ${book}`);
  }
  if (problems.length > 0 || groupHash(group.across, owns) === group.text.hash) return problems;
  return ['its group is not the one that it holds the hash of'];
}

function problemWith(
  row: JournalRow,
  group: GroupPart,
  other: JournalRow | undefined,
  text: GroupText | undefined,
): string | undefined {
  if (other === undefined) return 'is not';
  if (text?.hash !== group.text.hash) return 'is another one';
  if (other.isAccepted !== row.isAccepted) return `was ${other.isAccepted ? 'accepted' : 'refused'}`;
  if (other.recordedAt !== row.recordedAt) return 'was recorded at another moment';
  return row.isAccepted || other.answer === row.answer ? undefined : 'was refused in other words';
}

/** Undefined where the row is no part of a group, or cannot be read, which is told in its own book. */
function tryReadGroup({ request }: JournalRow): GroupText | undefined {
  try {
    return readGroupText(request);
  } catch {
    return undefined;
  }
}
