import { ATTEMPTS_MAX } from '../../base/limits.ts';
import type { FeedRow } from '../../counters/counter-rows.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import { Counters } from '../../counters/counters.ts';
import type { FeedBatch } from '../../counters/feed-batch.ts';
import type { StatusAnswer, StatusQuery } from '../../counters/read-status.ts';
import type { CheckedEvent } from '../../counters/rules/count-event.ts';
import type { Outcome } from '../../counters/rules/outcome.ts';
import { isUnknown } from './house-counter-store.ts';

/** How far a feed has come in its journal, and what is still before it. */
export interface FeedStatus extends FeedRow {
  /** How many numbers of the journal are behind its place; a row takes as many as it has events, at least one. */
  readonly behind: number;
  /** For how long the first row that is not counted yet has been there. */
  readonly lagMs: number;
}

export interface HouseCountersStatus extends StatusAnswer {
  readonly feeds: readonly FeedStatus[];
}

/** Tells how far a feed is behind its journal at a moment. */
export type FeedLag = (feed: FeedRow, now: number) => Promise<FeedStatus>;

/** Counters that a house keeps. */
export class HouseCounters extends Counters {
  readonly #lagOf: FeedLag;

  /** @internal They come from a house. */
  constructor(store: CounterStore, book: string, clock: () => number, lagOf: FeedLag) {
    super(store, book, clock);
    this.#lagOf = lagOf;
  }

  /**
   * As in memory. When nobody knows what became of a commit, the same is sent again, and the log finds out: what was
   * counted then is a `duplicate` now, and counted once.
   */
  protected override takeIn(events: readonly CheckedEvent[], now: number): Promise<Outcome[]> {
    return whileUnknown(() => super.takeIn(events, now));
  }

  override countFeed(batch: FeedBatch): Promise<boolean> {
    return whileUnknown(() => super.countFeed(batch));
  }

  override async status(query: StatusQuery = {}): Promise<HouseCountersStatus> {
    const status = await super.status(query);
    const { now } = status;
    const feeds = await Promise.all(status.feeds.map((feed) => this.#lagOf(feed, now)));
    const lagMs = Math.max(0, ...feeds.map((feed) => feed.lagMs));
    return { ...status, freshness: { ...status.freshness, lagMs }, feeds };
  }
}

/** Does again what is the same when it is done twice, until somebody knows what became of it. */
async function whileUnknown<T>(work: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await work();
    } catch (error) {
      // It waits where the next attempt cannot be made either.
      if (!isUnknown(error) || attempts === ATTEMPTS_MAX) throw error;
    }
  }
}
