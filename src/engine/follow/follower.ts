import { assert } from '../../base/assert.ts';
import type { Book } from '../../kernel/book.ts';
import type { Needs } from '../../kernel/needs.ts';
import { RULES_OF_PURSES } from '../../kernel/rules-version.ts';
import type { BookHead, Changes, JournalRow, StoreView } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { fetchNeeds, lacksNeeds } from '../cache/fetch-needs.ts';
import { type ChangedKeys, changedKeys, gatherChanges } from './gather-changes.ts';
import { needsOfEvents } from './needs-of-row.ts';
import { nextDue } from './next-due.ts';
import type { ReadRow } from './read-journal-row.ts';
import { replayRow } from './replay-row.ts';
import { RowGatherer } from './row-gatherer.ts';

/** Where rows are replayed. */
export interface FollowedBook {
  /** The part of the book that is in memory, as of the head. */
  readonly cache: BookCache;
  /** What all rows before have led to. */
  readonly view: StoreView;
  readonly head: BookHead;
}

/** How a row is taken over by whoever does more than to replay it. */
export interface RowReplay {
  /** Adds what it looks at besides what its events change. */
  needs?(needs: Needs, read: ReadRow): void;
  /** Takes it over; what it throws goes to whoever follows. */
  replay?(book: Book, read: ReadRow): void;
  /** Looks at it once it was taken over, and before the next. */
  replayed?(read: ReadRow): Promise<void> | void;
}

/**
 * Replays rows of a journal, in order, and says what they change in a store: the same as whoever decided them has written, but for
 * where frontiers and checkpoints stand and what is kept apart, which follow from no journal. It is for rows that are written
 * together, however many batches they are.
 */
export class Follower {
  readonly #followed: FollowedBook;
  readonly #how: RowReplay;
  readonly #rows: RowGatherer;
  #last: JournalRow | undefined;
  #link: Uint8Array;
  #assignedAt: number | null;
  #keys: ChangedKeys | undefined;
  #at = 0;

  constructor(followed: FollowedBook, how: RowReplay = {}) {
    this.#followed = followed;
    this.#how = how;
    this.#rows = new RowGatherer(followed.cache);
    this.#link = followed.head.link;
    this.#assignedAt = followed.head.assignedAt;
    followed.cache.state.undo.begin();
  }

  /** The number of the row that it has come to: what it throws is about that one. */
  get at(): number {
    return this.#at;
  }

  /**
   * Replays rows that follow those before. When it throws, those before `at` were replayed, and nothing of it and of what is behind
   * it; there is nothing to go on with.
   */
  async take(rows: readonly ReadRow[]): Promise<void> {
    this.#at = rows.at(-1)?.row.seq ?? this.#at;
    await this.#fetch(rows);
    for (const read of rows) await this.#takeRow(read);
  }

  /** Everything that was taken, as it is to be written. Nothing can be taken after it. */
  async changes(): Promise<Changes> {
    const { cache, view, head } = this.#followed;
    const { state } = cache;
    this.#keys = changedKeys(state);
    const rows = this.#rows.take(true);
    const gathered = gatherChanges(cache, this.#keys, rows);
    return {
      head: {
        book: head.book,
        seq: state.seq,
        link: this.#link,
        assignedAt: this.#assignedAt,
        recordedAt: this.#last?.recordedAt ?? head.recordedAt,
        rules: this.#last?.rules ?? head.rules,
        lockedBefore: state.lockedBefore,
        hasPurses: state.hasPurses,
        creditOrder: state.creditOrder,
        due: await nextDue(view, head, gathered.rows),
      },
      journal: rows.journal,
      ...gathered,
    };
  }

  /** Says that the changes are written. */
  settle(): void {
    assert(this.#keys !== undefined, 'what was written was gathered');
    const { cache } = this.#followed;
    cache.state.undo.commit();
    cache.settle(this.#keys);
    cache.link = this.#link;
  }

  /** Fetches what rows need as things are now. */
  #fetch(rows: readonly ReadRow[]): Promise<void> {
    const { cache, view, head } = this.#followed;
    return fetchNeeds({ cache, view, book: head.book }, rows, (needs, row) => this.#needsOf(needs, row));
  }

  #needsOf(needs: Needs, read: ReadRow): void {
    needsOfEvents(needs, read);
    this.#how.needs?.(needs, read);
  }

  async #takeRow(read: ReadRow): Promise<void> {
    const { row, events, labels, apart } = read;
    const { cache } = this.#followed;
    const { book, state } = cache;
    this.#at = row.seq;
    // Frontiers follow what is recorded, whatever the present is.
    state.horizon = row.recordedAt;
    state.rules = row.rules;
    if (state.seq === 0) state.hasPurses = row.rules >= RULES_OF_PURSES;
    // Rows before it may have made something that leads it further.
    if (lacksNeeds({ cache }, (needs) => this.#needsOf(needs, read))) await this.#fetch([read]);
    if (this.#how.replay === undefined) replayRow(book, read);
    else this.#how.replay(book, read);
    await this.#how.replayed?.(read);
    const secrets = { root: apart.root, places: [...apart.hashes.keys()] };
    this.#rows.add({ row, events, labels, secrets }, { takesId: true });
    cache.residency.know('transaction', row.id);
    this.#last = row;
    this.#link = row.link ?? this.#link;
    this.#assignedAt = row.assignedAt ?? this.#assignedAt;
  }
}
