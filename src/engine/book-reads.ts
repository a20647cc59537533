import { isPlainObject } from '../base/plain-object.ts';
import type { BookEnd } from '../store/store.ts';
import type { Accepted, Refused } from './answer.ts';
import { BookCommands } from './command-methods.ts';
import type { SubtreeBalance } from './read/account-tree.ts';
import { type EventList, eventList, type List, type ListOf, listOf } from './read/all-items.ts';
import type { Balance } from './read/balance-in.ts';
import type { BookReader } from './read/book-reader.ts';
import { type CommandRecord, findCommand, recordedIds } from './read/find-command.ts';
import type { JournalRecord } from './read/journal-record.ts';
import {
  type CreditChange,
  type CreditHistoryOptions,
  listCreditHistory,
} from './read/list-credit-history.ts';
import type * as items from './read/list-items.ts';
import type { PageOptions, Pages } from './read/list-rows.ts';
import { listSchedules } from './read/list-schedules.ts';
import { listTransactions } from './read/list-transactions.ts';
import * as lists from './read/lists.ts';
import { type AccountOptions, readAccount } from './read/read-account.ts';
import { type BalanceOptions, checkAccounts, readBalance, readBalances } from './read/read-balance.ts';
import { type EventsOptions, type JournalPages, journalPages } from './read/read-journal.ts';
import { checkedTarget, type PrivateItem, type PrivateTarget, readPrivate } from './read/read-private.ts';
import { type Refundable, type RefundableOptions, readRefundable } from './read/read-refundable.ts';
import { readSpendable, type Spendable, type SpendableOptions } from './read/read-spendable.ts';
import { readStatement, type Statement, type StatementOptions } from './read/read-statement.ts';
import { readSubtree, type SubtreeOptions } from './read/read-subtree.ts';
import type { ScheduleItem, SchedulesOptions } from './read/schedule-items.ts';
import { readTrialBalance, type TrialBalance, type TrialBalanceOptions } from './read/trial-balance.ts';
import { FIRST_LINK } from './text/link-hash.ts';

/** What can be asked of a book. Reads see every answered command. */
export abstract class BookReads<Rest extends readonly unknown[]> extends BookCommands<
  Accepted,
  Refused,
  Rest
