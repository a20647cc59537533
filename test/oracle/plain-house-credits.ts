import type { BookState } from '../../src/kernel/book-state.ts';
import type { CreditRow } from '../../src/kernel/credit/credit.ts';
import type { PlainAnswer } from './plain-house-rows.ts';

/** A credit with something left whose moment has come. */
export interface PlainDue {
  readonly key: string;
  readonly id: string;
  /** The number of its grant. */
  readonly seq: number | null;
  readonly dueAt: number;
}

/** The credits that are to be posted out by a moment, the earliest first, of one moment the one that was granted first. */
export function plainDue({ credits }: BookState, until: number): PlainDue[] {
  const due = [...credits.entries()].flatMap(([, row]) => dueOf(row));
  return due
    .filter(({ dueAt }) => dueAt <= until)
    .sort((a, b) => a.dueAt - b.dueAt || (a.seq ?? 0) - (b.seq ?? 0));
}

/** At its end, or once it was there later. */
function dueOf({ key, id, seq, remaining, expiresAt, hereFrom }: CreditRow): PlainDue[] {
  if (remaining === 0n || expiresAt === undefined) return [];
  return [{ key, id, seq, dueAt: Math.max(expiresAt, hereFrom?.at ?? expiresAt) }];
}

/** What a credit is called: its id and the life that it was granted to, of which its key is made. */
export function creditNameIn({ accounts, credits }: BookState, key: string): PlainAnswer {
  const id = credits.get(key)?.id ?? '';
  const life = [...accounts.all()].find(({ row }) => key === `${row.key.length}:${row.key}:${id}`)?.row;
  const lives = accounts.livesOf(life?.id ?? '').map(({ row }) => row.key);
  const number = lives.indexOf(life?.key ?? '') + 1;
  return { credit: id, grantedTo: life?.id, ...(number > 1 ? { grantedToLife: number } : {}) };
}
