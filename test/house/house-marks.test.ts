import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLog } from '../../src/store/sqlite/log-file.ts';
import { openHouse } from '../support/house/house-copies.ts';
import { inFolder } from '../support/house/house-folder.ts';

/** The commits in the log of an open house, and how often the page with its mark is in it. */
function countIn(folder: string): { commits: number; marks: number; bytes: number } {
  const path = join(folder, 'a.db-wal');
  const log = readLog(path);
  if (typeof log === 'string') throw new Error(`the log is ${log}`);
  const { commits, houseRows } = log;
  expect(new Set(houseRows.map(({ mark }) => mark)).size).toBe(houseRows.length);
  expect(houseRows.slice(1).map(({ previous }) => previous)).toEqual(
    houseRows.slice(0, -1).map(({ mark }) => mark),
  );
  return { commits, marks: houseRows.length, bytes: statSync(path).size };
}

test('every commit has one mark that follows the mark before; what writes nothing commits nothing', async () => {
  await inFolder(async (folder) => {
    await using house = await openHouse(folder, 'a.db', 3);
    const book = house.book('main');
    const transfer = { id: 't', from: 'world', to: 'a', amount: 1 };
    await book.transfer(transfer);
    await house.counters.define({ counter: 'visits', granularities: [60_000] });
    const event = { counter: 'visits', eventId: 'e', source: 's', at: Date.now() };
    await house.counters.ingest([event]);
    const before = countIn(folder);
    expect(before.marks).toBe(before.commits);
    // Said again, all of it is on record.
    await book.transfer(transfer);
    await book.balance('a');
    await house.verify();
    expect(countIn(folder)).toEqual(before);
    await book.transfer({ ...transfer, id: 'u' });
    expect(countIn(folder)).toMatchObject({ commits: before.commits + 1, marks: before.marks + 1 });
  });
});
