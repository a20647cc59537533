import { checkOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { TRANSACTION_ATTEMPTS_MAX } from '../base/limits.ts';
import { StoreError } from '../base/store-error.ts';
import { timestamp } from '../base/timestamp.ts';
import type { Counters } from '../counters/counters.ts';
import { checkRequest } from '../kernel/check-command.ts';
import type { CommandRequest } from '../kernel/command.ts';
import type { Store } from '../store/store.ts';
import { announceExpiries } from './announce-expiries.ts';
import type { Accepted, AnyAnswer, Refused } from './answer.ts';
import { checkedInput } from './command-input.ts';
import { BookCommands } from './command-methods.ts';
import { answerOfRow, unrecorded } from './commit/answer-of.ts';
import type { BookLoop } from './commit/book-loop.ts';
import type { Job } from './commit/job.ts';
import { checkGroupWeight, weightOf } from './commit/job-weight.ts';
import type { CounterRoom } from './counting/counter-room.ts';
import type { FeedOptions } from './counting/feed-options.ts';
import type { HouseCounters } from './counting/house-counters.ts';
import type { JournalFeed } from './counting/journal-feed.ts';
import { type Bell, type FollowOptions, followBook } from './follow-book.ts';
import type { CommandInput, CommandKind } from './inputs.ts';
import type { Balance } from './read/balance-in.ts';
import type { BookReader } from './read/book-reader.ts';
import type { Page, PageOptions } from './read/list-rows.ts';
import { listTransactions } from './read/list-transactions.ts';
import * as lists from './read/lists.ts';
import { type BalanceOptions, readBalance } from './read/read-balance.ts';
import { type EventsOptions, type JournalRecord, readJournal } from './read/read-journal.ts';
import { readStatement, type Statement, type StatementOptions } from './read/read-statement.ts';
import { readTrialBalance, type TrialBalance } from './read/trial-balance.ts';
import { submitMany } from './submit-many.ts';
import { readGroupText } from './text/group-text.ts';
import { FIRST_LINK } from './text/link-hash.ts';
import { requestText } from './text/request-text.ts';
import { Transaction } from './transact/interactive-transaction.ts';
import { scriptJob } from './transact/script-job.ts';

/** What a book is made of. */
export interface BookParts {
  readonly name: string;
  readonly store: Store;
  readonly loop: BookLoop;
  readonly reader: BookReader;
  readonly newId: () => string;
  readonly bell: Bell;
  readonly counting: CounterRoom;
  readonly isClosed: () => boolean;
  /** Told of what must be over before the house closes. */
  readonly track: (call: Promise<unknown>) => void;
}

/** What a transaction that was committed answers, with what its work returned. */
export type TransactionAnswer<T> = (Accepted & { readonly value: T | undefined }) | Refused;

/**
 * One book of a house: the unit of serial order. Commands are answered once they are durable, in the order in
 * which they were called; reads see every answered command.
 */
export class OpenBook extends BookCommands<Accepted, Refused> {
  readonly name: string;
  readonly #parts: BookParts;

  constructor(parts: BookParts) {
    super();
    this.name = parts.name;
    this.#parts = parts;
  }

  /** Activity counters that lie where this book lies. They never decide whether money moves. */
  get counters(): HouseCounters {
    this.#checkOpen();
    return this.#parts.counting.countersOf(this.name);
  }

  protected perform(kind: CommandKind, input: unknown): Promise<Accepted | Refused> {
    return this.#enterOne(() => checkedRequest({ ...checkedInput(input), kind }));
  }

  /**
   * Many commands at once, in order, each accepted or refused by itself; `{ kind: 'atomic', commands }` is all or
   * nothing. When one is malformed, it throws and none is carried out. More than BATCH_WEIGHT_MAX are several
   * batches: when one of them fails it throws, those before stay, and none behind it is decided; submit all again with
   * the same ids, and every answer is what it would have been at once.
   */
  submit(commands: readonly CommandInput[]): Promise<AnyAnswer[]> {
    const call = this.#submit(commands);
    this.#parts.track(call);
    return call;
  }

  async #submit(commands: readonly CommandInput[]): Promise<AnyAnswer[]> {
    this.#checkOpen();
    if (!Array.isArray(commands)) {
      throw new TallystickError('bad_command', 'commands', commands, 'an array of commands');
    }
    const requests = Array.from(commands, (command: unknown, i) =>
      checkedRequest(command, `commands[${i}].`),
    );
    return await submitMany(this.#parts.loop, requests, (...given) => this.#jobOf(...given));
  }

  /**
   * Runs work on a transaction and commits it; the work may run several times, so it must do nothing else. When
   * what it saw has changed by the commit, it is run again, at most TRANSACTION_ATTEMPTS_MAX times; then the answer
   * is `conflict`. When the work throws, nothing is applied and the error goes on. With an `id` that was committed
   * before, the work is not run: the answer is the first one, with no value.
   */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options: { readonly id?: string } = {},
  ): Promise<TransactionAnswer<T>> {
    checkOptions('options', options, ['id']);
    const recorded = options.id === undefined ? undefined : await this.#recorded(checkId('id', options.id));
    if (recorded !== undefined) return recorded.ok ? { ...recorded, value: undefined } : recorded;
    for (let attempt = 1; ; attempt += 1) {
      const transaction = this.#newTransaction(options.id, true);
      const isLast = attempt === TRANSACTION_ATTEMPTS_MAX;
      let value: T;
      try {
        value = await work(transaction);
      } catch (error) {
        // What was thrown may come of what the work saw, and that has changed.
        if (transaction.isStale && !isLast) continue;
        throw error;
      }
      const answer = await transaction.finish();
      if (answer.ok) return { ...answer, value };
      if (answer.reason !== 'conflict' || isLast) return answer;
    }
  }

  /** Begins a transaction that its author commits or rolls back. It locks nothing, and may be forgotten. */
  async begin(options: { readonly id?: string } = {}): Promise<Transaction> {
    checkOptions('options', options, ['id']);
    this.#checkOpen();
    return this.#newTransaction(options.id === undefined ? undefined : checkId('id', options.id), false);
  }

  /** What an account has at a moment, as known at a moment; null when no account of that id lives then. */
  balance(account: string, options: BalanceOptions = {}): Promise<Balance | null> {
    return this.#read((reader) => readBalance(reader, account, options));
  }

  /** The balances of several accounts, in their order. */
  balances(accounts: readonly string[], options: BalanceOptions = {}): Promise<(Balance | null)[]> {
    return this.#read(async (reader) => {
      const at = options.at ?? (await reader.now());
      return await Promise.all(accounts.map((account) => readBalance(reader, account, { ...options, at })));
    });
  }

  /** The lines of an account in order of time, with running balances; null when the id never had an account. */
  statement(account: string, options: StatementOptions = {}): Promise<Statement | null> {
    return this.#read((reader) => readStatement(reader, account, options));
  }

  accounts(options: Parameters<typeof lists.listAccounts>[1] = {}): Promise<Page<lists.AccountItem>> {
    return this.#read((reader) => lists.listAccounts(reader, options));
  }

  holds(options: Parameters<typeof lists.listHolds>[1] = {}): Promise<Page<lists.HoldItem>> {
    return this.#read((reader) => lists.listHolds(reader, options));
  }

  offers(options: Parameters<typeof lists.listOffers>[1] = {}): Promise<Page<lists.OfferItem>> {
    return this.#read((reader) => lists.listOffers(reader, options));
  }

  payments(options: Parameters<typeof lists.listPayments>[1] = {}): Promise<Page<lists.PaymentItem>> {
    return this.#read((reader) => lists.listPayments(reader, options));
  }

  credits(options: Parameters<typeof lists.listCredits>[1] = {}): Promise<Page<lists.CreditItem>> {
    return this.#read((reader) => lists.listCredits(reader, options));
  }

  /** Accepted commands in order of recording. */
  transactions(options: PageOptions & { readonly kind?: string } = {}): Promise<Page<JournalRecord>> {
    return this.#read((reader) => listTransactions(reader, options));
  }

  /** All balances at a moment; for each asset they sum to zero. */
  trialBalance(options: Pick<BalanceOptions, 'at' | 'knownAt'> = {}): Promise<TrialBalance> {
    return this.#read((reader) => readTrialBalance(reader, options));
  }

  /** Where the journal ends now: its last number, and the end of its chain of hashes. Keep it to compare it later. */
  head(): Promise<{ readonly seq: number; readonly link: string }> {
    return this.#read((reader) =>
      reader.withSnapshot(async (view) => {
        const head = await view.head(this.name);
        return { seq: head?.seq ?? 0, link: Buffer.from(head?.link ?? FIRST_LINK).toString('hex') };
      }),
    );
  }

  /** The journal: every command, accepted or refused, in order of recording. */
  events(options: EventsOptions = {}): Promise<JournalRecord[]> {
    return this.#read((reader) => readJournal(reader, options));
  }

  /** The journal from a cursor on, and then what comes, as it comes. */
  follow(options: FollowOptions = {}): AsyncGenerator<JournalRecord, void, undefined> {
    checkOptions('options', options, ['after', 'signal']);
    const { reader, bell, isClosed, store } = this.#parts;
    return followBook(reader, options, { bell, isClosed, isExclusive: store.isExclusive });
  }

  /** Counts what stands in the journal, each row once, into counters of its own or into others. */
  feed(options: FeedOptions & { readonly into?: undefined }): JournalFeed;
  feed<C extends Counters>(options: FeedOptions<C>): JournalFeed<C>;
  feed(options: FeedOptions): JournalFeed | JournalFeed<Counters> {
    this.#checkOpen();
    return this.#parts.counting.feed(this.#parts, options);
  }

  /**
   * Journals one event for each hold and offer that ran out by a moment and was not announced yet; returns how many.
   * Balances do not need it. A running house does it by itself.
   */
  announceExpiries(until: number): Promise<number> {
    const checked = timestamp('until', until);
    return this.#read(() => announceExpiries(this.#parts, checked));
  }

  async #read<T>(read: (reader: BookReader) => Promise<T>): Promise<T> {
    this.#checkOpen();
    return await read(this.#parts.reader);
  }

  #checkOpen(): void {
    if (this.#parts.isClosed()) throw new StoreError('house_closed', 'the house is closed: open it again');
  }

  async #enterOne(check: () => CommandRequest): Promise<Accepted | Refused> {
    this.#checkOpen();
    const request = check();
    return await new Promise<Accepted | Refused>((resolve, reject) => {
      void this.#parts.loop.enter(this.#jobOf(request, reject, resolve));
    });
  }

  #jobOf(request: CommandRequest, fail: (error: unknown) => void, settle: (answer: AnyAnswer) => void): Job {
    const { id } = request;
    const text = requestText(request);
    return {
      id: id ?? this.#parts.newId(),
      isIdNew: id === undefined,
      kind: request.kind,
      text,
      weight: weightOf(request, text),
      work: { kind: 'request', request },
      settle,
      fail,
    };
  }

  #newTransaction(id: string | undefined, isManaged: boolean): Transaction {
    const { name, reader, loop, newId } = this.#parts;
    return new Transaction({
      name,
      withSnapshot: (work) => reader.withSnapshot(work),
      id,
      isManaged,
      now: () => reader.now(),
      submit: (script) =>
        new Promise<AnyAnswer>((settle, fail) => {
          this.#checkOpen();
          void loop.enter(scriptJob(id ?? newId(), id === undefined, script, settle, fail));
        }),
    });
  }

  /** The answer that was recorded under an id, if there is one. */
  #recorded(id: string): Promise<AnyAnswer | undefined> {
    return this.#read((reader) =>
      reader.withSnapshot(async (view) => {
        const [command] = await view.find(this.name, 'command', 'id', [id]);
        if (command === undefined) return undefined;
        const [row] = await view.journalRows(this.name, [command.seq]);
        const isOwn = row?.id === id && row.kind === 'atomic' && readGroupText(row.request) === undefined;
        return isOwn ? answerOfRow(row) : unrecorded(id, 'id_conflict');
      }),
    );
  }
}

/** Throws TallystickError for what is malformed, and for a group that no batch could hold. */
function checkedRequest(value: unknown, path = ''): CommandRequest {
  const request = checkRequest(value, path);
  if (request.kind === 'atomic') checkGroupWeight(path, weightOf(request, requestText(request)));
  return request;
}
