import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open } from '../../src/engine/open-house.ts';
import { mayMount, runWithMounts } from '../support/crash/own-mounts.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { rejectionOf } from '../support/house/house-same.ts';

const PROGRAM = join(import.meta.dirname, '../support/house/house-open-child.ts');

/** What another process says that tries to open a house: `opened`, or the code of the error and how long it took. */
async function openElsewhere(url: string): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, url], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'close');
  return said.trim();
}

// A file has one writer. A schema of PostgreSQL may be open in any number of processes, so there is nothing to be told.
test('a second process is told at once that a house is open, and may have it when it is closed', async () => {
  await inFolder(async (folder) => {
    const house = await open(houseIn(folder));
    await house.book('main').openAccount({ account: 'a', asset: 'GBP/2', id: 'first' });
    const [code, milliseconds] = (await openElsewhere(house.url)).split(' ');
    expect(code).toBe('house_locked');
    expect(Number(milliseconds)).toBeLessThan(1_000);
    // Whoever was turned away has broken nothing.
    const answer = await house.book('main').transfer({ from: 'world', to: 'a', amount: 5 });
    expect(answer.ok).toBe(true);
    expect((await house.verify()).ok).toBe(true);
    await house.close();
    expect(await openElsewhere(houseIn(folder))).toBe('opened');
  });
});

test('the same process cannot open it twice either', async () => {
  await inFolder(async (folder) => {
    const house = await open(houseIn(folder));
    const error = await rejectionOf(open(houseIn(folder)));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'house_locked', message: expect.stringContaining('house.db') });
    await house.close();
    await (await open(houseIn(folder))).close();
  });
});

const MOUNT_IT_ALONE = 'mount --bind "$1" "$2" && exec "$0" "$3" "sqlite:$2"';

// As a container is given one file: its folder is the container's own, and so are the lock and the log in it.
test('a file that is mounted by itself is refused there, and nothing is left beside it', async (context) => {
  await inFolder(async (folder) => {
    if (!mayMount(folder)) return context.skip('this machine lets nobody mount a file');
    const inside = join(folder, 'in a container \\ é');
    mkdirSync(inside);
    const mounted = join(inside, 'house.db');
    writeFileSync(mounted, '');
    const house = await open(houseIn(folder));
    try {
      const said = runWithMounts(
        MOUNT_IT_ALONE,
        process.execPath,
        join(folder, 'house.db'),
        mounted,
        PROGRAM,
      );
      expect(said).toMatch(/^store_failed .* is mounted by itself/);
      expect(readdirSync(inside)).toEqual(['house.db']);
    } finally {
      await house.close();
    }
  });
});
