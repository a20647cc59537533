import { allEvents, askBulk, type House, type JournalRecord } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { inputOfRecord, isAnnouncement } from '../house/house-records.ts';
import { expectSame } from '../house/house-same.ts';

/** Gives everything in a house's journals to a fresh house, as it took effect: the answers and balances are the same. */
export async function checkReplay(old: House, fresh: House): Promise<void> {
  for (const name of await old.books()) {
    const records = (await allEvents(old.book(name))).filter((record) => !isAnnouncement(record));
    const inputs = records.map((record) => ({
      ...dated(inputOfRecord(record), record.effectiveAt),
      id: record.id,
    }));
    const answers = await askBulk(fresh.book(name), inputs);
    for (const [i, record] of records.entries()) {
      expectSame(`${name}: ${record.id}, replayed`, meaningOf(answers[i] ?? {}), meaningOf(record));
    }
    await checkBalances(name, records, old, fresh);
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
