import type { Event } from '../../kernel/apply-rows.ts';
import type { Book } from '../../kernel/book.ts';
import { runWhole } from '../run-whole.ts';
import { BadRow, type ReadRow } from './read-journal-row.ts';

/** Takes over what a journal row says, in a layer of its own: when it throws, nothing was changed. */
export function replayRow(book: Book, { row, events }: ReadRow): void {
  const replay = (): void => {
    for (const event of events) {
      if (event.kind === 'accounts_merged') checkMerge(book, event);
      book.replay(event);
    }
    // What has no event takes a number all the same.
    if (events.length === 0) book.state.advanceTo(row.seq);
  };
  runWhole(book, replay, () => true);
}

/** A merge that led around in a circle would never be followed to its end. */
function checkMerge({ state }: Book, event: Extract<Event, { kind: 'accounts_merged' }>): void {
  const { accounts } = state;
  if (accounts.byKey(event.from).row.ended !== null)
    throw new BadRow(`it merges ${event.from}, which had ended`);
  for (let key: string | null = event.into; key !== null; key = accounts.byKey(key).row.ended?.into ?? null) {
    if (key === event.from) throw new BadRow(`it merges ${event.from} into itself`);
  }
}
