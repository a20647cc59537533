import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { compileFailingSync } from '../support/crash/failing-sync.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';

const PROGRAM = join(import.meta.dirname, '../support/crash/slow-sync-child.ts');

const DURABLE = {
  transfer: 'true',
  balance: '"2"',
  'balance as known': '"2"',
  head: '3',
  events: '3',
  accounts: '1',
  books: '["main"]',
  counters: '1',
  verify: 'true',
};
const LOST = Object.fromEntries(Object.keys(DURABLE).map((name) => [name, 'house_closed']));

test.for([
  ['and is done', 'passes', DURABLE, 3],
  ['and fails', 'fails', { ...LOST, transfer: 'outcome_unknown' }, 3],
] as const)('while a disk takes its time to sync %s, the process goes on, and nobody is told what is not durable', async ([
  _,
  mode,
  expected,
  seq,
], context) => {
  await inFolder(async (folder) => {
    {
      await using house = await open(houseIn(folder), { announceExpiries: false });
      await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
    }
    const failing = compileFailingSync(folder);
    if (failing === undefined) return context.skip('this machine has no compiler for a slow disk');
    const env = { ...process.env, ...failing, SYNC_WAITS: join(folder, 'sync-waits') };
    const said = execFileSync(process.execPath, [PROGRAM, folder, mode], { encoding: 'utf8', env });
    expect(JSON.parse(said)).toEqual({ before: {}, told: expected });
    // What was told to have failed in an unknown way is there, or it is not: here the log has it.
    await using house = await open(houseIn(folder), { create: false, announceExpiries: false });
    expect((await house.book('main').head()).seq).toBe(seq);
  });
});
