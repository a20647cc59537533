import { OWN_EVENTS } from '../../commands/own-command.ts';
import { copyCommand } from '../copy-command.ts';
import type { ExportedBook, ExportedRecord } from './exported-book.ts';

/**
 * A record with what was given as private in its command, and in each one inside of a group; what was erased is left out, and so is
 * what the work of a transaction returned, which is no part of a command. One look at the store.
 */
export async function withPrivate<R extends ExportedRecord>(book: ExportedBook, record: R): Promise<R> {
  // What the house says by itself has none.
  if (OWN_EVENTS.has(record.kind)) return record;
  const items = await book.privateData({ command: record.id });
  // Attempts under one id have their own.
  const given = items.filter((item) => item.seq === record.seq && item.private !== null);
  if (given.length === 0) return record;
  const { command, places } = copyCommand(record.command);
  for (const item of given) Object.assign(places[item.place] ?? {}, { private: item.private });
  return { ...record, command };
}
