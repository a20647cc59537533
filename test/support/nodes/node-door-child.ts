// node test/support/nodes/node-door-child.ts URL...: one node with a house for each url, which does what it is told by lines,
// all at once, and tells by lines what came of it. It says `ready` when all are open, and ends when nobody listens.
import { createInterface } from 'node:readline';
import { open } from '../../../src/engine/open-house.ts';
import { type AcrossAnswer, type AcrossAsk, askHouse } from '../across/across-commands.ts';
import { askBook } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { lineOfValue, valueOfLine } from './node-lines.ts';

/** What a node is told to do. */
export interface DoorAsk {
  readonly number: number;
  /** Which of its houses. */
  readonly house: number;
  readonly ask:
    | { readonly book: string; readonly input: HouseInput }
    | { readonly across: AcrossAsk }
    | { readonly book: string; readonly balance: string };
}

/** What came of it. */
export type DoorReply =
  | { readonly number: number; readonly answer: DoorAnswer }
  | { readonly number: number; readonly error: string };

export type DoorAnswer = Awaited<ReturnType<typeof askBook>> | AcrossAnswer | null;

const houses = await Promise.all(process.argv.slice(2).map((url) => open(url, { announceExpiries: false })));

async function carryOut({ house: index, ask }: DoorAsk): Promise<unknown> {
  const house = houses[index];
  if (house === undefined) throw new Error(`there is no house ${index}`);
  if ('across' in ask) return askHouse(house, ask.across);
  const book = house.book(ask.book);
  return 'balance' in ask ? book.balance(ask.balance) : askBook(book, ask.input);
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const told = valueOfLine<DoorAsk>(line);
    const { number } = told;
    carryOut(told).then(
      (answer) => process.stdout.write(lineOfValue({ number, answer })),
      (error: unknown) => process.stdout.write(lineOfValue({ number, error: `${error}` })),
    );
  })
  .on('close', () => process.exit(0));
process.stdout.write('ready\n');
