import { checkId } from '../../base/id.ts';
import type { AnyAnswer, Part } from '../answer.ts';
import { answerOfRow } from '../commit/answer-of.ts';
import { erasedIn } from '../commit/job-facts.ts';
import { readEvents } from '../text/event-text.ts';
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
    const events = row.isAccepted ? readEvents(row.answer) : [];
    const [record] = await recordsOf(view, book, [row], [events]);
    if (record === undefined) return undefined;
    const found = mayKeepApart(row) ? await view.find(book, 'private', 'id', [row.id]) : [];
    const kept = found.filter(({ seq }) => seq === row.seq);
    const answer: AnyAnswer = { ...answerOfRow(row, events, kept), ...erasedIn(kept), replayed: true };
    const index = row.id === checked ? -1 : events.findIndex(({ seq }) => seq === command.event);
    const part = answer.ok ? answer.parts?.[index] : undefined;
    return { ...record, answer, ...(part === undefined ? {} : { part }) };
  });
}
