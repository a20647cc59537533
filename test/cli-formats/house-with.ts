import { open } from '../../src/engine/open-house.ts';
import type { House, JournalRecord, OpenBook } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';

type BulkInput = Parameters<OpenBook['submit']>[0];

/** Does something with a new house in memory, whose clock stands still, so that two houses say the same. */
export async function withHouse<T>(work: (house: House) => Promise<T>, now = 86_400_000): Promise<T> {
  const house = await open('memory:', { clock: () => now, announceExpiries: false });
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

/** Submits commands in bulk. */
export async function submitAll(book: OpenBook, inputs: readonly HouseInput[]): Promise<void> {
  await book.submit(inputs as BulkInput); // Each is a command as a caller writes it.
  // What is due by then is decided by whoever asks first.
  await book.trialBalance();
}

/** What the journal says, without what only depends on how the commands came. */
export function factsOf(records: readonly JournalRecord[]): unknown[] {
  return records.map(({ seq, id, kind, effectiveAt, ok, command, reason, entries }) => {
    return { seq, id, kind, effectiveAt, ok, command, reason, entries };
  });
}

/** Every moment at which something in the journal takes effect, and the one before each. */
export function momentsOf(records: readonly JournalRecord[]): number[] {
  const moments = records.flatMap(({ entries }) => entries.map(({ at }) => at));
  return [...new Set(moments.flatMap((at) => [at - 1, at]))].sort((a, b) => a - b);
}
