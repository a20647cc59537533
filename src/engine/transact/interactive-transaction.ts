import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { StoreError } from '../../base/store-error.ts';
import { checkRequest } from '../../commands/check-command.ts';
import type { CommandKind, SingleRequest } from '../../commands/command-table.ts';
import type { About } from '../../commands/entry.ts';
import type { AnyAnswer } from '../answer.ts';
import { checkedInput } from '../command-input.ts';
import { BookCommands } from '../command-methods.ts';
import type { Balance } from '../read/balance-in.ts';
import {
  type BalanceOptions,
  checkAccounts,
  checkBalanceOptions,
  checkWorldsAsset,
} from '../read/read-balance.ts';
import { type RandomBytes, sealRequest } from '../text/private-data.ts';
import { refuseInside } from './inside-work.ts';
import type { Ground } from './overlay.ts';
import type { Script } from './script.ts';
import { type Provisional, type RefusedStep, StepList } from './step-list.ts';
import { TransactionOrThrow } from './transaction-or-throw.ts';

/** What a transaction needs of its book. */
export interface TransactionBook extends Omit<Ground, 'now'> {
  /** What its house has open. */
  readonly house: object;
  /** The present moment, read once: everything in the transaction happens at it, unless it says otherwise. */
  readonly now: () => number | Promise<number>;
  /** The one that it is committed under; undefined: the house makes one. */
  readonly id: string | undefined;
  /** What it says about itself. */
  readonly about: About;
  readonly randomBytes: RandomBytes;
  readonly submit: (script: Script) => Promise<AnyAnswer>;
  /** True when it is committed by whoever runs its work, once that returns. */
  readonly isManaged: boolean;
}

/** Throws `bad_command` for work that cannot be run. */
export function checkWork(work: unknown): void {
  if (typeof work !== 'function') throw new TallystickError('bad_command', 'work', work, 'a function');
}

/** Where an inner transaction is: in another one, on layers that are not its own. */
interface Place {
  readonly outer: Transaction;
  readonly root: Transaction;
  readonly steps: StepList;
}

/**
 * An interactive transaction: commands and balances on an overlay that nobody else sees and that locks nothing.
 * At the commit all its steps are taken again on the book as it is then; if one comes to something else than
 * was seen, nothing is applied and the answer is `conflict`. Layers nest: begin, commit, rollback.
 * Calls are carried out one after the other, in order of calling, and take what they are given in the call.
 */
export class Transaction extends BookCommands<Provisional, RefusedStep> {
  readonly #book: TransactionBook;
  readonly #steps: StepList;
  readonly #outer: Transaction | undefined;
  readonly #root: Transaction;
  /** How many layers were open when it began, its own among them. */
  #base = 0;
  /** The one inside of it whose work goes on. */
  #inner: Transaction | undefined;
  #isOver = false;
  #orThrow: TransactionOrThrow | undefined;

  /** @internal They come from a book, or from one another. */
  constructor(book: TransactionBook, place?: Place) {
    super();
    this.#book = book;
    this.#steps = place?.steps ?? new StepList(book);
    this.#outer = place?.outer;
    this.#root = place?.root ?? this;
  }

  /** @internal Whether something that was seen is known to have changed. */
  get isStale(): boolean {
    return this.#steps.isStale;
  }

  /** @internal */
  protected override async perform(
    kind: CommandKind,
    input: unknown,
    ...rest: readonly unknown[]
  ): Promise<Provisional | RefusedStep> {
    this.#checkFree();
    // What is refused inside is not recorded, so there is nothing to be decided anew.
    if (rest.some((given) => given !== undefined)) {
      throw new TallystickError(
        'bad_option',
        'options',
        rest[0],
        'none: a command in a transaction takes no options',
      );
    }
    const checked = checkRequest({ ...checkedInput(input), kind });
    const request = sealRequest(checked, this.#book.randomBytes) as SingleRequest; // Its kind is no group's.
    if (request.id !== undefined && request.id === this.#book.id) {
      throw new TallystickError('bad_command', 'id', request.id, 'another id than that of its transaction');
    }
    return await this.#inTurn(() => this.#steps.run(request));
  }

  /** The same commands, where a refusal is thrown as a RefusedError: thrown on by the work, it gives the transaction up. */
  get orThrow(): TransactionOrThrow {
    this.#orThrow ??= new TransactionOrThrow(
      (kind, input, ...rest) => this.perform(kind, input, ...rest),
      () => this.commit(),
    );
    return this.#orThrow;
  }

  /** The balance as this transaction sees it; null when no account of that id lives then. */
  async balance(
    account: string,
    options: Pick<BalanceOptions, 'at' | 'asset'> = {},
  ): Promise<Balance | null> {
    const [balance = null] = await this.#read([checkId('account', account)], options);
    return balance;
  }

