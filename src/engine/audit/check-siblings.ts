import type { JournalRow, StoreView } from '../../store/store.ts';
import type { GroupPart, ReadRow } from '../follow/read-journal-row.ts';
import { type GroupText, groupHash, readGroupText } from '../text/group-text.ts';
import type { AuditedBook } from './audited-book.ts';
import type { BookFindings } from './findings.ts';

/** A row of a group, and those under its id in the other books of the group. */
interface Family {
  readonly row: JournalRow;
  readonly group: GroupPart;
  readonly others: Map<string, JournalRow | undefined>;
}

/**
 * Checks that groups on several books stand in the journals of all of them, came to the same there, and are together what
 * each of them holds the hash of. Where the books lie apart, one view of all of them may not be of one moment: what lacks
 * something is looked at once more in what is committed when the view is closed. Rows of a journal are never changed.
 */
export async function checkSiblings(place: AuditedBook, rows: readonly ReadRow[]): Promise<void> {
  const { view, head, findings, putOff } = place;
  const groups = rows.flatMap(({ row, group }) => (group === undefined ? [] : [{ row, group }]));
  const families = await findFamilies(view, head.book, groups);
  const doubted = families.filter((family) => problemsOf(family).length > 0);
  if (doubted.length === 0) return;
  const isPutOff = putOff(async (latest) => report(findings, await findFamilies(latest, head.book, doubted)));
  if (!isPutOff) report(findings, doubted);
}

function report(findings: BookFindings, families: readonly Family[]): void {
  for (const family of families) {
    for (const problem of problemsOf(family)) findings.add(`journal row ${family.row.seq}`, problem);
  }
}

/** Rows of one book, with those of their groups in the other books. */
async function findFamilies(
  view: StoreView,
  ownBook: string,
  rows: readonly Pick<Family, 'row' | 'group'>[],
): Promise<Family[]> {
  const families = rows.map(({ row, group }): Family => ({ row, group, others: new Map() }));
  const books = new Set(families.flatMap(({ group }) => group.across));
  books.delete(ownBook);
  for (const book of books) {
    const here = families.filter(({ group }) => group.across.includes(book));
    const found = await siblingsIn(
      view,
      book,
      here.map(({ row }) => row),
    );
    for (const { row, others } of here) others.set(book, found.get(row));
  }
  return families;
}

/** The rows of another book that belong to rows of this one, attempt by attempt. */
async function siblingsIn(
  view: StoreView,
  book: string,
  rows: readonly JournalRow[],
): Promise<Map<JournalRow, JournalRow>> {
  const read = new Map<number, JournalRow>();
  const readAll = async (seqs: readonly number[]): Promise<void> => {
    const wanted = [...new Set(seqs)].filter((seq) => !read.has(seq));
    if (wanted.length === 0) return;
    for (const row of await view.journalRows(book, wanted)) read.set(row.seq, row);
  };
  const ids = [...new Set(rows.map(({ id }) => id))];
  const commands = await view.find(book, 'command', 'id', ids);
  await readAll(commands.map(({ seq }) => seq));
  const newest = new Map(commands.flatMap(({ seq }) => read.get(seq) ?? []).map((row) => [row.id, row]));
  const found = new Map<JournalRow, JournalRow>();
  // From the newest attempt back to that which came to the same at the same moment.
  let open = rows.map((row) => ({ row, other: newest.get(row.id) }));
  while (open.length > 0) {
    await readAll(open.flatMap(({ other }) => other?.retryOf ?? []));
    open = open.flatMap(({ row, other }) => {
      if (other === undefined) return [];
      const { retryOf } = other;
      const before = retryOf !== null && retryOf < other.seq ? read.get(retryOf) : undefined;
      if (!isOlder(row, other) && before !== undefined) return [{ row, other: before }];
      found.set(row, other);
      return [];
    });
  }
  return found;
}

/** Whether no attempt before `other` can be the one that belongs to `row`. */
function isOlder(row: JournalRow, other: JournalRow): boolean {
  if (other.recordedAt !== row.recordedAt) return other.recordedAt < row.recordedAt;
  return other.isAccepted === row.isAccepted && (row.isAccepted || other.answer === row.answer);
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

/** Undefined where the row is no part of a group, or cannot be read, which is reported in its own book. */
function tryReadGroup({ request }: JournalRow): GroupText | undefined {
  try {
    return readGroupText(request);
  } catch {
    return undefined;
  }
}
