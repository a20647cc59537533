import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { House } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';

/** One command of a group on several books. */
export type AcrossCommand = HouseInput & { readonly book: string };

export interface AcrossTransfer {
  readonly from: { readonly book: string; readonly account: string };
  readonly to: { readonly book: string; readonly account: string };
  readonly amount: bigint;
  readonly effectiveAt?: number;
  readonly through?: string;
}

/** What is asked of a house: of one of its books, of several, or a transfer between two. */
export type AcrossAsk =
  | { readonly do: 'plain'; readonly book: string; readonly id?: string; readonly input: HouseInput }
  | { readonly do: 'group'; readonly id?: string; readonly commands: readonly AcrossCommand[] }
  | { readonly do: 'transfer'; readonly id?: string; readonly transfer: AcrossTransfer };

export type AcrossAnswer = Awaited<ReturnType<House['atomic']>>;

/** What a transfer between books means: out of the one through an account, and through it into the other. */
export function commandsOfTransfer(transfer: AcrossTransfer): AcrossCommand[] {
  const { from, to, amount, effectiveAt, through = 'world' } = transfer;
  const dated = effectiveAt === undefined ? {} : { effectiveAt };
  return [
    { book: from.book, kind: 'transfer', from: from.account, to: through, amount, ...dated },
    { book: to.book, kind: 'transfer', from: through, to: to.account, amount, ...dated },
  ];
}

/** Its commands, each with its book, where it is on several; undefined where it is on one. */
export function groupOf(ask: AcrossAsk): readonly AcrossCommand[] | undefined {
  if (ask.do === 'plain') return undefined;
  return ask.do === 'group' ? ask.commands : commandsOfTransfer(ask.transfer);
}

/** The books that it touches, each once, in order. */
export function booksOf(ask: AcrossAsk): string[] {
  const books = groupOf(ask)?.map(({ book }) => book) ?? (ask.do === 'plain' ? [ask.book] : []);
  return [...new Set(books)].sort();
}

/** Asks a house, by the door that is meant for it. */
export async function askHouse(house: House, ask: AcrossAsk): Promise<AnyAnswer | AcrossAnswer> {
  const named = ask.id === undefined ? {} : { id: ask.id };
  switch (ask.do) {
    case 'plain': {
      const commands = [{ ...ask.input, ...named }] as Parameters<ReturnType<House['book']>['submit']>[0];
      const [answer] = await house.book(ask.book).submit(commands);
      if (answer === undefined) throw new Error('a command was not answered');
      return answer;
    }
    case 'group':
      return house.atomic(ask.commands as Parameters<House['atomic']>[0], named);
    case 'transfer':
      return house.transfer({ ...ask.transfer, ...named });
  }
}
