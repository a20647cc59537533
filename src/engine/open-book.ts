import { readOptions } from '../base/checked-options.ts';
import { checkId } from '../base/id.ts';
import { StoreError } from '../base/store-error.ts';
import { type MomentInput, momentOf } from '../base/timestamp.ts';
import type { AskedInOrder, AskedOf, CommandInput, CommandKind } from '../commands/command-table.ts';
import type { Counters } from '../counters/counters.ts';
import { announceExpiries } from './announce-expiries.ts';
import type {
  Accepted,
  AnswersInOrder,
  AnswerTo,
  AnyAnswer,
  AtomicAnswer,
  DryAnswer,
  DryAnswersInOrder,
  Refused,
  TransactionAnswer,
} from './answer.ts';
import { askOne, nameOf } from './ask-one.ts';
import type { BookContext } from './book-context.ts';
import { BookReads } from './book-reads.ts';
import {
  type CommandOptions,
  checkedInput,
  checkedName,
  checkedRequest,
  type GroupOptions,
  type IdOptions,
  readGroup,
} from './command-input.ts';
import { requestJob, type TakenRequest } from './commit/job.ts';
import type { FeedOptions } from './counting/feed-options.ts';
import type { HouseCounters } from './counting/house-counters.ts';
import type { JournalFeed } from './counting/journal-feed.ts';
import { dryRun, readDryRun } from './dry-run.ts';
import { type EraseAnswer, erasePrivate } from './erase-private.ts';
import { type FollowOptions, followBook } from './follow-book.ts';
import { BookOrThrow } from './or-throw.ts';
import type { BookReader } from './read/book-reader.ts';
import type { JournalRecord } from './read/journal-record.ts';
import { checkedTarget, type PrivateTarget } from './read/read-private.ts';
import { decideWhatIsDue } from './settle-due.ts';
import { submitMany } from './submit-many.ts';
import { BookTransactions } from './transact/book-transactions.ts';
import { refuseInside } from './transact/inside-work.ts';
import { checkWork, type Transaction } from './transact/interactive-transaction.ts';

/**
 * One book of a house: the unit of serial order. Commands are answered once they are durable, in the order in
 * which they were called; reads see every answered command.
 */
export class OpenBook extends BookReads<[options?: CommandOptions]> {
  /** Its name in the house. */
  readonly name: string;
  readonly #parts: BookContext;
  readonly #transactions: BookTransactions;
  #orThrow: BookOrThrow | undefined;

  /** @internal They come from a house. */
  constructor(parts: BookContext) {
    super();
    this.name = parts.name;
    this.#parts = parts;
    this.#transactions = new BookTransactions({ ...parts, checkOpen: () => checkOpen(parts) });
  }

  /** Who what is done through it is done by; null: nobody was named. */
  get actor(): string | null {
    return this.#parts.actor;
  }

