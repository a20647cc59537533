import { statSync } from 'node:fs';
import type { AnyAnswer } from '../../src/engine/answer.ts';
import type { House } from '../../src/engine/house.ts';
import type { OpenBook } from '../../src/engine/open-book.ts';
import { open } from '../../src/engine/open-house.ts';
import { accountIds, BULK, type Pair, type TransferInput } from './bench-inputs.ts';

export const BOOK = 'bench';

/** What each account has at first: more than it can ever give away here. */
const FUNDS = 10n ** 12n;

export interface OpenedHouse {
  readonly house: House;
  readonly book: OpenBook;
}

/** Opens the house of a url, and the one book that benches use. */
export async function openBench(url: string): Promise<OpenedHouse> {
  const house = await open(url);
  return { house, book: house.book(BOOK) };
}

/** Makes a house with funded accounts, and closes it. */
export async function makeHouse(url: string, accounts: number, effectiveAt?: number): Promise<void> {
  const { house, book } = await openBench(url);
  await fundAccounts(book, accounts, effectiveAt);
  await house.close();
}

/** Opens accounts in a book, and gives each more than it can ever spend here. */
export async function fundAccounts(book: OpenBook, accounts: number, effectiveAt?: number): Promise<void> {
  const moment = effectiveAt === undefined ? {} : { effectiveAt };
  for (const ids of chunksOf(accountIds(accounts), BULK / 2)) {
    requireAccepted(
      await book.submit(
        ids.flatMap((account) => [
          { kind: 'open_account' as const, account, asset: 'GBP/2', ...moment },
          { kind: 'transfer' as const, from: 'world', to: account, amount: FUNDS, ...moment },
        ]),
      ),
    );
  }
}

export function fileUrl(file: string): string {
  return `sqlite:${file}`;
}

export function fileBytes(file: string): number {
  return statSync(file).size;
}

/** The most memory that this process ever took, in megabytes of 1,000,000 bytes. */
export function rssMaxMb(): number {
  return (process.resourceUsage().maxRSS * 1_024) / 1e6;
}

export async function transferOne(book: OpenBook, input: TransferInput): Promise<void> {
  requireAccepted([await book.transfer(input)]);
}

export async function transferMany(book: OpenBook, inputs: readonly TransferInput[]): Promise<void> {
  requireAccepted(await book.submit(inputs.map((input) => ({ kind: 'transfer' as const, ...input }))));
}

export async function holdAndCapture(book: OpenBook, pairs: readonly Pair[]): Promise<void> {
  requireAccepted(await book.submit(pairs.flatMap(({ hold, capture }) => [hold, capture])));
}

/** A refusal is quicker than an acceptance, so a bench that is refused measures something else. */
function requireAccepted(answers: readonly AnyAnswer[]): void {
  const refused = answers.find(({ ok }) => !ok);
  if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused, bigintsAsText)}`);
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function chunksOf<T>(list: readonly T[], length: number): T[][] {
  const chunks: T[][] = [];
  for (let i = 0; i < list.length; i += length) chunks.push(list.slice(i, i + length));
  return chunks;
}
