import { PAGE_ROWS_MAX } from '../base/limits.ts';
import { FIRST_KINDS } from '../store/due-first.ts';
import type { BookHead, Store } from '../store/store.ts';
import { headAndPresent } from './clock/head-and-present.ts';
import type { HouseClock } from './clock/house-clock.ts';
import { type CacheSlot, learnDueAsked } from './commit/batch-place.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { DueRun, Job } from './commit/job.ts';

/** What a book needs to see to what is due. */
export interface DueParts {
  readonly store: Store;
  readonly slot: CacheSlot;
  readonly clock: HouseClock;
  readonly stream: Pick<BookStream, 'enter'>;
  readonly reader: { head(): Promise<BookHead | undefined> };
}

/**
 * Sees to it that what is due by now is decided before whatever is asked next; undefined at once when nothing is, which takes one
 * comparison. Where the house is only read, nothing can be decided. Resolves to whether all of it is: false while nobody knows the time.
 */
export function settleDue(parts: DueParts): Promise<boolean> | undefined {
  const { store, slot, clock } = parts;
  if (store.isReadOnly === true || slot.due === null) return undefined;
  if (slot.due !== undefined && slot.due > presentOf(slot, clock)) return undefined;
  // Who asks memory looks at the head anyhow, and learns it there.
  if (slot.due === undefined && !store.isExclusive && slot.cache !== undefined) return undefined;
  return settle(parts);
}

async function settle({ slot, clock, stream, reader }: DueParts): Promise<boolean> {
  for (;;) {
    // Of a book that is new to this process nothing is known, and of one that another one wrote to.
    while (slot.due === undefined) {
      const { heard } = slot;
      learnDueAsked(slot, heard, (await reader.head())?.due ?? null);
    }
    const { due } = slot;
    if (due === null || due > presentOf(slot, clock)) return true;
    await decideDueNow(stream);
    // Nobody knows the time: it is decided when somebody does.
    if (slot.due === due) return false;
  }
}

function presentOf({ assignedAt }: CacheSlot, clock: HouseClock): number {
  const now = clock.now();
  return Math.max(now, assignedAt ?? now);
}

/** How many things are due in a book that is only read, where nobody decides them: at most PAGE_ROWS_MAX of each kind. */
export async function countDue({ store, clock }: DueParts, book: string): Promise<number> {
  const { head, present } = await headAndPresent(store.latest, book, clock);
  if (head?.due == null || head.due > present.now) return 0;
  const waiting = await Promise.all(
    FIRST_KINDS.map((kind) => store.latest.dueFirst(book, kind, PAGE_ROWS_MAX)),
  );
  return waiting.flat().filter(({ dueAt }) => dueAt !== null && dueAt <= present.now).length;
}

/**
 * Has a book begin a batch, which decides first whatever is due; resolves when all of that is durable, to how much it was. Throws where
 * some of it is set aside, when all else is decided.
 *
 * @param until no more than what is due by then, if nothing else is asked for meanwhile
 */
export async function decideWhatIsDue(stream: Pick<BookStream, 'enter'>, until?: number): Promise<number> {
  const { count, failed } = await decideDueNow(stream, until);
  if (failed !== undefined) throw failed;
  return count;
}

function decideDueNow(stream: Pick<BookStream, 'enter'>, until?: number): Promise<DueRun> {
  return new Promise((resolve, reject) => {
    const run: DueRun = { ...(until === undefined ? {} : { until }), count: 0, failed: undefined };
    const job: Job = {
      id: '',
      isIdNew: true,
      kind: 'nothing',
      actor: null,
      labels: [],
      text: '',
      weight: 1,
      work: { kind: 'nothing', run },
      settle: () => resolve(run),
      fail: reject,
    };
    void stream.enter(job);
  });
}
