import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import {
  countedIn,
  countPayments,
  MINUTE,
  recount,
  sorted,
  writePayments,
} from '../support/counters/counter-house-journal.ts';
import { DURABLE_HOUSES, inPlace } from '../support/house/house-places.ts';

const PROGRAM = join(import.meta.dirname, '../support/counters/counter-house-child.ts');
const NOW = 100 * MINUTE;
const ROWS = 5_000;
/** In the second page, so that each process counts at most one. */
const STANDS_AT = 1_700;

/** Starts a process that feeds, and kills it once it has told so many times that it goes on. */
async function feedAndKill(url: string, lines: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, url, `${STANDS_AT}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, complaint] = ['', ''];
  const ended = once(child, 'exit');
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split('\n').length > lines) child.kill('SIGKILL');
  });
  const [code, signal] = await ended;
  expect({ code, signal, complaint }).toEqual({ code: null, signal: 'SIGKILL', complaint: '' });
}

for (const kind of DURABLE_HOUSES) {
  test(
    `a feeder that is killed goes on where it was: nothing lost, nothing twice; ${kind.name}`,
    {
      timeout: 120_000,
    },
    () =>
      inPlace(kind, async ({ url }) => {
        const options = { clock: () => NOW, announceExpiries: false };
        const before = await open(url, options);
        await writePayments(before.book('shop'), 0, ROWS);
        await before.close();
        // Before the end of the first page, about when it is counted, and surely after that.
        for (const lines of [9, 10, 17]) await feedAndKill(url, lines);
        await using house = await open(url, options);
        const book = house.book('shop');
        const feed = book.feed({ feed: 'payments', count: countPayments });
        const [left] = (await feed.counters.status()).feeds;
        expect(left?.seq).toBeGreaterThan(0);
        expect(left?.behind).toBeGreaterThan(0);
        await feed.catchUp();
        expect(sorted(await countedIn(feed.counters, NOW))).toEqual(sorted(await recount(book)));
        const { counters } = await feed.counters.status();
        expect(counters.map(({ duplicates, conflicts }) => duplicates + conflicts)).toEqual([0, 0, 0]);
      }),
  );
}
