import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { runInProcess } from './run-in-process.ts';

test('what is dated ahead is told as scheduled, and by no flag as open or ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-statuses-'));
  const url = `sqlite:${join(folder, 'house.db')}`;
  const house = await open(url, { announceExpiries: false });
  const book = house.book('main');
  const tomorrow = Date.now() + 86_400_000;
  await book.openAccount({ account: 'a', asset: 'GBP/2' });
  await book.openAccount({ account: 'b', asset: 'GBP/2', effectiveAt: tomorrow });
  await book.transfer({ from: 'world', to: 'a', amount: 90n });
  await book.hold({ hold: 'h', account: 'a', amount: 5n, expiresAt: null, effectiveAt: tomorrow });
  await book.offer({ offer: 'o', from: 'a', to: 'b', amount: 5n, expiresAt: null, effectiveAt: tomorrow });
  await house.close();
  const items = async (line: string): Promise<unknown[]> => {
    const { stdout } = await runInProcess([...line.split(' '), '--json', '--book', 'main', '--house', url]);
    return JSON.parse(stdout).items;
  };
  expect(await items('holds')).toMatchObject([{ hold: 'h', status: 'scheduled' }]);
  expect(await items('offers')).toMatchObject([{ offer: 'o', status: 'scheduled', endedAt: null }]);
  for (const line of ['holds --active', 'holds --ended', 'offers --pending', 'offers --ended']) {
    expect([line, await items(line)]).toEqual([line, []]);
  }
  expect(await items('accounts --alive')).toMatchObject([{ account: 'a' }]);
  expect(await items('accounts --ended')).toEqual([]);
  expect(await items('accounts --ended --alive')).toHaveLength(2);
  rmSync(folder, { recursive: true });
});
