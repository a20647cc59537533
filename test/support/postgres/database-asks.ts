import type { AnyAnswer } from '../../../src/engine/answer.ts';
import { askBook, askBulk, type House } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import type { SeededChoices } from '../random/house-random.ts';

export const DATABASE_BOOKS = ['one', 'two', 'three'] as const;
export const DATABASE_ACCOUNTS = ['a', 'b', 'c', 'd'] as const;

type AcrossInput = Parameters<House['transfer']>[0] & { readonly id: string; readonly amount: bigint };
export type AcrossAnswer = Awaited<ReturnType<House['transfer']>>;
export type DatabaseAnswer = AnyAnswer | AcrossAnswer;

/** A command with its id: on one book, or a transfer from one book to another. */
export type DatabaseAsk =
  | { readonly id: string; readonly book: string; readonly input: HouseInput }
  | { readonly id: string; readonly across: AcrossInput };

/** Gives a house one command, or several on one book together. */
export async function askHouse(house: House, asks: readonly DatabaseAsk[]): Promise<DatabaseAnswer[]> {
  const [first] = asks;
  if (first === undefined) return [];
  if ('across' in first) return [await house.transfer(first.across)];
  const book = house.book(first.book);
  if (asks.length === 1) return [await askBook(book, first.input)];
  return await askBulk(
    book,
    asks.flatMap((ask) => ('input' in ask ? [ask.input] : [])),
  );
}

/** Commands that move little money to and fro, so that some are refused, each with an id that no other has. */
export class DatabaseAsks {
  readonly #choices: SeededChoices;
  readonly #prefix: string;
  /** What was held lately, by whomever, in each book: so that several take from one hold. */
  readonly #holds: Map<string, string[]>;
  #made = 0;

  constructor(choices: SeededChoices, prefix: string, holds: Map<string, string[]>) {
    this.#choices = choices;
    this.#prefix = prefix;
    this.#holds = holds;
  }

  /** One command, or now and then some on one book. */
  next(): DatabaseAsk[] {
    const choices = this.#choices;
    if (choices.chance(15)) return [this.#across()];
    const book = choices.pick(DATABASE_BOOKS);
    const count = choices.chance(10) ? 2 + choices.below(20) : 1;
    return Array.from({ length: count }, () => this.#onBook(book));
  }

  #across(): DatabaseAsk {
    const choices = this.#choices;
    const id = this.#newId();
    const from = choices.pick(DATABASE_BOOKS);
    const to = choices.pick(DATABASE_BOOKS.filter((book) => book !== from));
    const across = {
      id,
      from: { book: from, account: choices.pick(DATABASE_ACCOUNTS) },
      to: { book: to, account: choices.pick(DATABASE_ACCOUNTS) },
      amount: this.#amount(),
    };
    return { id, across };
  }

  #onBook(book: string): DatabaseAsk {
    const choices = this.#choices;
    const id = this.#newId();
    const holds = this.#holds.get(book) ?? [];
    this.#holds.set(book, holds);
    const account = choices.pick(DATABASE_ACCOUNTS);
    const kind = choices.below(10);
    if (kind < 2) {
      holds.push(id);
      if (holds.length > 12) holds.shift();
      const input = { kind: 'hold', id, hold: id, account, amount: this.#amount(), expiresAt: null } as const;
      return { id, book, input };
    }
    if (kind < 6 && holds.length > 0) {
      const hold = choices.pick(holds);
      if (kind === 2) return { id, book, input: { kind: 'release', id, hold } };
      const part = choices.chance(40) ? { amount: 1n } : {};
      return { id, book, input: { kind: 'capture', id, hold, ...part } };
    }
    if (kind === 6) {
      const commands = [this.#transfer(account), this.#transfer(choices.pick(DATABASE_ACCOUNTS))];
      return { id, book, input: { kind: 'atomic', id, commands } };
    }
    return { id, book, input: { ...this.#transfer(account), id } };
  }

  #transfer(to: string): Extract<HouseInput, { kind: 'transfer' }> {
    const from = this.#choices.chance(30) ? 'world' : this.#choices.pick(DATABASE_ACCOUNTS);
    return { kind: 'transfer', from, to, amount: this.#amount() };
  }

  #amount(): bigint {
    return BigInt(1 + this.#choices.below(9));
  }

  #newId(): string {
    this.#made += 1;
    return `${this.#prefix}-${this.#made}`;
  }
}

/** The accounts of every book, with some money. */
export function databaseBeginnings(): DatabaseAsk[][] {
  return DATABASE_BOOKS.map((book) =>
    DATABASE_ACCOUNTS.flatMap((account): DatabaseAsk[] => {
      const [opened, paid] = [`open-${account}`, `pay-${account}`];
      return [
        { id: opened, book, input: { kind: 'open_account', id: opened, account, asset: 'GBP/2' } },
        { id: paid, book, input: { kind: 'transfer', id: paid, from: 'world', to: account, amount: 40n } },
      ];
    }),
  );
}
