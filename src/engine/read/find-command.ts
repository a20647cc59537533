import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { isList } from '../../base/plain-object.ts';
import type { AnyAnswer, Part } from '../answer.ts';
import { answerOfParsed } from '../commit/answer-of.ts';
import { erasedIn } from '../commit/job-facts.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import { mayKeepApart } from '../text/private-data.ts';
import type { BookReader } from './book-reader.ts';
import type { JournalRecord } from './journal-record.ts';
import { recordsOf } from './read-journal.ts';

/** What became of a command. */
export type CommandRecord = JournalRecord & {
  /** What a repeat of it is answered. */
  readonly answer: AnyAnswer;
  /** Of a command inside of a group, whose row this is: what it came to itself. */
  readonly part?: Part;
};

/**
 * The row of the journal that a command's id has led to: its last attempt, or the group that it stands in; undefined where
 * none is on record. Two look-ups by a key, and one more where something is kept apart from it.
 */
export async function findCommand(reader: BookReader, id: string): Promise<CommandRecord | undefined> {
  const { book } = reader;
  const checked = checkId('id', id);
  return reader.withSnapshot(async (view) => {
    const [command] = await view.find(book, 'command', 'id', [checked]);
    if (command === undefined) return undefined;
    const [row] = await view.journalRows(book, [command.seq]);
    if (row === undefined) return undefined;
    const parsed = new ParsedRow(row);
    const [[record], found] = await Promise.all([
      recordsOf(view, book, [parsed]),
      mayKeepApart(row) ? view.find(book, 'private', 'id', [row.id]) : [],
    ]);
    if (record === undefined) return undefined;
    const kept = found.filter(({ seq }) => seq === row.seq);
    const answer: AnyAnswer = { ...answerOfParsed(parsed, kept), ...erasedIn(kept), replayed: true };
    const index = row.id === checked ? -1 : parsed.events.findIndex(({ seq }) => seq === command.event);
    const part = answer.ok ? answer.parts?.[index] : undefined;
    return { ...record, answer, ...(part === undefined ? {} : { part }) };
  });
}

/** Those of some ids that are taken, by commands or within groups. One question of the store. */
export async function recordedIds(reader: BookReader, ids: readonly string[]): Promise<string[]> {
  if (!isList(ids) || ids.length > PAGE_ROWS_MAX) {
    throw new TallystickError('bad_option', 'ids', ids, `a list of at most ${PAGE_ROWS_MAX} ids`);
  }
  const checked = Array.from(ids, (id: unknown, i) => checkId(`ids[${i}]`, id));
  if (checked.length === 0) return [];
  return reader.look(async (view) => {
    const found = await view.find(reader.book, 'command', 'id', [...new Set(checked)]);
    const taken = new Set(found.map(({ id }) => id));
    return checked.filter((id) => taken.has(id));
  });
}
