import type { Expectation } from '../../../src/commands/expectation.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { House } from '../house/house-door.ts';
import type { GroupInput, HouseInput } from '../house/house-input.ts';

/** One command of a group on several books. */
export type AcrossCommand = HouseInput & { readonly book: string };

/** What is expected of an account in one of the books. */
export type AcrossExpected = Expectation & { readonly book: string };

export interface AcrossTransfer {
  readonly from: { readonly book: string; readonly account: string };
  readonly to: { readonly book: string; readonly account: string };
  readonly amount: bigint;
  readonly effectiveAt?: number;
  readonly through?: string;
  readonly force?: boolean;
  readonly expect?: readonly AcrossExpected[];
}

/** What is asked of a house: of one of its books, of several, or a transfer between two. */
export type AcrossAsk =
  | { readonly do: 'plain'; readonly book: string; readonly id?: string; readonly input: HouseInput }
  | {
      readonly do: 'group';
      readonly id?: string;
      readonly commands: readonly AcrossCommand[];
      readonly expect?: readonly AcrossExpected[];
    }
  | { readonly do: 'transfer'; readonly id?: string; readonly transfer: AcrossTransfer };

export type AcrossAnswer = Awaited<ReturnType<House['atomic']>>;

/** What a transfer between books means: out of the one through an account, and through it into the other. */
export function commandsOfTransfer(transfer: AcrossTransfer): AcrossCommand[] {
  const { from, to, amount, effectiveAt, through = 'world', force } = transfer;
  const how = {
    ...(effectiveAt === undefined ? {} : { effectiveAt }),
    ...(force === undefined ? {} : { force }),
  };
  return [
    { book: from.book, kind: 'transfer', from: from.account, to: through, amount, ...how },
    { book: to.book, kind: 'transfer', from: through, to: to.account, amount, ...how },
  ];
}

/** Its commands, each with its book, where it is on several; undefined where it is on one. */
export function groupOf(ask: AcrossAsk): readonly AcrossCommand[] | undefined {
  if (ask.do === 'plain') return undefined;
  return ask.do === 'group' ? ask.commands : commandsOfTransfer(ask.transfer);
}

/** What a group on several books expects in one of them, or in all. */
export function expectedBy(ask: AcrossAsk, book?: string): AcrossExpected[] {
  if (ask.do === 'plain') return [];
  const { expect = [] } = ask.do === 'group' ? ask : ask.transfer;
  return expect.filter((line) => book === undefined || line.book === book);
}

/** What one book has of a group on several: its own commands, and what is expected in it. */
export function partIn(book: string, ask: AcrossAsk): GroupInput {
  const own = groupOf(ask)?.filter((command) => command.book === book) ?? [];
  const commands = own.map(({ book: _, ...input }) => input as HouseInput); // The command without its book.
  const expect = expectedBy(ask, book).map(({ book: _, ...line }) => line);
  return { kind: 'atomic', commands, ...(expect.length === 0 ? {} : { expect }) };
}

/** The books that it touches, each once, in order. */
export function booksOf(ask: AcrossAsk): string[] {
  const books = groupOf(ask)?.map(({ book }) => book) ?? (ask.do === 'plain' ? [ask.book] : []);
  return [...new Set(books)].sort();
}

/** Asks a house, by the door that is meant for it. */
export async function askHouse(house: House, ask: AcrossAsk): Promise<AnyAnswer | AcrossAnswer> {
  const named = ask.id === undefined ? {} : { id: ask.id };
  const expecting = ask.do === 'group' && ask.expect !== undefined ? { expect: ask.expect } : {};
  switch (ask.do) {
    case 'plain': {
      const commands = [{ ...ask.input, ...named }] as Parameters<ReturnType<House['book']>['submit']>[0];
      const [answer] = await house.book(ask.book).submit(commands);
      if (answer === undefined) throw new Error('a command was not answered');
      return answer;
    }
    case 'group':
      return house.atomic(ask.commands as Parameters<House['atomic']>[0], { ...named, ...expecting });
    case 'transfer':
      return house.transfer({ ...ask.transfer, ...named });
  }
}