> {
  /** Its name in the house. */
  abstract readonly name: string;

  /** @internal Throws when the book may not be read. */
  protected abstract checkOpen(): BookReader;

  /** What an account has at a moment, as known at a moment; null when no account of that id lives then. */
  balance(account: string, options: BalanceOptions = {}): Promise<Balance | null> {
    return this.#read(options, (reader, taken) => readBalance(reader, account, taken));
  }

  /**
   * What the accounts of a path have together, one sum for each asset, in order: the account of that id and all under it that
   * live at the moment. All of one state. Cost: the lives of these ids, by an index, in one look at the store for a thousand.
   */
  balances(of: SubtreeOptions): Promise<SubtreeBalance[]>;
  /**
   * The balances of several accounts, in their order, all on one state of the book: what others write meanwhile is in all of
   * them or in none. Where memory has no answer, the store is asked once, however many they are.
   */
  balances(accounts: readonly string[], options?: BalanceOptions): Promise<(Balance | null)[]>;
  balances(
    of: readonly string[] | SubtreeOptions,
    options?: BalanceOptions,
  ): Promise<(Balance | null)[] | SubtreeBalance[]> {
    if (isPlainObject(of)) {
      return this.#read(of as SubtreeOptions, (reader, taken) => readSubtree(reader, taken, options));
    }
    const given = options === undefined ? {} : options;
    return this.#read(given, (reader, taken) => readBalances(reader, checkAccounts(of), taken));
  }

  /**
   * A life of an account with its terms, those in force now or by what was known at a moment: which floor it had when something
   * was decided. Null when no account of that id lives then, as known then.
   */
  account(account: string, options: AccountOptions = {}): Promise<items.AccountTerms | null> {
    return this.#read(options, (reader, taken) => readAccount(reader, account, taken));
  }

  /** The lines of an account in order of time, with running balances; null when the id never had an account. */
  statement(account: string, options: StatementOptions = {}): Promise<Statement | null> {
    return this.#read(options, (reader, taken) => readStatement(reader, account, taken));
  }

  /** Every life of every account id, by when it was opened. Worlds are not listed. */
  get accounts(): List<items.AccountsOptions, items.AccountItem> {
    return this.#list(lists.listAccounts);
  }

  /** Holds, by when they were placed. */
  get holds(): List<items.HoldsOptions, items.HoldItem> {
    return this.#list(lists.listHolds);
  }

  /** Offers, by when they were made. */
  get offers(): List<items.OffersOptions, items.OfferItem> {
    return this.#list(lists.listOffers);
  }

  /** Schedules, by when they are carried out, with what became of them. */
  get schedules(): List<SchedulesOptions, ScheduleItem> {
    return this.#list(listSchedules);
  }

  /** Payments, by when they were paid. */
  get payments(): List<items.PaymentsOptions, items.PaymentItem> {
    return this.#list(lists.listPayments);
  }

  /** What refunds may take of an account's payments, all or of a group; null when no account of that id lives then. */
  refundable(account: string, options: RefundableOptions = {}): Promise<Refundable | null> {
    return this.#read(options, (reader, taken) => readRefundable(reader, account, taken));
  }

  /** What a spend may take of an account's credits, by a clock; null when no account of that id lives then. */
  spendable(account: string, options: SpendableOptions = {}): Promise<Spendable | null> {
    return this.#read(options, (reader, taken) => readSpendable(reader, account, taken));
  }

  /** Credits, by when they were granted. */
  get credits(): List<items.CreditsOptions, items.CreditItem> {
    return this.#list(lists.listCredits);
  }

  /** All that was done to one credit, in the order in which the book learned it. */
  get creditHistory(): ListOf<CreditHistoryOptions, CreditChange> {
    return this.#list(listCreditHistory);
  }

  /** Files that were imported to their end, by when. */
  get imports(): List<items.ImportsOptions, items.ImportItem> {
    return this.#list(lists.listImports);
  }

  /** Those of some ids, at most PAGE_ROWS_MAX, that a command on record has, in their order. */
  recordedIds(ids: readonly string[]): Promise<string[]> {
    return this.#read({}, (reader) => recordedIds(reader, ids));
  }

  /** What became of a command: its row of the journal and its answer; undefined where no such id is on record. */
  command(id: string): Promise<CommandRecord | undefined> {
    return this.#read(id, findCommand);
  }

  /** The private data that `erase` would erase, and what it has erased already: all of a command, or of an account. */
  privateData(what: PrivateTarget): Promise<PrivateItem[]> {
    return this.#read(what, (reader, given) => readPrivate(reader, checkedTarget(given)));
  }

  /** Accepted commands in order of recording. */
  get transactions(): List<items.TransactionsOptions, JournalRecord> {
    return this.#list(listTransactions);
  }

  /** All balances at a moment; for each asset they sum to zero. With `tree`, also the sums of every path. */
  trialBalance(options: TrialBalanceOptions = {}): Promise<TrialBalance> {
    return this.#read(options, (reader, taken) => readTrialBalance(reader, taken));
  }

  /** Where the journal ends now: its last number, and the end of its chain of hashes. Keep it to compare it later. */
  head(): Promise<Omit<BookEnd, 'book'>> {
    return this.#read({}, async (reader) => {
      const head = await reader.head();
      return { seq: head?.seq ?? 0, link: Buffer.from(head?.link ?? FIRST_LINK).toString('hex') };
    });
  }

  /** The moment before which nothing may be dated any more, in milliseconds; null: `lockBefore` was never called. */
  lockedBefore(): Promise<number | null> {
    return this.#read({}, async (reader) => (await reader.head())?.lockedBefore ?? null);
  }

  /** The journal: every command, accepted or refused, in order of recording. */
  get events(): EventList {
    const pages = (options: EventsOptions): JournalPages => journalPages(this.checkOpen(), options);
    return eventList(pages, () => void this.checkOpen());
  }

  /** Reads with the options as they are now: what reads them does so before it waits for anything. */
  async #read<Options, T>(
    options: Options,
    read: (reader: BookReader, options: Options) => Promise<T>,
  ): Promise<T> {
    return await read(this.checkOpen(), options);
  }

  #list<Options extends PageOptions, Item>(
    pages: (reader: BookReader, options: Options) => Pages<Item>,
  ): List<Options, Item> {
    return listOf(
      (options) => pages(this.checkOpen(), options),
      () => void this.checkOpen(),
    );
  }
}
