import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

const CHILD = join(import.meta.dirname, '../support/crash/erase-child.ts');
const ACCOUNTS = 12;
const COMMANDS = 60;
const markOf = (account: number): string => `Mark<${account * 7919}>`;

/** Lets a process erase, and kills it so many milliseconds after it began with an account; the last that was answered. */
async function killErasing(url: string, account: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, url, `${ACCOUNTS}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let done = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, number] = line.split(' ');
    if (word === 'done') done = Number(number);
    else if (Number(number) === account) {
      await sleep(afterMs);
      child.kill('SIGKILL');
    }
  }
  expect((await ended)[1], said).toBe('SIGKILL');
  return done;
}

test.each([
  [0, 0],
  [3, 1],
  [6, 2],
  [9, 4],
])(
  'an erasure that is killed has happened as a whole or not, and comes to its end when it is asked again: account %d, %d ms',
  async (account, afterMs) => {
    await inPlace(HOUSE.sqlite, async ({ url }) => {
      const first = await open(url, { announceExpiries: false });
      const filled = first.book('shop');
      for (let i = 0; i < ACCOUNTS; i += 1) {
        await filled.openAccount({ account: `a${i}`, asset: 'GBP/2', private: { name: markOf(i) } });
        const one = {
          kind: 'transfer',
          from: 'world',
          to: `a${i}`,
          amount: 1n,
          private: { note: markOf(i) },
        } as const;
        await filled.submit(Array.from({ length: COMMANDS }, () => one));
      }
      await first.close();
      const done = await killErasing(url, account, afterMs);
      expect(done).toBeGreaterThanOrEqual(account - 1);
      const house = await open(url, { announceExpiries: false });
      await checkSound(house);
      const book = house.book('shop');
      for (let i = 0; i < ACCOUNTS; i += 1) {
        const what = { account: `a${i}`, commands: true };
        const left = (await book.privateData(what)).filter((item) => item.private !== null).length;
        // What was answered stays; of what was not, all is gone or nothing.
        expect([0, COMMANDS + 1], `account ${i}`).toContain(left);
        if (i <= done) expect(left, `account ${i}`).toBe(0);
        expect(await book.erase(what)).toMatchObject({ ok: true, erased: left, wiped: true });
      }
      await checkSound(house);
      const path = url.slice('sqlite:'.length);
      const files = [path, `${path}-wal`].filter((file) => existsSync(file));
      const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
      expect(bytes.includes('Mark<')).toBe(false);
      await house.close();
    });
  },
);
