import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AMOUNT_MAX, AMOUNT_MIN, formatMoney } from '../../src/money-entry.ts';
import { readBeancount, SCALE } from '../cli-formats/beancount-subset.ts';
import { runInProcess } from './run-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-round-trips-'));
const house = join(folder, 'house.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCALES = Array.from({ length: 19 }, (_, scale) => scale);
const assetOf = (scale: number): string => `1X${String.fromCharCode(65 + scale)}/${scale}`;
/** Digits that are all different where something is lost, at every scale. */
const FIRST = 1_234_567_890_123_456_789n;

async function run(line: string): Promise<string> {
  const { code, stdout, stderr } = await runInProcess([...line.split(' '), '--house', house]);
  expect([line, code, stderr]).toEqual([line, 0, '']);
  return stdout;
}

/** Every account and how much it has, in minor units: what each border must tell. */
const HELD = Object.fromEntries(SCALES.map((scale) => [`a${scale}`, AMOUNT_MAX]));

/** The sum of texts with exactly as many decimals as their assets have. */
function sumsOf(
  lines: readonly (readonly [account: string, scale: number, amount: string])[],
): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const [account, scale, amount] of lines) {
    const [whole = '', part = ''] = amount.split('.');
    expect([amount, part.length]).toEqual([amount, scale]);
    sums[account] = (sums[account] ?? 0n) + BigInt(whole + part);
  }
  return sums;
}

/** Accounts with the widest limits that there are, filled by a transfer in units and one in minor units. */
beforeAll(async () => {
  const rows = SCALES.map((scale) => {
    const asset = assetOf(scale);
    return `open_account,a${scale},${asset},${formatMoney(AMOUNT_MIN, asset)},${formatMoney(AMOUNT_MAX, asset)},2026-01-01`;
  });
  const path = join(folder, 'accounts.csv');
  writeFileSync(path, `kind,account,asset,floor,ceiling,effectiveAt\n${rows.join('\n')}\n`);
  expect(await run(`import ${path}`)).toMatch(/^Rows read: 19\nAccepted: 19\n/);
  for (const scale of SCALES) {
    const asset = assetOf(scale);
    const code = asset.split('/')[0];
    for (const [option, given, minor] of [
      ['--amount', formatMoney(FIRST, asset), FIRST],
      ['--minor', `${AMOUNT_MAX - FIRST}`, AMOUNT_MAX - FIRST],
    ] as const) {
      const line = `transfer --from world --to a${scale} ${option} ${given} --effective-at 2026-01-02`;
      const done = `Transferred ${formatMoney(minor, asset)} ${code} from world to a${scale} on 2026-01-02 (`;
      expect(await run(line)).toContain(done);
    }
  }
}, 60_000);

describe('the most that an account can hold, at every scale, is told without loss', () => {
  test('as JSON', async () => {
    const { balances } = JSON.parse(await run(`balance ${Object.keys(HELD).join(' ')} --json`));
    expect(balances).toMatchObject(
      SCALES.map((scale) => {
        const asset = assetOf(scale);
        const posted = formatMoney(AMOUNT_MAX, asset);
        return { account: `a${scale}`, asset, posted, postedMinor: `${AMOUNT_MAX}` };
      }),
    );
  });

  test('as CSV, in both units', async () => {
    const rows = parse(await run('export --format csv'), { columns: true }) as Record<string, string>[];
    const own = rows.filter(({ account }) => account !== 'world');
    const posted = own.map(({ account = '', asset = '', posted: amount = '' }) => {
      return [account, Number(asset.split('/')[1]), amount] as const;
    });
    expect(sumsOf(posted)).toEqual(HELD);
    expect(own.map(({ posted }) => posted)).toEqual(
      own.map(({ postedMinor = '', asset = '' }) => formatMoney(BigInt(postedMinor), asset)),
    );
  });

  test('to hledger', async () => {
    const text = await run('export --format hledger');
    const found = [...text.matchAll(/^ {4}1X.\/(\d+):(\w+) {2}(-?[\d.]+) "1X."$/gm)];
    const postings = found.map(([, scale, account = '', amount = '']) => {
      return [account, Number(scale), amount] as const;
    });
    expect(sumsOf(postings.filter(([account]) => account !== 'world'))).toEqual(HELD);
    expect(postings).toHaveLength(4 * SCALES.length);
  });

  test('to beancount', async () => {
    const { postings } = readBeancount(await run('export --format beancount'));
    for (const scale of SCALES) {
      const account = `Assets:${assetOf(scale).replace('/', '-')}:Id-a${scale}`;
      const amounts = postings.filter((posting) => posting.account === account).map(({ amount }) => amount);
      const unit = 10n ** BigInt(SCALE - scale);
      expect([account, amounts]).toEqual([account, [FIRST * unit, (AMOUNT_MAX - FIRST) * unit]]);
    }
  });

  test('as NDJSON, which makes the same book', async () => {
    const path = join(folder, 'book.ndjson');
    await run(`export --format ndjson --output ${path}`);
    expect(await run(`import ${path} --book again`)).toMatch(/^Rows read: 58\nAccepted: 58\n/);
    for (const read of ['accounts --limit 100 --json', 'trial-balance --json --at 2026-01-03']) {
      expect(await run(`${read} --book again`)).toBe(await run(read));
    }
  });

  test('and one minor unit more is refused, in figures', async () => {
    for (const scale of [0, 2, 18]) {
      const asset = assetOf(scale);
      const line = `transfer --from world --to a${scale} --minor 1 --house ${house}`;
      const { code, stderr } = await runInProcess(line.split(' '));
      const figures = `room for ${formatMoney(0n, asset)} ${asset.split('/')[0]}, ${formatMoney(1n, asset)} needed`;
      expect([code, stderr]).toEqual([1, expect.stringContaining(figures)]);
    }
  });
});
