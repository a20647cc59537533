import type { House } from '../house/house-door.ts';
import type { HouseInput, SingleInput } from '../house/house-input.ts';
import { expectSame } from '../house/house-same.ts';
import type { DatabaseAnswer, DatabaseAsk } from './database-asks.ts';

interface Sum {
  posted: bigint;
  held: bigint;
}

/** What accounts must have, counted from nothing but what callers asked for and were answered. */
export class KnownSums {
  readonly #sums = new Map<string, Map<string, Sum>>();
  /** Of each hold: whose it is. */
  readonly #holders = new Map<string, string>();

  /** A hold may be captured by one who knows of it before the one who placed it is answered. */
  asked(book: string, input: HouseInput): void {
    if (input.kind === 'hold') this.#holders.set(`${book} ${input.hold}`, input.account);
  }

  /** Once for each command that was answered. */
  answered(book: string, input: HouseInput, answer: DatabaseAnswer): void {
    if (answer.ok) this.#take(book, input, 'amount' in answer ? (answer.amount ?? 0n) : 0n);
  }

  /** Once for each transfer between books that was accepted. */
  moved({ from, to, amount }: Extract<DatabaseAsk, { across: unknown }>['across']): void {
    this.#move(from.book, from.account, 'world', amount);
    this.#move(to.book, 'world', to.account, amount);
  }

  async check(house: House): Promise<void> {
    for (const [book, sums] of this.#sums) {
      const { lines, totals } = await house.book(book).trialBalance();
      const found = lines.map(({ account, posted, held }) => [account, { posted, held }] as const);
      expectSame(`what the accounts of ${book} have`, Object.fromEntries(found), Object.fromEntries(sums));
      for (const { asset, debit, credit } of totals)
        expectSame(`${book}: the sum of ${asset}`, debit, credit);
    }
  }

  #take(book: string, input: HouseInput, taken: bigint): void {
    switch (input.kind) {
      case 'atomic':
        for (const inner of input.commands) this.#take(book, inner, 0n);
        return;
      case 'open_account':
        this.#sumOf(book, input.account);
        return;
      case 'transfer':
        this.#move(book, input.from, input.to, input.amount);
        return;
      case 'hold':
        this.#sumOf(book, input.account).held += input.amount;
        return;
      default:
        this.#takeFromHold(book, input, taken);
    }
  }

  #takeFromHold(book: string, input: SingleInput, taken: bigint): void {
    if (input.kind !== 'capture' && input.kind !== 'release')
      throw new Error(`${input.kind} is not counted here`);
    const account = this.#holders.get(`${book} ${input.hold}`);
    if (account === undefined) throw new Error(`${book}: nobody asked for the hold ${input.hold}`);
    this.#sumOf(book, account).held -= taken;
    if (input.kind === 'capture') this.#move(book, account, 'world', taken);
  }

  #move(book: string, from: string, to: string, amount: bigint): void {
    this.#sumOf(book, from).posted -= amount;
    this.#sumOf(book, to).posted += amount;
  }

  #sumOf(book: string, account: string): Sum {
    const sums = this.#sums.get(book) ?? new Map<string, Sum>();
    this.#sums.set(book, sums);
    const sum = sums.get(account) ?? { posted: 0n, held: 0n };
    sums.set(account, sum);
    return sum;
  }
}
