import { WeakValues } from '../../base/weak-values.ts';
import type { FeedRow } from '../../counters/counter-rows.ts';
import type { Counters } from '../../counters/counters.ts';
import type { Store } from '../../store/store.ts';
import { retry } from '../commit/retry.ts';
import type { Notifier } from '../notifier.ts';
import type { BookReader } from '../read/book-reader.ts';
import { checkCountersBook, FeedGenerations, GenerationStore } from './feed-generations.ts';
import { bookOfCursor, checkFeedOptions, type FeedOptions } from './feed-options.ts';
import { type CounterAccess, HouseCounterStore } from './house-counter-store.ts';
import { type FeedStatus, HouseCounters } from './house-counters.ts';
import { JournalFeed } from './journal-feed.ts';

/** What a feed needs of the book whose journal it counts. */
interface FeedBook {
  readonly name: string;
  readonly reader: BookReader;
  readonly news: Notifier;
}

/** The counters of a house, each made on first use. */
export class BookCounters {
  readonly #store: Store;
  readonly #clock: () => number;
  readonly #access: CounterAccess;
  readonly #counterStore: HouseCounterStore;
  /** By book. What a process remembers of a counter is in one place. */
  readonly #counters = new WeakValues<HouseCounters>();
  /** Those of which what this process alone remembers decides what is counted: it must not be lost. */
  readonly #kept = new Set<HouseCounters>();

  constructor(store: Store, clock: () => number, access: CounterAccess) {
    this.#store = store;
    this.#clock = clock;
    this.#access = access;
    this.#counterStore = new HouseCounterStore(() => store.counters?.(), access);
  }

  countersOf(book: string): HouseCounters {
    const known = this.#counters.get(checkCountersBook(book));
    if (known !== undefined) return known;
    const counters: HouseCounters = new HouseCounters(this.#counterStore, book, this.#clock, {
      lagOf: this.#lagOf,
      keep: () => this.#kept.add(counters),
    });
    this.#counters.set(book, counters);
    return counters;
  }

  feed<C extends Counters>(
    { name, reader, news }: FeedBook,
    options: FeedOptions<C>,
  ): JournalFeed<C> | JournalFeed {
    const { feed, count, into, cursor } = checkFeedOptions(name, options);
    const { isClosed, refuseInside, checkWritable, observing } = this.#access;
    const { isExclusive } = this.#store;
    const common = {
      reader,
      news,
      isClosed,
      refuseInside,
      checkWritable,
      isExclusive,
      observing,
      cursor,
      count,
    };
    if (into !== undefined) {
      return new JournalFeed({ ...common, counters: into, generations: undefined, countersOf: () => into });
    }
    const store = this.#counterStore;
    const generations = new FeedGenerations(store, name, feed);
    const countersIn = (find: () => Promise<number>): HouseCounters => {
      const bookNow = async (): Promise<string> => generations.bookOf(await find());
      return new HouseCounters(new GenerationStore(store, bookNow), name, this.#clock, {
        lagOf: this.#lagOf,
      });
    };
    const counters = countersIn(() => generations.live());
    const countersOf = (generation: number): Counters => countersIn(async () => generation);
    return new JournalFeed({ ...common, counters, generations, countersOf });
  }

  readonly #lagOf = async (row: FeedRow, now: number): Promise<FeedStatus> => {
    const book = bookOfCursor(row.feed);
    if (book === undefined) return { ...row, behind: 0, lagMs: 0 };
    const { latest } = this.#store;
    const [head, next] = await retry(this.#access.observing, () =>
      Promise.all([latest.head(book), latest.journal(book, { after: row.seq, limit: 1 })]),
    );
    const behind = Math.max(0, (head?.seq ?? 0) - row.seq);
    const [first] = next;
    return { ...row, behind, lagMs: first === undefined ? 0 : Math.max(0, now - first.recordedAt) };
  };
}
