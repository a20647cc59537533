import { allEvents, askBulk, type House, type JournalRecord, type OpenBook } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { inputOfRecord, isAnnouncement, isEnd } from '../house/house-records.ts';
import { expectSame } from '../house/house-same.ts';

/**
 * Gives everything in a house's journals to a fresh house, as it took effect: the answers and balances are the same. What the old one
 * decided by itself the fresh one does, too, when its clock comes to that.
 *
 * @param clock the fresh one's
 */
export async function checkReplay(old: House, fresh: House, clock: { now: number }): Promise<void> {
  const { now } = clock;
  for (const name of await old.books()) {
    const records = (await allEvents(old.book(name))).filter((record) => !isAnnouncement(record));
    clock.now = Number.MIN_SAFE_INTEGER;
    for (const [some, next] of betweenEnds(records)) {
      await replay(fresh.book(name), some);
      clock.now = next ?? now;
    }
    await checkBalances(name, records, old, fresh);
  }
}

/** What was asked, up to each place at which credits ended, with the moment up to which they did; and what was asked behind all. */
function betweenEnds(
  records: readonly JournalRecord[],
): [some: JournalRecord[], until: number | undefined][] {
  const parts: [JournalRecord[], number | undefined][] = [];
  let some: JournalRecord[] = [];
  for (const [i, record] of records.entries()) {
    const next = records[i + 1];
    if (!isEnd(record)) some.push(record);
    if (!isEnd(record) || (next !== undefined && isEnd(next))) continue;
    parts.push([some, record.effectiveAt]);
    some = [];
  }
  return [...parts, [some, undefined]];
}

async function replay(book: OpenBook, records: readonly JournalRecord[]): Promise<void> {
  const inputs = records.map((record) => ({
    ...dated(inputOfRecord(record), record.effectiveAt),
    id: record.id,
  }));
  const answers = await askBulk(book, inputs);
  for (const [i, record] of records.entries()) {
    expectSame(`${book.name}: ${record.id}, replayed`, meaningOf(answers[i] ?? {}), meaningOf(record));
  }
}

/** With the moment that the house gave it the first time. */
function dated(input: HouseInput, at: number): HouseInput {
  if (input.kind !== 'atomic') return { ...input, effectiveAt: input.effectiveAt ?? at };
  return { ...input, commands: input.commands.map((each) => dated(each, at)) };
}

/** What belongs to the one house, numbers and when it was recorded; and what only a record has, or only an answer. */
const APART: ReadonlySet<string> = new Set<keyof JournalRecord | 'message'>([
  ...(['seq', 'lastSeq', 'effectiveAt', 'recordedAt'] as const),
  ...(['kind', 'rules', 'actor', 'reference', 'metadata', 'command', 'retryOf', 'entries'] as const),
  'message',
]);

/** All else that an answer says, or a record. */
function meaningOf(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !APART.has(name)));
}

async function checkBalances(
  name: string,
  records: readonly JournalRecord[],
  old: House,
  fresh: House,
): Promise<void> {
  const entries = records.flatMap((record) => record.entries);
  const accounts = [...new Set(entries.map(({ account }) => account))].filter((id) => id !== 'world');
  const moments = [...new Set(entries.map(({ at }) => at))];
  for (const at of moments) {
    // What is replayed has other numbers: nobody announced anything in between.
    const [expected, again] = await Promise.all(
      [old, fresh].map(async (house) => {
        const balances = await house.book(name).balances(accounts, { at });
        return balances.map((balance) => balance && { ...balance, lastSeq: 0 });
      }),
    );
    expectSame(`${name} at ${at}, replayed`, again, expected);
  }
  const at = Math.max(0, ...moments);
  const { lines, totals } = await old.book(name).trialBalance({ at });
  const again = await fresh.book(name).trialBalance({ at });
  expectSame(
    `${name}: the trial balance, replayed`,
    { lines: again.lines, totals: again.totals },
    { lines, totals },
  );
}
