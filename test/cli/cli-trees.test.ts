import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { type CliRun, runInProcess } from './run-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-trees-'));
const url = `sqlite:${join(folder, 'house.db')}`;
afterAll(() => rmSync(folder, { recursive: true }));

const tallystick = (line: string): Promise<CliRun> =>
  runInProcess([...line.split(' '), '--house', url, '--book', 'main']);

beforeAll(async () => {
  const house = await open(url, { announceExpiries: false, clock: () => 1_000 });
  const book = house.book('main');
  for (const account of ['assets:cash:till', 'assets:bank', 'assets:cash', 'assets-old']) {
    await book.openAccount({ account, asset: 'GBP/2' });
  }
  await book.openAccount({ account: 'assets:cash:eur', asset: 'EUR/2' });
  await book.transfer({ from: 'world', to: 'assets:bank', amount: 10_000n });
  await book.transfer({ from: 'assets:bank', to: 'assets:cash:till', amount: 2_500n });
  await book.transfer({ from: 'assets:cash:till', to: 'assets:cash', amount: 500n });
  await book.transfer({ from: 'world', to: 'assets:cash:eur', amount: 300n });
  await book.transfer({ from: 'world', to: 'assets-old', amount: 1n });
  await house.close();
});

test('what a path has together, with what came in and went out', async () => {
  const { code, stdout } = await tallystick('balance --prefix assets:cash --totals');
  expect(code).toBe(0);
  expect(stdout).toBe(`\
ACCOUNT         POSTED      HELD  INCOMING  EXPECTED  AVAILABLE         IN       OUT
assets:cash   3.00 EUR  0.00 EUR  0.00 EUR  0.00 EUR   3.00 EUR   3.00 EUR  0.00 EUR
assets:cash  25.00 GBP  0.00 GBP  0.00 GBP  0.00 GBP  25.00 GBP  30.00 GBP  5.00 GBP
`);
  expect((await tallystick('balance assets:cash:till --totals')).stdout).toContain('25.00 GBP  5.00 GBP');
  expect((await tallystick('balance assets:cash:till')).stdout).not.toContain('OUT');
  const nobody = await tallystick('balance --prefix asset');
  expect(nobody).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('No account of asset lives'),
  });
});

test('the trial balance as a tree: each path with what is under it', async () => {
  const { code, stdout } = await tallystick('trial-balance --tree');
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(1).join('\n')).toBe(`\
ACCOUNT          DEBIT      CREDIT  HELD    AVAILABLE
assets                    3.00 EUR           3.00 EUR
assets                  100.00 GBP         100.00 GBP
  bank                   75.00 GBP          75.00 GBP
  cash                    3.00 EUR           3.00 EUR
  cash                   25.00 GBP          25.00 GBP
    eur                   3.00 EUR           3.00 EUR
    till                 20.00 GBP          20.00 GBP
assets-old                0.01 GBP           0.01 GBP
world         3.00 EUR                      -3.00 EUR
world       100.01 GBP                    -100.01 GBP
Total         3.00 EUR    3.00 EUR
Total       100.01 GBP  100.01 GBP
`);
});

test('the accounts of a path, in order of their ids, or by when they were opened', async () => {
  const ids = async (line: string): Promise<string[]> =>
    JSON.parse((await tallystick(`${line} --json`)).stdout).items.map(
      (one: { account: string }) => one.account,
    );
  const inOrder = ['assets:bank', 'assets:cash', 'assets:cash:eur', 'assets:cash:till'];
  expect(await ids('accounts --prefix assets')).toEqual(inOrder);
  expect(await ids('accounts --prefix assets --order newest --limit 1')).toEqual(['assets:cash:till']);
  expect(await ids('accounts --prefix assets:cash --asset EUR/2')).toEqual(['assets:cash:eur']);
  const page = await tallystick('accounts --prefix assets --limit 1');
  const after = /--after (.*)$/m.exec(page.stderr)?.[1]?.replaceAll("'", '') ?? '';
  const next = await runInProcess([
    'accounts',
    '--prefix',
    'assets',
    '--after',
    after,
    '--house',
    url,
    '--book',
    'main',
    '--json',
  ]);
  expect(JSON.parse(next.stdout).items.map((one: { account: string }) => one.account)).toEqual(
    inOrder.slice(1),
  );
});
