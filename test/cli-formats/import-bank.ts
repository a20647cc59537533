import { expect } from 'vitest';
import type { ImportOptions, ImportReport } from '../../src/cli/import/import-options.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { BANK_MAPPING, type Payment, recount } from './bank-export.ts';
import { submitAll, withHouse } from './house-with.ts';
import { importText } from './import-text.ts';

const NOW = Date.UTC(2026, 5, 1);
export const PEOPLE = ['ann', 'bob'];

export async function withBank(work: (book: OpenBook) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const book = house.book('b');
    await submitAll(
      book,
      PEOPLE.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 0 })),
    );
    await work(book);
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  }, NOW);
}

export type Options = Omit<ImportOptions, 'path' | 'readable' | 'format'>;

export function importBank(book: OpenBook, text: string, options: Options = {}): Promise<ImportReport> {
  return importText(book, 'csv', text, { source: 'bank', mapping: BANK_MAPPING, batchSize: 3, ...options });
}

export async function paidTo(book: OpenBook): Promise<Map<string, bigint>> {
  const balances = await book.balances(PEOPLE);
  return new Map(PEOPLE.map((name, i) => [name, balances[i]?.posted ?? 0n]));
}

/** What a person says was paid, nothing included. */
export function sums(files: readonly (readonly Payment[])[]): Map<string, bigint> {
  const paid = recount(files);
  return new Map(PEOPLE.map((name) => [name, paid.get(name) ?? 0n]));
}
