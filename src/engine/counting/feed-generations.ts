import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type {
  CounterStore,
  CounterTransaction,
  CounterView,
  TransactOptions,
} from '../../counters/counter-store.ts';

/** The books of feeds' own counters begin so; nobody may ask for a book's counters by such a name. */
const MARK = '\u001ffeed\u001f';

/** The generation that is read. */
const LIVE = 'live';
/** The last number that was given to a generation. */
const BEGUN = 'begun';

/** Whose counters they are: the name of a book that does not stand for a feed. */
export function checkCountersBook(name: string): string {
  if (!name.startsWith(MARK)) return name;
  throw new TallystickError('bad_id', 'name', name, 'the name of a book that has counters of its own');
}

/**
 * The generations of a feed's own counters: each is a book of counters by itself, so everything about it, ids and
 * sources too, is apart from the others'. Which one is read is one row, so one generation takes the place of another at
 * once.
 */
export class FeedGenerations {
  readonly #store: CounterStore;
  readonly #name: string;

  constructor(store: CounterStore, book: string, feed: string) {
    this.#store = store;
    this.#name = `${MARK}${book}/${feed}`;
  }

  bookOf(generation: number): string {
    return `${this.#name}/${generation}`;
  }

  /** The generation that is read and fed; the first one is 0. */
  live(): Promise<number> {
    return this.#store.read(this.#name, async (view) => (await numbersOf(view)).live);
  }

  /** A number that no generation had before, so that an aborted one is never resumed. */
  async begin(): Promise<number> {
    for (;;) {
      const next = await this.#store.transact(this.#name, async (tx) => {
        const { begun } = await numbersOf(tx);
        return (await tx.moveFeed(BEGUN, begun, begun + 1)) ? begun + 1 : undefined;
      });
      if (next !== undefined) return next;
    }
  }

  /** Makes a generation the one that is read; false when a later one already is. */
  async swap(generation: number): Promise<boolean> {
    for (;;) {
      const answer = await this.#store.transact(this.#name, async (tx) => {
        const { live } = await numbersOf(tx);
        if (live === generation) return true; // Done before, though nobody knew.
        if (live > generation) return false;
        return (await tx.moveFeed(LIVE, live, generation)) ? true : undefined;
      });
      if (answer !== undefined) return answer;
    }
  }

  /** Copies definitions from one generation to another, where it lacks them. */
  async takeOverDefinitions(from: number, to: number): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const query = { after, limit: PAGE_ROWS_MAX };
      const page = await this.#store.read(this.bookOf(from), (view) => view.definitions(query));
      const fresh = page.map((row) => ({ ...row, generation: 0, rebuilding: null }));
      if (fresh.length > 0) await this.#store.transact(this.bookOf(to), (tx) => tx.addDefinitions(fresh));
      if (page.length < PAGE_ROWS_MAX) return;
      after = page.at(-1)?.counter;
    }
  }
}

async function numbersOf(view: CounterView): Promise<{ live: number; begun: number }> {
  const places = new Map((await view.feeds()).map(({ feed, seq }) => [feed, seq]));
  return { live: places.get(LIVE) ?? 0, begun: places.get(BEGUN) ?? 0 };
}

/** Counters in the generation of a feed that is looked up at each call. */
export class GenerationStore implements CounterStore {
  /** So approximate dedup is refused: what a process alone remembers does not go from one generation to the next. */
  readonly isVolatile = false;
  readonly #store: CounterStore;
  readonly #book: () => Promise<string>;

  constructor(store: CounterStore, book: () => Promise<string>) {
    this.#store = store;
    this.#book = book;
  }

  async transact<T>(
    _book: string,
    work: (tx: CounterTransaction) => Promise<T>,
    options?: TransactOptions,
  ): Promise<T> {
    return this.#store.transact(await this.#book(), work, options);
  }

  async read<T>(_book: string, work: (view: CounterView) => Promise<T>): Promise<T> {
    return this.#store.read(await this.#book(), work);
  }

  async close(): Promise<void> {}
}
