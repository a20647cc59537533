import { lifeText } from '../engine/text/refusal-message.ts';
import type { OpenBook } from './command-line.ts';
import { momentText } from './moment-text.ts';
import { printableText } from './printable-text.ts';
import { meantText, similarAccounts } from './similar-accounts.ts';

/** Lives of one id that are looked at. */
const LIVES_MAX = 100;

/** What was asked about accounts that the answer does not have. */
export interface Asked {
  /** The moment; undefined: now. */
  readonly at?: number | undefined;
  readonly knownAt?: number | undefined;
}

/** Says of each account that a book does not have what it knows of it, a line each: its dates, or ids that are like it. */
export async function noSuchAccounts(
  book: OpenBook,
  accounts: readonly string[],
  asked: Asked,
): Promise<string> {
  const lines: string[] = [];
  for (const account of accounts) lines.push(await noSuchAccount(book, account, asked));
  return lines.join('\n');
}

async function noSuchAccount(book: OpenBook, account: string, { at, knownAt }: Asked): Promise<string> {
  const name = printableText(account);
  const { items } = await book.accounts({ id: account, limit: LIVES_MAX });
  if (items.length === 0) {
    const meant = meantText(await similarAccounts(book, account));
    return `There is no account ${name} in book ${printableText(book.name)}${meant}. See 'tallystick accounts'.`;
  }
  const lives = items.toSorted((a, b) => a.openedAt - b.openedAt);
  // Where nobody said when, it is not there now: a life without an end is yet to begin.
  const next = lives.find(({ openedAt, endedAt }) => (at === undefined ? endedAt === null : openedAt > at));
  const last = lives.findLast(({ endedAt }) => endedAt !== null && (at === undefined || endedAt <= at));
  if (knownAt !== undefined && next === undefined && last === undefined) {
    return `No such account was known at ${momentText(knownAt)}: ${name} was recorded later. See 'tallystick events'.`;
  }
  const life = lifeText(next?.openedAt ?? null, last?.endedAt ?? undefined, at);
  return `No such account at that time: ${name} ${life}. See 'tallystick accounts' for its dates.`;
}
