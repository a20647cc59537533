import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { compileFailingSync } from '../support/crash/failing-sync.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { House } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';

const PROGRAM = join(import.meta.dirname, '../support/crash/slow-sync-child.ts');

/** What a child tells when all is durable. */
const DURABLE = {
  transfer: 'true',
  balance: '"2"',
  'balance as known': '"2"',
  head: 'true',
  events: '3',
  accounts: '1',
  books: '["main"]',
  counters: '1',
};
const LOST = Object.fromEntries(Object.keys(DURABLE).map((name) => [name, 'house_closed']));

interface Report {
  readonly before: Readonly<Record<string, string>>;
  readonly told: Readonly<Record<string, string>>;
  /** How many were made to fill the log. */
  readonly transfers: number;
}

/** Runs the program on a house whose disk takes its time; what is left is looked at by another process. */
async function onSlowDisk(
  context: TestContext,
  { mode, file }: { readonly mode: string; readonly file: string },
  check: (report: Report, house: House) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    {
      await using house = await open(houseIn(folder), { announceExpiries: false });
      await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
    }
    const failing = compileFailingSync(folder);
    if (failing === undefined) return context.skip('this machine has no compiler for a slow disk');
    const env = { ...process.env, ...failing, SYNC_WAITS: join(folder, 'sync-waits'), SYNC_WAITS_FOR: file };
    const said = execFileSync(process.execPath, [PROGRAM, folder, mode], { encoding: 'utf8', env });
    // A disk that failed has left the log where it was; else the house is one file again.
    expect(existsSync(join(folder, 'house.db-wal'))).toBe(mode === 'fails');
    await using house = await open(houseIn(folder), { create: false, announceExpiries: false });
    await check(JSON.parse(said), house);
  });
}

test.for([
  ['and is done', 'passes', DURABLE],
  ['and fails', 'fails', { ...LOST, transfer: 'outcome_unknown' }],
] as const)(
  'while a disk takes its time to sync %s, the process goes on, and nobody is told what is not durable',
  async ([_, mode, expected], context) => {
    await onSlowDisk(context, { mode, file: 'house.db-wal' }, async ({ before, told }, house) => {
      expect(before).toEqual({});
      expect(told).toEqual(expected);
      // A transfer of which nobody knows is there or not: here the log has it.
      expect((await house.book('main').balance('a'))?.posted).toBe(2n);
    });
  },
);

test('while a long log is copied into the file, the process goes on, all is read, and only what is written waits', async (context) => {
  const asOf = { ...DURABLE, balance: '"1"', 'balance as known': '"1"', accounts: '2' };
  await onSlowDisk(context, { mode: 'copies', file: 'house.db' }, async (report, house) => {
    const { before, told, transfers } = report;
    const { transfer, ...reads } = asOf;
    expect(before).toEqual(reads);
    expect(told).toEqual({ ...reads, transfer });
    const book = house.book('main');
    expect((await book.balance('a'))?.posted).toBe(2n);
    expect((await book.balance('b'))?.posted).toBe(BigInt(transfers));
    await checkSound(house);
  });
});
