import { checkOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { StoreError } from '../../base/store-error.ts';
import { checkRequest } from '../../kernel/check-command.ts';
import type { SingleRequest } from '../../kernel/command.ts';
import type { AnyAnswer, Refused } from '../answer.ts';
import { BookCommands } from '../command-methods.ts';
import { findingsOf, refusalOf } from '../commit/answer-of.ts';
import { dateRequest } from '../commit/date-request.ts';
import { checkEndsAfterStart } from '../commit/ends-after-start.ts';
import type { CommandKind } from '../inputs.ts';
import { type Balance, balanceIn } from '../read/balance-in.ts';
import { type BalanceOptions, checkBalanceOptions, checkWorldsAsset } from '../read/read-balance.ts';
import { runWhole } from '../run-whole.ts';
import { type Ground, Overlay } from './overlay.ts';
import type { Script, Step } from './script.ts';
import { seenOfEvents, seenOfReading, seenOfRejection } from './take-step.ts';

/** An acceptance inside a transaction: it is provisional, so it has no number and no moment of recording yet. */
export interface Provisional {
  readonly ok: true;
}

/** A refusal inside a transaction. */
export type RefusedStep = Omit<Refused, 'id' | 'seq' | 'effectiveAt' | 'recordedAt'>;

/** What a transaction needs of its book. */
export interface TransactionBook extends Omit<Ground, 'now'> {
  /** The present moment, read once: everything in the transaction happens at it, unless it says otherwise. */
  readonly now: () => number | Promise<number>;
  /** The one that it is committed under; undefined: the house makes one. */
  readonly id: string | undefined;
  readonly submit: (script: Script) => Promise<AnyAnswer>;
  /** True when it is committed by whoever runs its work, once that returns. */
  readonly isManaged: boolean;
}

/**
 * An interactive transaction: commands and balances on an overlay that nobody else sees and that locks nothing.
 * At the commit all its steps are taken again on the book as it is then; if one comes to something else than
 * was seen, nothing is applied and the answer is `conflict`. Layers nest: begin, commit, rollback.
 * Calls are carried out one after the other, in order of calling.
 */
export class Transaction extends BookCommands<Provisional, RefusedStep> {
  readonly #book: TransactionBook;
  readonly #steps: Step[] = [];
  readonly #layers: SingleRequest[][] = [[]];
  readonly #overlay: Overlay;
  #isOver = false;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(book: TransactionBook) {
    super();
    this.#book = book;
    this.#overlay = new Overlay(book, this.#steps);
  }

  /** @internal Whether something that was seen is known to have changed. */
  get isStale(): boolean {
    return this.#overlay.isStale;
  }

  protected perform(kind: CommandKind, input: unknown): Promise<Provisional | RefusedStep> {
    return this.#inTurn(async () => {
      const request = checkRequest({ ...Object(input), kind }) as SingleRequest; // Its kind is no group's.
      if (request.id !== undefined && request.id === this.#book.id) {
        throw new TallystickError('bad_command', 'id', request.id, 'another id than that of its transaction');
      }
      return await this.#overlay.act((book, now) => {
        const command = dateRequest(request, now);
        const outcome = runWhole(
          book,
          () => book.run(command, checkEndsAfterStart),
          ({ ok }) => ok,
        );
        if (outcome.ok) {
          this.#steps.push({ kind: 'command', request, seen: seenOfEvents(outcome.events) });
          this.#layers.at(-1)?.push(request);
          const [event] = outcome.events;
          return { ok: true, ...(event === undefined ? {} : findingsOf(event)) };
        }
        const { rejection } = outcome;
        this.#steps.push({ kind: 'command', request, seen: seenOfRejection(rejection) });
        return refusalOf(rejection);
      }, request);
    });
  }

  /** The balance as this transaction sees it; null when no account of that id lives then. */
  balance(account: string, options: Pick<BalanceOptions, 'at' | 'asset'> = {}): Promise<Balance | null> {
    return this.#inTurn(async () => {
      const id = checkId('account', account);
      checkOptions('options', options, ['at', 'asset']);
      const { at, asset } = checkBalanceOptions(options);
      checkWorldsAsset(id, asset);
      return await this.#overlay.act((book, now) => {
        const balance = balanceIn(book.state, id, at ?? now, asset);
        const reading = { account: id, at, asset };
        this.#steps.push({ kind: 'read', reading, seen: seenOfReading(book, reading, now) });
        return balance;
      });
    });
  }

  /** The balances of several accounts, as this transaction sees them. */
  balances(
    accounts: readonly string[],
    options: Pick<BalanceOptions, 'at'> = {},
  ): Promise<(Balance | null)[]> {
    return Promise.all(accounts.map((account) => this.balance(account, options)));
  }

  /** Opens a layer: until its commit or rollback, everything belongs to it. Returns this very transaction. */
  async begin(): Promise<this> {
    await this.#beginLayer();
    return this;
  }

  /** How deep the layer is that this opens. */
  #beginLayer(): Promise<number> {
    return this.#inTurn(() =>
      this.#overlay.act((book) => {
        book.begin();
        this.#steps.push({ kind: 'begin' });
        return this.#layers.push([]);
      }),
    );
  }

  /** Runs work in a layer of its own; when it throws, the layer is rolled back and the error goes on. */
  async transaction<T>(work: (transaction: this) => Promise<T>): Promise<T> {
    const depth = await this.#beginLayer();
    try {
      const value = await work(this);
      await this.#inTurn(() => this.#endLayer('commit', depth));
      return value;
    } catch (error) {
      // What failed first is what is told, even if the layer is over already.
      await this.#inTurn(() => this.#endLayer('rollback', depth)).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Folds the latest layer into the one outside it; outside of any, commits the transaction for good. Answers
   * `conflict` when something that was seen has changed meanwhile: then nothing of it was applied.
   */
  commit(): Promise<AnyAnswer | Provisional> {
    return this.#inTurn(async () => {
      if (this.#layers.length > 1) return await this.#endLayer('commit');
      this.#refuseToEndWork();
      return await this.#submit();
    });
  }

  /** @internal Commits for good what a transaction's work did. */
  finish(): Promise<AnyAnswer> {
    return this.#inTurn(async () => {
      const open = this.#layers.length - 1;
      if (open === 0) return await this.#submit();
      this.#isOver = true;
      throw new TallystickError('bad_command', 'work', open, 'work that ends every layer that it begins');
    });
  }

  #submit(): Promise<AnyAnswer> {
    this.#isOver = true;
    return this.#book.submit({ steps: this.#steps, kept: this.#layers[0] ?? [] });
  }

  #refuseToEndWork(): void {
    if (!this.#book.isManaged) return;
    const expected =
      'an open layer: the transaction itself is committed when its work returns, or given up when it throws';
    throw new TallystickError('bad_command', 'layers', 0, expected);
  }

  /** Undoes the latest layer; outside of any, gives the transaction up. */
  rollback(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#layers.length > 1) {
        await this.#endLayer('rollback');
        return;
      }
      this.#refuseToEndWork();
      this.#isOver = true;
    });
  }

  /** Ends the latest layer, which must be the one that is `depth` deep, where that is said. */
  async #endLayer(kind: 'commit' | 'rollback', depth = this.#layers.length): Promise<Provisional> {
    if (depth !== this.#layers.length) {
      const expected = `${depth - 1}: layers end in the opposite order of their beginning, one inside the other`;
      throw new TallystickError('bad_command', 'layers', this.#layers.length - 1, expected);
    }
    return await this.#overlay.act((book) => {
      if (kind === 'commit') book.commit();
      else book.rollback();
      this.#steps.push({ kind });
      const inner = this.#layers.pop() ?? [];
      if (kind === 'commit') this.#layers.at(-1)?.push(...inner);
      return { ok: true };
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(() => {
      if (this.#isOver) throw new StoreError('transaction_over', 'the transaction is over: begin another');
      return act();
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }
}
