import { join } from 'node:path';
import type { OpenBook } from '../../src/engine/open-book.ts';
import {
  fileBytes,
  fileUrl,
  holdAndCapture,
  makeHouse,
  openBench,
  rssMaxMb,
  transferMany,
  transferOne,
} from './bench-house.ts';
import { BULK, type IdMaker, listOf, pairMaker, transferMaker } from './bench-inputs.ts';
import { type MeasuredRun, runInFlight, runInTurn } from './measured-run.ts';

/** What to write to a book of funded accounts, and how. */
export interface Writing {
  readonly accounts: number;
  readonly ids: IdMaker;
  /** One call after the other; so many callers at once; or many commands in one call. */
  readonly way: 'one' | 'bulk' | 'pairs' | { readonly inFlight: number };
  /** How many transfers, or pairs of hold and capture. */
  readonly operations: number;
}

export interface WriteAsk extends Writing {
  readonly folder: string;
}

export interface Written extends MeasuredRun {
  /** By which the closed file grew, for each operation. */
  readonly bytesPerOperation: number;
  readonly rssMb: number;
}

/** The compiler warms up, and the accounts come into memory, on so many operations outside the clock. */
const WARM_UP: Readonly<Record<string, number>> = { one: 500, bulk: 2 * BULK, pairs: BULK };
const WARM_UP_IN_FLIGHT = 10_000;

/** Writes in one of the ways to a house of its own. */
export async function runWrite(ask: WriteAsk): Promise<Written> {
  const file = join(ask.folder, 'write.db');
  const url = fileUrl(file);
  await makeHouse(url, ask.accounts);
  const bytesBefore = fileBytes(file);
  const { house, book } = await openBench(url);
  const write = writerOf(book, ask);
  const warmed = await write(warmUpOf(ask));
  const run = await write(ask.operations);
  const rssMb = rssMaxMb();
  await house.close();
  const operations = warmed.operations + run.operations;
  return { ...run, bytesPerOperation: (fileBytes(file) - bytesBefore) / operations, rssMb };
}

/** How many operations come first, outside of the clock. */
export function warmUpOf({ way, operations }: Writing): number {
  return Math.min(operations, typeof way === 'string' ? (WARM_UP[way] ?? 0) : WARM_UP_IN_FLIGHT);
}

/** What writes so many operations to a book, and says how long they took. */
export function writerOf(
  book: OpenBook,
  { way, accounts, ids }: Omit<Writing, 'operations'>,
): (count: number) => Promise<MeasuredRun> {
  if (way === 'pairs') {
    const makePair = pairMaker(accounts);
    return inBulk(BULK / 2, makePair, (pairs) => holdAndCapture(book, pairs));
  }
  const makeTransfer = transferMaker(accounts, ids);
  if (way === 'bulk') return inBulk(BULK, makeTransfer, (transfers) => transferMany(book, transfers));
  if (way === 'one') return (count) => runInTurn(count, makeTransfer, (input) => transferOne(book, input));
  return (count) =>
    runInFlight(listOf(count, makeTransfer), way.inFlight, (input) => transferOne(book, input));
}

/** Whole calls of at most `most` operations, until there were at least as many as asked for. */
function inBulk<Input>(
  most: number,
  make: () => Input,
  call: (inputs: Input[]) => Promise<void>,
): (count: number) => Promise<MeasuredRun> {
  return (count) => {
    const perCall = Math.min(count, most);
    return runInTurn(Math.ceil(count / perCall), () => listOf(perCall, make), call, {
      operationsOf: (inputs) => inputs.length,
    });
  };
}
