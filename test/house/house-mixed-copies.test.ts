import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open } from '../../src/engine/open-house.ts';
import { readLog } from '../../src/store/sqlite/log-file.ts';
import { openHouse } from '../support/house/house-copies.ts';
import type { House } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const COPIES = 12;

/** Uses a house in many ways, and copies its file and its log now and then; returns what was posted at each copy. */
async function copyNowAndThen(folder: string, choices: SeededChoices): Promise<bigint[]> {
  const posted: bigint[] = [];
  let total = 0n;
  let house: House = await openHouse(folder, 'a.db', 1);
  total += 1n;
  const other = (): DatabaseSync => new DatabaseSync(join(folder, 'a.db'));
  let reader: DatabaseSync | undefined;
  while (posted.length < COPIES) {
    const book = house.book('main');
    switch (choices.below(6)) {
      case 0: {
        // The log is copied into the file, as far as who reads allows it.
        const checkpointing = other();
        checkpointing.exec('PRAGMA wal_checkpoint(PASSIVE)');
        checkpointing.close();
        break;
      }
      case 1:
        reader?.close();
        reader = choices.chance(50) ? other() : undefined;
        reader?.exec('BEGIN; SELECT count(*) FROM "house"');
        break;
      case 2:
        reader?.close();
        reader = undefined;
        await house.close();
        house = await open(houseIn(folder, 'a.db'), { announceExpiries: false });
        break;
      default:
        for (let i = choices.below(4); i >= 0; i -= 1) {
          await book.transfer({ from: 'world', to: choices.chance(50) ? 'a' : 'b', amount: 1 });
          total = (await book.balance('a'))?.posted ?? total;
        }
        if (total === 3n) await book.openAccount({ account: 'b', asset: 'GBP/2', id: 'open-b' });
    }
    if (!choices.chance(40)) continue;
    for (const end of ['', '-wal']) {
      const from = join(folder, `a.db${end}`);
      if (existsSync(from)) copyFileSync(from, join(folder, `copy-${posted.length}.db${end}`));
    }
    posted.push(total);
  }
  reader?.close();
  await house.close();
  return posted;
}

test.each([1, 2])('any file beside any log: refused, or the house as of the log (seed %d)', async (seed) => {
  await inFolder(async (folder) => {
    const posted = await copyNowAndThen(folder, new SeededChoices(seed));
    const counts = { opened: 0, refused: 0 };
    for (let i = 0; i < COPIES; i += 1) {
      for (let j = 0; j < COPIES; j += 1) {
        const log = join(folder, `copy-${j}.db-wal`);
        const found = readLog(log);
        if (found === 'none' || found === 'garbage' || found.commits === 0) continue;
        for (const end of ['', '-wal', '-shm', '-lock'])
          rmSync(join(folder, `mixed.db${end}`), { force: true });
        copyFileSync(join(folder, `copy-${i}.db`), join(folder, 'mixed.db'));
        copyFileSync(log, join(folder, 'mixed.db-wal'));
        const opening = open(houseIn(folder, 'mixed.db'), { announceExpiries: false });
        const house = await opening.catch(() => undefined);
        if (house === undefined) {
          const error = await rejectionOf(open(houseIn(folder, 'mixed.db')));
          expect(error).toBeInstanceOf(StoreError);
          expect(error).toMatchObject({ code: 'store_corrupt' });
          expect(i, 'a file and the log that was copied with it belong together').not.toBe(j);
          counts.refused += 1;
          continue;
        }
        expect([i, j, (await house.verify()).problems]).toEqual([i, j, []]);
        expect([i, j, (await house.book('main').balance('a'))?.posted]).toEqual([i, j, posted[j]]);
        await house.close();
        counts.opened += 1;
      }
    }
    expect(counts.opened).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(counts.opened);
  });
});
