import type { FeedRow } from '../../counters/counter-rows.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import { Counters } from '../../counters/counters.ts';
import type { StatusAnswer, StatusQuery } from '../../counters/read-status.ts';

/** How far a feed has come in its journal, and what is still before it. */
export interface FeedStatus extends FeedRow {
  /** How many numbers of the journal lie behind its cursor; a row takes as many as it has events, at least one. */
  readonly behind: number;
  /** For how long the first row that is not counted yet has been there. */
  readonly lagMs: number;
}

/** How the counters of a house are, with how far their feeds are behind. */
export interface HouseCountersStatus extends StatusAnswer {
  /** How far each feed has come, and what is still before it. */
  readonly feeds: readonly FeedStatus[];
}

/** How far a feed is behind its journal at a moment. */
export type FeedLag = (feed: FeedRow, now: number) => Promise<FeedStatus>;

/** Counters that a house keeps. */
export class HouseCounters extends Counters {
  readonly #lagOf: FeedLag;

  /** @internal They come from a house. */
  constructor(
    store: CounterStore,
    book: string,
    clock: () => number,
    options: { readonly lagOf: FeedLag; readonly keep?: () => void },
  ) {
    super(store, book, clock, options.keep);
    this.#lagOf = options.lagOf;
  }

  /** How the counters are, with how far their feeds are behind their journals. */
  override async status(query: StatusQuery = {}): Promise<HouseCountersStatus> {
    const status = await super.status(query);
    const { now } = status;
    const feeds = await Promise.all(status.feeds.map((feed) => this.#lagOf(feed, now)));
    const lagMs = Math.max(0, ...feeds.map((feed) => feed.lagMs));
    return { ...status, freshness: { ...status.freshness, lagMs }, feeds };
  }
}
