/// <reference lib="esnext.disposable" preserve="true" />
import { readOptions } from '../base/checked-options.ts';
import { checkId } from '../base/id.ts';
import { readOnly, StoreError } from '../base/store-error.ts';
import type { Store } from '../store/store.ts';
import {
  type AcrossCall,
  type AcrossExpecting,
  type AcrossInput,
  type AcrossTransferInput,
  checkAcrossTransfer,
  readAcross,
} from './across-request.ts';
import type { AcrossAnswer } from './answer.ts';
import { askGroup } from './ask-group.ts';
import { reconcileHouse, verifyHouse } from './audit/audit-house.ts';
import type { AuditOptions, Report, VerifyOptions } from './audit/report.ts';
import { type BackupAnswer, backUpStore, type CopyOptions } from './backup-house.ts';
import { BookRegistry, type RegisteredBook } from './book-registry.ts';
import { acceptClock } from './clock/accept-clock.ts';
import { type ClockReport, checkClock } from './clock/check-clock.ts';
import {
  type ActorOptions,
  type CommandOptions,
  checkedActor,
  type IdOptions,
  retriesRefused,
} from './command-input.ts';
import { type BatchPlace, emptySlot } from './commit/batch-place.ts';
import type { BookStream } from './commit/book-stream.ts';
import { Writer } from './commit/writer.ts';
import { BookCounters } from './counting/book-counters.ts';
import type { HouseCounters } from './counting/house-counters.ts';
import { ExpiryAnnouncer } from './expiry-announcer.ts';
import { Notifier } from './notifier.ts';
import { type AuditAudience, auditAudience } from './observe/audit-audience.ts';
import { OpenBook } from './open-book.ts';
import type { HouseSettings } from './open-options.ts';
import { HouseOrThrow } from './or-throw.ts';
import { BookReader } from './read/book-reader.ts';
import { type HouseInfo, listBooks, readHouseInfo } from './read/read-house.ts';
import { refuseInside } from './transact/inside-work.ts';

/** Whose counters those of the house are. */
const COUNTERS_BOOK = 'counters';

/** One open store, holding any number of books. */
export class House {
  readonly #store: Store;
  readonly #settings: HouseSettings;
  readonly #books: BookRegistry;
  readonly #announcer: ExpiryAnnouncer;
  /** What must be over before the store is let go of. */
  readonly #calls = new Set<Promise<unknown>>();
  readonly #writer: Writer;
  readonly #counting: BookCounters;
  readonly #endNews: (() => void) | undefined;
  #closed: Promise<void> | undefined;
  /** Why the house has closed itself. */
  #endedBy: StoreError | undefined;