  /** The balances of several accounts, as this transaction sees them, all loaded together. */
  async balances(
    accounts: readonly string[],
    options: Pick<BalanceOptions, 'at' | 'asset'> = {},
  ): Promise<(Balance | null)[]> {
    return await this.#read(checkAccounts(accounts), options);
  }

  async #read(
    ids: readonly string[],
    options: Pick<BalanceOptions, 'at' | 'asset'>,
  ): Promise<(Balance | null)[]> {
    this.#checkFree();
    const { at, asset } = checkBalanceOptions(readOptions('options', options, ['at', 'asset']));
    for (const id of ids) checkWorldsAsset(id, asset);
    return await this.#inTurn(() => this.#steps.read(ids.map((account) => ({ account, at, asset }))));
  }

  /** Opens a layer: until its commit or rollback, everything belongs to it. Returns this very transaction. */
  async begin(): Promise<this> {
    this.#checkFree();
    await this.#inTurn(() => this.#steps.begin());
    return this;
  }

  /**
   * Runs work on a transaction of its own inside of this one; when it throws, what it did is rolled back and the error goes
   * on. Until it has ended, this one refuses every call, a second work beside it too.
   */
  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#checkFree();
    checkWork(work);
    const inner = new Transaction(this.#book, { outer: this, root: this.#root, steps: this.#steps });
    this.#inner = inner;
    try {
      await this.#inTurn(async () => {
        await this.#steps.begin();
        inner.#base = this.#steps.depth;
      });
      const value = await work(inner);
      await inner.#endWork();
      return value;
    } catch (error) {
      // The first error is the one to report.
      await inner.#undoWork().catch(() => undefined);
      throw error;
    } finally {
      this.#inner = undefined;
    }
  }

  /**
   * Folds the latest layer into the one outside it; outside of any, commits the transaction for good. Answers
   * `conflict` when something that was seen has changed meanwhile: then nothing of it was applied.
   */
  async commit(): Promise<AnyAnswer | Provisional> {
    this.#checkFree();
    return await this.#inTurn((): Promise<AnyAnswer | Provisional> => {
      if (this.#steps.depth > this.#base) return this.#steps.end('commit');
      this.#refuseToEndWork();
      this.#isOver = true;
      return this.#book.submit(this.#steps.script(this.#book.about, undefined));
    });
  }

  /** Undoes the latest layer; outside of any, gives the transaction up. */
  async rollback(): Promise<void> {
    this.#checkFree();
    await this.#inTurn(async () => {
      if (this.#steps.depth > this.#base) {
        await this.#steps.end('rollback');
        return;
      }
      this.#refuseToEndWork();
      this.#isOver = true;
    });
  }

  /** @internal Commits for good what a transaction's work did, which returned that. */
  finish(returned: Script['returned']): Promise<AnyAnswer> {
    return this.#inTurn(() => {
      this.#isOver = true;
      this.#checkEnded();
      return this.#book.submit(this.#steps.script(this.#book.about, returned));
    });
  }

  /** @internal Gives one up, whatever was called and not done yet. */
  static abandon(transaction: Transaction): void {
    transaction.#isOver = true;
  }

  /** Commits what the work of an inner transaction did into the one outside. */
  #endWork(): Promise<void> {
    return this.#inTurn(async () => {
      this.#checkEnded();
      await this.#steps.end('commit');
      this.#isOver = true;
    });
  }

  /** Rolls back what the work of an inner transaction did, whatever it left open. */
  #undoWork(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isOver = true;
      if (this.#base === 0) return; // It never began.
      while (this.#steps.depth >= this.#base) await this.#steps.end('rollback');
    });
  }

  /** Work has ended every layer that it began, and every inner work. */
  #checkEnded(): void {
    const open = this.#steps.depth - this.#base;
    if (open === 0 && this.#inner === undefined) return;
    throw new TallystickError('bad_command', 'work', open, 'work that ends every layer that it begins');
  }

  #refuseToEndWork(): void {
    if (!this.#book.isManaged && this.#outer === undefined) return;
    const expected =
      'an open layer: the transaction itself is committed when its work returns, or given up when it throws';
    throw new TallystickError('bad_command', 'layers', 0, expected);
  }

  /** Refuses what is called while work on an inner transaction goes on, or inside of the work of another. */
  #checkFree(): void {
    refuseInside(this.#book.house, this.#root);
    if (this.#inner === undefined) return;
    const expected = 'the inner transaction, which its work was given, until that work has ended';
    throw new TallystickError('bad_command', 'transaction', 'the outer one', expected);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    return this.#steps.inTurn(() => {
      this.#checkNotOver();
      return act();
    });
  }

  #checkNotOver(): void {
    if (this.#isOver) throw new StoreError('transaction_over', 'the transaction is over: begin another');
    if (this.#outer !== undefined) this.#outer.#checkNotOver();
  }
}
