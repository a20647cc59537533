import type { CounterContext } from './counter-context.ts';
import type { CounterTransaction } from './counter-store.ts';
import { ingestInto } from './ingest-batch.ts';
import type { CheckedEvent } from './rules/count-event.ts';

/** A batch of a feed: the events after one position of a journal, up to another. */
export interface FeedBatch {
  readonly feed: string;
  /** Where the feed was left; 0 at its beginning. */
  readonly from: number;
  /** Where it is once these events are counted. */
  readonly to: number;
  readonly events: readonly CheckedEvent[];
}

/**
 * Counts a batch of a journal and moves the feed's cursor, in one transaction: exactly once in effect. False, and nothing is
 * counted, when the feed is elsewhere: then another process has moved it on. A journal is never late.
 */
export async function countFeed(context: CounterContext, batch: FeedBatch): Promise<boolean> {
  const { feed, from, to, events } = batch;
  const work = async (tx: CounterTransaction): Promise<boolean> => {
    // First, because it is the lock: of two with the same batch, one waits here and then counts nothing.
    if (!(await tx.moveFeed(feed, from, to))) return false;
    if (events.length > 0) await ingestInto(tx, context, events, { now: context.clock(), checkTimes: false });
    return true;
  };
  // Idempotent: what was counted by a lost commit is not counted again, because the cursor has moved.
  return context.store.transact(context.book, work, { isIdempotent: true });
}

/** Where a feed was left; 0 when there is none. */
export async function feedPlace(context: CounterContext, feed: string): Promise<number> {
  const feeds = await context.store.read(context.book, (view) => view.feeds());
  return feeds.find((one) => one.feed === feed)?.seq ?? 0;
}