  /**
   * The same book, through which everything is done by an actor: any text of up to 256 units, such as `user:42`. He stands
   * beside each command in the journal, and is no part of what is asked: who sends again what another has sent gets the first
   * answer, and the row keeps the first actor.
   */
  as(actor: string): OpenBook {
    this.#checkOpen();
    return new OpenBook({ ...this.#parts, actor: checkId('actor', actor) });
  }

  /** The same commands, groups and transactions, where a refusal is thrown as a RefusedError. It is on record all the same. */
  get orThrow(): BookOrThrow {
    this.#orThrow ??= new BookOrThrow(this, (kind, input, options) => this.perform(kind, input, options));
    return this.#orThrow;
  }

  /** Activity counters that lie where this book lies. They never decide whether money moves. */
  get counters(): HouseCounters {
    this.#checkOpen();
    return this.#parts.counting.countersOf(this.name);
  }

  /** @internal */
  protected override async perform(
    kind: CommandKind,
    input: unknown,
    options?: CommandOptions,
  ): Promise<Accepted | Refused> {
    this.#checkWritable();
    return await askOne(this.#parts, this.#checked({ ...checkedInput(input), kind }), options);
  }

  /**
   * Several commands as one, all or nothing, which has one answer: the same as `{ kind: 'atomic', commands, ...options }` in
   * `submit`. Groups may stand among them.
   */
  async atomic(
    commands: readonly CommandInput[],
    options: CommandOptions & GroupOptions = {},
  ): Promise<AtomicAnswer> {
    this.#checkWritable();
    const { retryRefused, ...group } = readGroup(commands, options);
    return (await askOne(this.#parts, this.#checked(group), { retryRefused })) as AtomicAnswer; // It was a group.
  }

  /**
   * Many commands at once, in order, each accepted or refused by itself; `{ kind: 'atomic', commands }` is all or
   * nothing. When one is malformed, it throws and none is carried out. More than BATCH_WEIGHT_MAX, said or done, are several
   * batches: when one of them fails it throws, those before stay, and none behind it is decided; submit all again with
   * the same ids, and every answer is what it would have been at once.
   */
  submit<const Kinds extends readonly (CommandKind | 'atomic')[]>(
    commands: AskedInOrder<Kinds>,
    options?: CommandOptions,
  ): Promise<AnswersInOrder<Kinds>> {
    const call = this.#submit(commands, options);
    this.#parts.track(call);
    return call as Promise<unknown> as Promise<AnswersInOrder<Kinds>>; // Each answers the command in its place.
  }

  async #submit(commands: unknown, options?: CommandOptions): Promise<AnyAnswer[]> {
    this.#checkWritable();
    return await submitMany(this.#parts.stream, commands, options, {
      check: (command, path) => this.#checked(command, path),
      nameOf: ({ request }) => nameOf(this.#parts, request),
      makeJob: (taken, named, ...rest) => requestJob(taken, { ...named, actor: this.actor }, ...rest),
    });
  }

  /**
   * What a command would come to if it came next: decided as ever on a state of its own, which is thrown away. Nothing is
   * written, no id is used, no follower is notified.
   */
  dryRun<K extends CommandKind | 'atomic'>(
    command: AskedOf<K>,
    options?: CommandOptions,
  ): Promise<DryAnswer<AnswerTo<K>>>;
  /** The same for several, one on top of the other: their answers, in order. They weigh at most GROUP_WEIGHT_MAX together. */
  dryRun<const Kinds extends readonly (CommandKind | 'atomic')[]>(
    commands: AskedInOrder<Kinds>,
    options?: CommandOptions,
  ): Promise<DryAnswersInOrder<Kinds>>;
  async dryRun(asked: unknown, options?: CommandOptions): Promise<unknown> {
    this.#checkOpen();
    const { jobs, isList } = readDryRun(this.#parts.stream, asked, options, (command, path) =>
      this.#checked(command, path),
    );
    const answers = await dryRun(this.#parts, jobs);
    return isList ? answers : answers[0];
  }

  /**
   * Runs work on a transaction and commits it; the work may run several times, so it must do nothing else. When what it saw
   * has changed by the commit, it is run again, at most TRANSACTION_ATTEMPTS_MAX times: later in turn with others, and from
   * the fifth time on with the book for itself, for TRANSACTION_ALONE_MS_MAX at most. Then the answer is `conflict`. When the
   * work throws, nothing is applied and the error goes on. With an `id` that was committed before, also while this was under
   * way, the answer is the first one. Inside of the work, every other call to the house is `inside_transaction`.
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: IdOptions = {},
  ): Promise<TransactionAnswer<T>> {
    this.#checkWritable();
    checkWork(work);
    return await this.#transactions.run(work, checkedName(options, this.#parts.randomBytes));
  }

  /** Begins a transaction that its author commits or rolls back. It locks nothing, and may be forgotten. */
  async begin(options: IdOptions = {}): Promise<Transaction> {
    this.#checkWritable();
    const named = checkedName(options, this.#parts.randomBytes);
    await this.#parts.reader.settleDue();
    return this.#transactions.begin(named);
  }

  /** The journal from a cursor on, and then what comes, as it comes. */
  follow(options: FollowOptions = {}): AsyncGenerator<JournalRecord, void, undefined> {
    const { reader, news, isClosed, store, observing } = this.#parts;
    refuseInside(store);
    this.#checkOpen();
    const taken = readOptions('options', options, ['after', 'signal']);
    return followBook(reader, taken, { news, isClosed, isExclusive: store.isExclusive, observing });
  }

  /** Counts what stands in the journal, each row once, into counters of its own or into others. */
  feed(options: Omit<FeedOptions, 'into'>): JournalFeed;
  /** Counts what stands in the journal, each row once, into the counters that `into` names. */
  feed<C extends Counters>(options: FeedOptions<C>): JournalFeed<C>;
  feed(options: FeedOptions): JournalFeed | JournalFeed<Counters> {
    this.#checkOpen();
    return this.#parts.counting.feed(this.#parts, options);
  }

  /**
   * Journals one event for each hold and offer that ran out by a moment and was not announced yet; returns how many.
   * Balances do not need it. A running house does it by itself.
   */
  async announceExpiries(until: MomentInput): Promise<number> {
    this.#checkWritable();
    return await announceExpiries(this.#parts, momentOf('until', until));
  }

  /**
   * Decides what is due by a moment, at most by the present; returns how much it was. Whoever asks for anything of the present, or
   * writes, has it decided first, and a running house does it by itself within a second: this is for who wants to wait for it. Rejects with
   * `bug`, when all else is decided, where something cannot be: that waits, and is tried again by whoever opens the house next.
   */
  async runDue(until: MomentInput): Promise<number> {
    this.#checkWritable();
    const call = decideWhatIsDue(this.#parts.stream, momentOf('until', until));
    this.#parts.track(call);
    return await call;
  }

  /**
   * Erases the private data of a command, those of its earlier attempts too; or those of an account's opening and, with
   * `commands`, of every command that named or moved it. That stands in the journal, whose chain stays whole.
   */
  async erase(what: PrivateTarget): Promise<EraseAnswer> {
    this.#checkWritable();
    const call = erasePrivate(this.#parts, checkedTarget(what));
    this.#parts.track(call);
    return await call;
  }

  /** @internal */
  protected override checkOpen(): BookReader {
    this.#checkOpen();
    return this.#parts.reader;
  }

  #checkOpen(): void {
    refuseInside(this.#parts.store);
    checkOpen(this.#parts);
  }

  #checkWritable(): void {
    this.#checkOpen();
    this.#parts.checkWritable();
  }

  #checked(command: unknown, path?: string): TakenRequest {
    return checkedRequest(command, this.#parts.randomBytes, path);
  }
}

function checkOpen({ isClosed }: Pick<BookContext, 'isClosed'>): void {
  if (isClosed()) throw new StoreError('house_closed', 'the house is closed: open it again');
}