  /** @internal Use `open`. */
  constructor(store: Store, settings: HouseSettings) {
    this.#store = store;
    this.#settings = settings;
    this.#books = new BookRegistry((name, onUse) => this.#makeBook(name, onUse), settings.cacheRowsMax);
    this.#writer = new Writer(store, settings.observe);
    this.#counting = new BookCounters(store, () => settings.clock.now(), {
      refuseInside: () => refuseInside(store),
      isClosed: () => this.#isClosed(),
      observing: settings.observe,
      checkWritable: () => this.#checkWritable(),
      track: (call) => this.#track(call),
    });
    store.onEnd?.((reason) => this.#endItself(reason));
    this.#endNews = store.onNews?.((book) => this.#books.hearOf(book));
    this.#announcer = new ExpiryAnnouncer({
      store,
      clock: settings.clock,
      observing: settings.observe,
      streamOf: (book) => this.#books.get(book).stream,
      newId: settings.newId,
      onError: settings.onBackgroundError,
    });
    if (settings.announceExpiries && store.isReadOnly !== true) this.#announcer.start();
  }

  /** What it was opened with, without a password. */
  get url(): string {
    return this.#store.url;
  }

  /** Counters of activity that belongs to no book in particular: those of the book `counters`. */
  get counters(): HouseCounters {
    return this.book(COUNTERS_BOOK).counters;
  }

  /** The same groups and transfers on several books, where a refusal is thrown as a RefusedError. */
  get orThrow(): HouseOrThrow {
    return new HouseOrThrow(this);
  }

  /** A book by its name. It begins to exist with its first command. */
  book(name: string): OpenBook {
    this.#checkOpen();
    return this.#books.get(checkId('name', name)).book;
  }

  /**
   * Commands on several books, all or nothing, in one transaction of the store: each names its book. In every book of
   * them one row of the journal stands for the whole group, under the same id, accepted or refused. The streams of these
   * books stand still meanwhile, so what goes on all the time between many books is better kept in one.
   */
  atomic(
    commands: readonly AcrossInput[],
    options: CommandOptions & IdOptions & ActorOptions & AcrossExpecting = {},
  ): Promise<AcrossAnswer> {
    return this.#enterAcross(() => readAcross(commands, options, this.#settings.randomBytes));
  }

  /**
   * Posts from an account of one book to an account of another: out of the one through its `world`, or the account that
   * `through` names in both, and into the other at the same moment; both or neither.
   */
  transfer(input: AcrossTransferInput, options: CommandOptions & ActorOptions = {}): Promise<AcrossAnswer> {
    return this.#enterAcross(() => {
      const { retryRefused, actor } = readOptions('options', options, ['retryRefused', 'actor']);
      const call = { retryRefused: retriesRefused({ retryRefused }), actor: checkedActor(actor) };
      return { ...call, request: checkAcrossTransfer(input, this.#settings.randomBytes) };
    });
  }

  #enterAcross(check: () => AcrossCall): Promise<AcrossAnswer> {
    const ask = async (): Promise<AcrossAnswer> => {
      this.#checkCallable();
      this.#checkWritable();
      const streamOf = (book: string): BookStream => this.#books.get(book).stream;
      return await askGroup(check(), this.#settings.newId, streamOf);
    };
    return this.#track(ask());
  }

  /** What the house says of itself: its id, its version, and what it was restored from. */
  async info(): Promise<HouseInfo> {
    this.#checkCallable();
    return await readHouseInfo(this.#store, this.#settings.observe);
  }

  /**
   * Copies a house in a file, as it is now, to another file, looks the copy through, and puts it in its place when it is
   * sound and durable. Writes go on meanwhile.
   */
  async backup(path: string, options: CopyOptions = {}): Promise<BackupAnswer> {
    this.#checkCallable();
    return await this.#track(backUpStore(this.#store, path, () => this.#settings.clock.now(), options));
  }

  /** The names of all books that anything was written to, in order. */
  async books(): Promise<string[]> {
    this.#checkCallable();
    return await listBooks(this.#store, this.#settings.observe);
  }

  /**
   * Walks the chain of every book again, rebuilds its state from the journal, and compares it with every row and
   * entry that is stored. Writes may go on: it looks at one moment.
   */
  async verify(options: VerifyOptions = {}): Promise<Report> {
    this.#checkCallable();
    return await verifyHouse(this.#store, options, this.#audience);
  }

  /**
   * Recomputes balances from entries, sums per asset, holds against what is held, lots against draws, and reports
   * each mismatch with where it is. Writes may go on.
   */
  async reconcile(options: AuditOptions = {}): Promise<Report> {
    this.#checkCallable();
    return await reconcileHouse(this.#store, options, this.#audience);
  }

  get #audience(): AuditAudience {
    return auditAudience(this.#settings.observe, this.#settings.clock);
  }

  /** Whether the clock is believed, and which books were dated far ahead of it. Looks at each book once. */
  async checkClock(): Promise<ClockReport> {
    const { clock, observe: observing } = this.#settings;
    return await checkClock({ store: this.#store, clock, observing }, await this.books());
  }

  /**
   * Takes the clock for right as it is now: call it when somebody has looked at it. Commands without `effectiveAt`, refused
   * as `clock_jumped`, are dated by it from then on, also in books that have given a moment far ahead of it; their names are
   * answered. What is on record keeps its moments.
   */
  async acceptClock(): Promise<string[]> {
    this.#checkCallable();
    const { clock, newId } = this.#settings;
    this.#checkWritable();
    const check = () => this.checkClock();
    return await this.#track(
      acceptClock({ clock, newId, check, streamOf: (book) => this.#books.get(book).stream }),
    );
  }

  /** Takes nothing more in, answers everything that was taken in, and lets go of the store. */
  async close(): Promise<void> {
    refuseInside(this.#store);
    this.#closed ??= this.#drainAndClose();
    await this.#closed;
  }

  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #drainAndClose(): Promise<void> {
    this.#endNews?.();
    await this.#announcer.stop();
    // A call that was begun before is taken in whole.
    await Promise.allSettled(this.#calls);
    await this.#writer.drain();
    for (const { news } of this.#books.all()) news.notify();
    await this.#store.close();
  }

  /** The store rejects everyone who waits. */
  #endItself(reason: StoreError): void {
    this.#endedBy = reason;
    this.#closed ??= this.#drainAndClose();
    this.#closed.catch(() => undefined);
  }

  /** Throws why, when the house has closed itself: nobody should take that for an end that was asked for. */
  #isClosed(): boolean {
    if (this.#endedBy !== undefined) throw this.#endedBy;
    return this.#closed !== undefined;
  }

  #checkOpen(): void {
    if (this.#isClosed()) throw new StoreError('house_closed', 'the house is closed: open it again');
  }

  #checkWritable(): void {
    if (this.#store.isReadOnly === true) throw readOnly(this.url);
  }

  #checkCallable(): void {
    refuseInside(this.#store);
    this.#checkOpen();
  }

  #makeBook(name: string, onUse: () => void): RegisteredBook {
    const { clock, newId, randomBytes, queueWeightMax, observe: observing } = this.#settings;
    const store = this.#store;
    const counting = this.#counting;
    const slot = emptySlot();
    const news = new Notifier();
    const place: BatchPlace = { store, book: name, slot, clock, observing };
    const stream = this.#writer.streamOf(place, {
      queueWeightMax,
      onCommit: () => news.notify(),
      onUse,
    });
    const reader = new BookReader({ book: name, store, slot, stream, clock, observing });
    const book = new OpenBook({
      name,
      actor: null,
      store,
      stream,
      reader,
      clock,
      observing,
      newId,
      randomBytes,
      news,
      counting,
      isClosed: () => this.#isClosed(),
      checkWritable: () => this.#checkWritable(),
      track: (call) => void this.#track(call),
    });
    return { book, stream, place, news };
  }

  #track<T>(call: Promise<T>): Promise<T> {
    this.#calls.add(call);
    const done = (): void => {
      this.#calls.delete(call);
    };
    call.then(done, done);
    return call;
  }
}
