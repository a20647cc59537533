import type { PrivateItem } from '../../engine/read/read-private.ts';
import type { ExportedBook, ExportedRecord } from './exported-book.ts';

type Members = Record<string, unknown>;

/**
 * A record with what was given as private in its command, and in each one inside of a group; what was erased is left out, and so is
 * what the work of a transaction returned, which is no part of a command. One look at the store.
 */
export async function withPrivate<R extends ExportedRecord>(book: ExportedBook, record: R): Promise<R> {
  // What the house says by itself has none.
  if (record.kind === 'erase') return record;
  const items = await book.privateData({ command: record.id });
  // Attempts under one id have their own.
  const given = items.filter((item) => item.seq === record.seq && item.private !== null);
  return given.length === 0 ? record : { ...record, command: copyWith(record.command, given) };
}

/** A copy of a command with private data at their places: those of a group are counted from it on, each before those inside it. */
function copyWith(command: Readonly<Members>, items: readonly PrivateItem[]): Members {
  const byPlace = new Map(items.map((item) => [item.place, item.private]));
  const root: Members = { ...command };
  const rest = [root];
  let place = 0;
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const given = byPlace.get(place);
    if (given !== undefined) next.private = given;
    place += 1;
    if (!Array.isArray(next.commands)) continue;
    const commands = next.commands.map((inner: object): Members => ({ ...inner }));
    next.commands = commands;
    rest.push(...commands.toReversed());
  }
  return root;
}
