import type { Counters } from 'tallystick/counters';
import type { FeedEvent } from '../../../src/engine/counting/feed-options.ts';
import type { OpenBook } from '../../../src/engine/open-book.ts';
import type { JournalRecord } from '../../../src/engine/read/journal-record.ts';

export const MINUTE = 60_000;

/** What is counted in these tests: payments by account and in all, refusals, and what was paid in minor units. */
export function countPayments(record: JournalRecord): FeedEvent[] | undefined {
  if (!record.ok) return [{ counter: 'refusals', at: record.recordedAt }];
  if (record.kind !== 'pay') return undefined;
  const { account, amount } = record.command;
  return [
    { counter: 'payments', source: String(account) },
    { counter: 'paid', value: BigInt(String(amount)) },
  ];
}

/** Another way to look at the same journal: a payment counts twice, and refusals do not matter. */
export function countTwice(record: JournalRecord): FeedEvent[] | undefined {
  return record.ok && record.kind === 'pay' ? [{ counter: 'payments', value: 2 }] : undefined;
}

/** Writes payments into a book, from the number `first` on, some of them refused, spread over many minutes. */
export async function writePayments(book: OpenBook, first: number, payments: number): Promise<void> {
  if (first === 0)
    for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
  const commands = Array.from({ length: payments }, (_, i) => ({
    kind: 'pay' as const,
    id: `${book.name}-${first + i}`,
    payment: `p${first + i}`,
    account: (first + i) % 7 === 0 ? 'nobody' : (first + i) % 3 === 0 ? 'a' : 'b',
    amount: 1 + ((first + i) % 50),
    effectiveAt: ((first + i) % 90) * (MINUTE / 3),
  }));
  await book.submit(commands);
}

/** The whole journal of a book. */
export async function journalOf(book: OpenBook): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (;;) {
    const page = await book.events({ after: records.at(-1)?.seq });
    if (page.length === 0) return records;
    records.push(...page);
  }
}

/** By counter and minute, what a journal counts to: by hand. Minutes with nothing are left out. */
export async function recount(
  book: OpenBook,
  count: (record: JournalRecord) => FeedEvent[] | undefined = countPayments,
): Promise<Map<string, bigint>> {
  const counts = new Map<string, bigint>();
  for (const record of await journalOf(book)) {
    for (const { counter, at = record.effectiveAt, value = 1 } of count(record) ?? []) {
      const key = `${counter} ${Math.floor(Number(at) / MINUTE)}`;
      counts.set(key, (counts.get(key) ?? 0n) + BigInt(value));
    }
  }
  return counts;
}

/** The same as counters have it. */
export async function countedIn(counters: Counters, now: number): Promise<Map<string, bigint>> {
  const counts = new Map<string, bigint>();
  for (const { counter } of (await counters.status()).counters) {
    const { windows } = await counters.tumbling({ counter, window: 'minute', from: 0, to: now + MINUTE });
    for (const { start, count } of windows)
      if (count !== 0n) counts.set(`${counter} ${start / MINUTE}`, count);
  }
  return counts;
}

/** In one order, for comparing. */
export function sorted(counts: ReadonlyMap<string, bigint>): [string, bigint][] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
