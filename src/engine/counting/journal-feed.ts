import { setImmediate } from 'node:timers/promises';
import { optionalSignal, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { isList } from '../../base/plain-object.ts';
import { StoreError } from '../../base/store-error.ts';
import type { Counters } from '../../counters/counters.ts';
import { type CounterRefused, refuse } from '../../counters/refused-count.ts';
import type { DefineInput } from '../../counters/rules/definition.ts';
import {
  type FollowedHouse,
  type FollowOptions,
  isGoingOn,
  outlastOutages,
  untilNews,
} from '../follow-book.ts';
import type { BookReader } from '../read/book-reader.ts';
import { readJournal } from '../read/read-journal.ts';
import type { FeedGenerations } from './feed-generations.ts';
import type { FeedOptions } from './feed-options.ts';
import { feedPage } from './feed-page.ts';
import type { HouseCounters } from './house-counters.ts';

/** What a feed of a book is made of. */
export interface FeedParts<C extends Counters> extends FollowedHouse {
  readonly reader: BookReader;
  /** Throws inside of a transaction's work. */
  readonly refuseInside: () => void;
  /** Throws where the house was opened to read: whatever is counted is written. */
  readonly checkWritable: () => void;
  /** What its cursor is called. */
  readonly cursor: string;
  readonly count: FeedOptions['count'];
  /** What is read. */
  readonly counters: C;
  /** The generations of its own counters; undefined when it counts into others. */
  readonly generations: FeedGenerations | undefined;
  /** The counters of one generation. */
  readonly countersOf: (generation: number) => Counters;
}

/** How much was counted by a call, and up to which row. */
export interface FeedProgress {
  /** How many rows of the journal were read. */
  readonly rows: number;
  /** How many events were counted. */
  readonly events: number;
  /** The number of the last row that is counted. */
  readonly seq: number;
}

/** What a restart defines anew, and how it is aborted. */
export interface RestartOptions {
  /** What counters are in the new generation; others are what they were. */
  readonly define?: readonly DefineInput[] | undefined;
  /** Aborts the restart: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How much the new generation counted, or why it did not take effect. */
export type RestartAnswer =
  | (FeedProgress & {
      readonly ok: true;
      /** Which generation is read from now on. */
      readonly generation: number;
    })
  /** `superseded`: a restart that began later was done first. */
  | CounterRefused<'superseded'>;

/** A feed: counts a book's journal, row by row, each exactly once. Any number of processes may run it at once. */
export class JournalFeed<C extends Counters = HouseCounters> {
  /** What it counts into. */
  readonly counters: C;
  readonly #parts: FeedParts<C>;

  /** @internal Feeds come from a book. */
  constructor(parts: FeedParts<C>) {
    this.counters = parts.counters;
    this.#parts = parts;
  }

  /** Counts up to where the journal ends now. */
  async catchUp(options: Pick<FollowOptions, 'signal'> = {}): Promise<FeedProgress> {
    this.#checkWritable();
    const signal = readSignal(options);
    const run = newProgress();
    for (;;) {
      signal?.throwIfAborted();
      if ((await this.#step(await this.#live(), run)) === 'at the end') return run;
    }
  }

  /**
   * Counts what stands in the journal and then what comes, until the signal is given or the house is closed. It waits out
   * outages of the store, however long, and keeps the process alive until it ends.
   */
  async follow(options: Pick<FollowOptions, 'signal'> = {}): Promise<FeedProgress> {
    this.#checkWritable();
    const signal = readSignal(options) ?? new AbortController().signal;
    if (this.#parts.isClosed()) throw new StoreError('house_closed', 'the house is closed: open it again');
    const following = { ...this.#parts, signal };
    const run = newProgress();
    const step = async (): Promise<Step> => this.#step(await this.#live(), run);
    while (isGoingOn(following)) {
      // Whatever is committed after this line is news.
      const { version } = this.#parts.news;
      if ((await outlastOutages(step, following)) === 'at the end') await untilNews(version, following);
    }
    return run;
  }

  /**
   * Counts from the beginning of the journal into a new generation, which then takes the place of the old one at once:
   * readers see the old counts until the new ones are whole. The old generation is fed meanwhile by whoever feeds it.
   */
  async restart(options: RestartOptions = {}): Promise<RestartAnswer> {
    this.#checkWritable();
    const { define = [], ...rest } = readOptions('options', options, ['define', 'signal']);
    const signal = optionalSignal('signal', rest.signal);
    if (!isList(define)) throw new TallystickError('bad_option', 'define', define, 'an array of definitions');
    const { generations, countersOf, counters: live } = this.#parts;
    const definitions = Array.from(define, (one, i) => live.checkDefinition(one, `define[${i}]`));
    if (generations === undefined) {
      const expected = 'none: where others count, too, a feed cannot begin again';
      throw new TallystickError('bad_option', 'into', 'other counters', expected);
    }
    const generation = await generations.begin();
    const counters = countersOf(generation);
    for (const definition of definitions) await counters.define(definition);
    await generations.takeOverDefinitions(await generations.live(), generation);
    const run = newProgress();
    for (;;) {
      signal?.throwIfAborted();
      if ((await this.#step(counters, run)) === 'further') continue;
      // What readers have seen counted stays counted.
      const before = await (await this.#live()).feedPlace(this.#parts.cursor);
      if (run.seq >= before) break;
    }
    if (!(await generations.swap(generation))) return refuse('superseded');
    return { ok: true, generation, rows: run.rows, events: run.events, seq: run.seq };
  }

  #checkWritable(): void {
    this.#parts.refuseInside();
    this.#parts.checkWritable();
  }

  /** Looked up each time: another process may have swapped. */
  async #live(): Promise<Counters> {
    const { generations, countersOf, counters } = this.#parts;
    return generations === undefined ? counters : countersOf(await generations.live());
  }

  /** Counts the next rows and moves the cursor, both or neither. */
  async #step(counters: Counters, run: Running): Promise<Step> {
    const { reader, cursor, count } = this.#parts;
    const from = await counters.feedPlace(cursor);
    const records = await readJournal(reader, { after: from, limit: PAGE_ROWS_MAX });
    const page = feedPage(records, cursor, count);
    if (page === undefined) {
      run.seq = from;
      return 'at the end';
    }
    // When another process was quicker nothing is counted here, and it resumes at the cursor of that one.
    if (!(await counters.countFeed({ feed: cursor, from, to: page.to, events: page.events })))
      return 'further';
    run.rows += page.rows;
    run.events += page.events.length;
    run.seq = page.to;
    if (page.rows < PAGE_ROWS_MAX && page.rows === records.length) return 'at the end';
    // Where the store answers at once, whoever would give the signal could not before the end.
    await setImmediate();
    return 'further';
  }
}

function readSignal(options: { readonly signal?: AbortSignal | undefined }): AbortSignal | undefined {
  return optionalSignal('signal', readOptions('options', options, ['signal']).signal);
}

type Step = 'further' | 'at the end';

/** What a call has done so far. */
type Running = { -readonly [K in keyof FeedProgress]: FeedProgress[K] };

function newProgress(): Running {
  return { rows: 0, events: 0, seq: 0 };
}
