import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { type CliRun, runInProcess } from './run-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-expect-'));
const url = `sqlite:${join(folder, 'house.db')}`;
afterAll(() => rmSync(folder, { recursive: true }));

const tallystick = (line: string): Promise<CliRun> =>
  runInProcess([...line.split(' '), '--house', url, '--book', 'main']);

beforeAll(async () => {
  const house = await open(url, { announceExpiries: false, clock: () => 1_000 });
  for (const name of ['main', 'side']) {
    const book = house.book(name);
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    await book.openAccount({ account: 'a:min=1', asset: 'JPY/0' });
    await book.transfer({ from: 'world', to: 'alice', amount: 20_00n });
  }
  await house.close();
});

const PAY = 'transfer --from alice --to world --amount 1';

test('what is expected is read in units of each account, or in minor ones, and met or not', async () => {
  const seen = JSON.parse((await tallystick('balance alice --json')).stdout);
  expect(seen.balances).toMatchObject([{ available: '20.00', lastSeq: 3 }]);
  const poor = await tallystick(`${PAY} --expect alice:min=20.01`);
  expect(poor).toMatchObject({ code: 1, stdout: '' });
  expect(poor.stderr).toContain(
    'not what is expected: 20.00 GBP available, at least 20.01 expected on alice',
  );
  const told = await tallystick(`${PAY} --expect alice:min=minor:2001,max=30,seq=3 --json`);
  expect(JSON.parse(told.stdout || told.stderr)).toMatchObject({
    reason: 'expectation_failed',
    subject: 'alice',
    asset: 'GBP/2',
    available: '20.00',
    min: '20.01',
    minMinor: '2001',
    max: '30.00',
    expectedSeq: 3,
    lastSeq: 3,
  });
  expect((await tallystick(`${PAY} --expect alice:max=20.00,seq=3 --dry-run`)).code).toBe(0);
  // An id may hold any of the signs, and its account is in an asset of its own.
  const met = await tallystick(`${PAY} --id p --expect alice:min=20.00,seq=3 --expect a:min=1:max=0`);
  expect(met).toMatchObject({ code: 0, stdout: expect.stringContaining('Transferred 1.00 GBP') });
  expect((await tallystick(`${PAY} --expect alice:seq=3`)).stderr).toMatch(
    /last changed by number \d+, number 3 expected/,
  );
});

test('a transfer between books expects something in the book that it is told to', async () => {
  const over = 'transfer --from alice --to-book side --to alice --amount 1';
  expect((await tallystick(`${over} --expect alice:min=20`)).stderr).toContain('19.00 GBP available');
  expect((await tallystick(`${over} --expect alice:max=19`)).code).toBe(0);
});

test.each([
  'alice',
  'alice:',
  'alice:min',
  'alice:min=',
  'alice:min=1,min=2',
  'alice:seq=-1',
  ':min=1',
  'alice:least=1',
])('%s is no expectation', async (text) => {
  const { code, stderr } = await tallystick(`${PAY} --expect ${text}`);
  expect(code).toBe(2);
  expect(stderr).toContain('--expect[0]');
});
