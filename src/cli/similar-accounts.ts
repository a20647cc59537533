import { compareUtf8 } from '../base/id.ts';
import { WORLD } from '../commands/field.ts';
import { printableText } from './printable-text.ts';

/** What is asked for the ids of accounts: an open book of a house has it. */
export interface NamedBook {
  accounts(query: { after?: string; limit: number }): Promise<{
    readonly items: readonly { readonly account: string }[];
    readonly cursor: string | null;
  }>;
}

/** Accounts that are looked at for a name that was mistyped: a slip costs no more in a book of millions. */
const LOOKED_AT_MAX = 2_000;
const PAGE_ITEMS = 500;
/** Ids that are offered. */
const OFFERED_MAX = 3;
/** Slips that a name may have, one for each three signs. */
const SLIPS_MAX = 2;

/** The ids nearest to one that no account has, the nearest first, among `world` and the first accounts of the book. */
export async function similarAccounts(book: NamedBook, id: string): Promise<string[]> {
  const most = Math.min(SLIPS_MAX, Math.ceil(id.length / 3));
  const found = new Map<string, number>();
  const look = (account: string): void => {
    const slips = slipsBetween(id, account, most);
    if (slips <= most && slips < Math.max(id.length, account.length)) found.set(account, slips);
  };
  look(WORLD); // No list has it.
  let after: string | undefined;
  for (let looked = 0; looked < LOOKED_AT_MAX; looked += PAGE_ITEMS) {
    const page = await book.accounts({ limit: PAGE_ITEMS, ...(after === undefined ? {} : { after }) });
    for (const { account } of page.items) look(account);
    if (page.cursor === null) break;
    after = page.cursor;
  }
  const nearest = [...found].sort(([a, slipsA], [b, slipsB]) => slipsA - slipsB || compareUtf8(a, b));
  return nearest.slice(0, OFFERED_MAX).map(([account]) => account);
}

/** ` (did you mean alice?)`; nothing where there is nothing to offer. */
export function meantText(similar: readonly string[]): string {
  return similar.length === 0 ? '' : ` (did you mean ${similar.map(printableText).join(' or ')}?)`;
}

/**
 * How many signs are to be put in, left out, replaced, or exchanged with their neighbour, to make one text of the other, case
 * apart; more than `most` where it is more than that. O(length of both, multiplied).
 */
export function slipsBetween(one: string, other: string, most: number): number {
  const [a, b] = [[...one.toLowerCase()], [...other.toLowerCase()]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, sign] of a.entries()) {
    const row = [i + 1];
    for (const [k, otherSign] of b.entries()) {
      const replaced = at(last, k) + (sign === otherSign ? 0 : 1);
      const isExchanged = i > 0 && k > 0 && sign === b[k - 1] && a[i - 1] === otherSign;
      const exchanged = isExchanged ? at(before, k - 1) + 1 : replaced;
      row.push(Math.min(replaced, exchanged, at(last, k + 1) + 1, at(row, k) + 1));
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Number.POSITIVE_INFINITY;
}
