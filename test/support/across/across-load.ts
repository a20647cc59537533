import { existsSync, readFileSync, writeSync } from 'node:fs';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { SeededChoices } from '../random/house-random.ts';
import type { AcrossAnswer, AcrossAsk } from './across-commands.ts';

export const LOAD_BOOKS = ['a', 'b', 'c'] as const;
export const LOAD_ACCOUNTS = ['x', 'y'] as const;
/** What each account begins with: no ask of the load makes money or loses any, over all books together. */
export const LOAD_FUNDS = 200n;

const SETS = [['a', 'b'], ['b', 'c'], ['a', 'c'], ['c', 'a', 'b'], ['b']] as const;
const PAIRS = [
  ['a', 'b'],
  ['b', 'a'],
  ['b', 'c'],
  ['c', 'b'],
  ['a', 'c'],
  ['c', 'a'],
] as const;

/** What every process asks for first, under the same ids: it is done once. */
export function acrossLoadBeginnings(): AcrossAsk[] {
  const at = { effectiveAt: 0 };
  return LOAD_ACCOUNTS.flatMap((account): AcrossAsk[] => {
    const asset = 'GBP/2';
    const opened = LOAD_BOOKS.map((book) => ({ book, kind: 'open_account', account, asset, ...at }) as const);
    const funded = LOAD_BOOKS.map(
      (book) => ({ book, kind: 'transfer', from: 'world', to: account, amount: LOAD_FUNDS, ...at }) as const,
    );
    return [
      { do: 'group', id: `open ${account}`, commands: opened },
      { do: 'group', id: `fund ${account}`, commands: funded },
    ];
  });
}

/** A transfer in a book, or between two, or money that goes once around, each book giving what it gets. */
export function acrossLoadAsk(id: string, choices: SeededChoices): AcrossAsk {
  const amount = BigInt(1 + choices.below(40));
  const kind = choices.below(10);
  const account = choices.pick(LOAD_ACCOUNTS);
  const other = choices.pick(LOAD_ACCOUNTS);
  if (kind < 3) {
    const to = account === 'x' ? 'y' : 'x';
    const input = { kind: 'transfer', from: account, to, amount } as const;
    return { do: 'plain', book: choices.pick(LOAD_BOOKS), id, input };
  }
  if (kind < 6) {
    const [from, to] = choices.pick(PAIRS);
    const ends = { from: { book: from, account }, to: { book: to, account: other } };
    return { do: 'transfer', id, transfer: { ...ends, amount } };
  }
  const commands = choices
    .pick(SETS)
    .flatMap((book) => [
      { book, kind: 'transfer', from: 'world', to: account, amount } as const,
      { book, kind: 'transfer', from: other, to: 'world', amount } as const,
    ]);
  return { do: 'group', id, commands };
}

/** What a process under load writes down: what it asks for before it asks, and what it was answered. */
export type AcrossLine =
  | { readonly do: 'ask'; readonly ask: AcrossAsk }
  | { readonly do: 'ack'; readonly answer: AnyAnswer | AcrossAnswer }
  | { readonly do: 'failed'; readonly text: string };

/** Appends a line at once: what was written stays in the file when the process is killed. */
export function writeAcrossLine(file: number, line: AcrossLine): void {
  const text = JSON.stringify(line, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value));
  writeSync(file, `${text}\n`);
}

/** The lines of a file; the last one is left out when it was cut off. */
export function readAcrossLines(path: string): AcrossLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) =>
    JSON.parse(line, (_name, value) =>
      typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
    ),
  );
}
