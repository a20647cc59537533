import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fromJson, parseMoney } from '../../src/money-entry.ts';
import { readProject } from '../architecture/read-project.ts';
import { commandsOf, makeProgram, nameOf } from './describe-command.ts';
import { READS } from './lines-that-read.ts';
import { WRITES } from './lines-that-write.ts';
import { runInProcess } from './run-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-units-'));
const house = join(folder, 'shop.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Members that are texts of digits and no amounts. */
const DIGITS = new Set(['id', 'account', 'subject', 'credit', 'payment', 'hold', 'offer']);
/** Objects whose members are counters, or named by callers. */
const NO_AMOUNTS = new Set(['expiry', 'clock', 'metadata', 'seqs']);

interface Found {
  readonly path: string;
  readonly asset: string | undefined;
  readonly minor: unknown;
  readonly text: unknown;
}

/** Every amount of a document, and everything that looks like one without a unit. */
function amountsIn(json: unknown, path = '', asset?: string): { found: Found[]; bare: string[] } {
  const found: Found[] = [];
  const bare: string[] = [];
  if (typeof json !== 'object' || json === null) return { found, bare };
  const members = json as Record<string, unknown>;
  const own = typeof members.asset === 'string' ? members.asset : asset;
  for (const [name, value] of Object.entries(members)) {
    const way = `${path}.${name}`;
    if (NO_AMOUNTS.has(name)) continue;
    if (name.endsWith('Minor')) {
      found.push({ path: way, asset: own, minor: value, text: members[name.slice(0, -'Minor'.length)] });
    } else if (typeof value === 'object') {
      const inside = amountsIn(value, way, own);
      found.push(...inside.found);
      bare.push(...inside.bare);
    } else if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) {
      if (!DIGITS.has(name) && !(`${name}Minor` in members)) bare.push(`${way}: ${value}`);
    }
  }
  return { found, bare };
}

/** Amounts in what nobody knows, with the lines that print them. */
const unknown: string[] = [];

/** Runs a line with --json; checks every document that it prints, and gives the names of the amounts in them. */
async function namesOfAmounts(line: string): Promise<string[]> {
  const { stdout } = await runInProcess([...line.split(' '), '--old', '--json', '--house', house]);
  const names: string[] = [];
  for (const text of stdout.trimEnd().split('\n')) {
    const document: unknown = JSON.parse(text);
    if (document === null) continue;
    const { found, bare } = amountsIn(document);
    expect(bare, line).toEqual([]);
    for (const { path, asset, minor, text: amount } of found) {
      names.push(path.slice(path.lastIndexOf('.') + 1));
      if (minor === null) {
        // No limit is none in any asset: an update that takes limits away alone names none.
        expect(amount, `${line}: ${path}`).toBe(asset === undefined ? undefined : null);
        continue;
      }
      if (asset === undefined) {
        expect(amount, `${line}: ${path}`).toBeUndefined();
        unknown.push(`${line}: ${path}`);
        continue;
      }
      expect(parseMoney(String(amount), String(asset)), `${line}: ${path}`).toBe(BigInt(String(minor)));
    }
    fromJson(document);
  }
  return names;
}

describe('every amount that the command line prints as JSON', () => {
  test('stands there in units of its asset and in minor units, the asset beside it', async () => {
    const names = new Set<string>();
    const lines = [...WRITES, ...READS].map(([line]) => line);
    for (const line of [...lines, 'events', 'events --book other', 'transactions --limit 100']) {
      for (const name of await namesOfAmounts(line)) names.add(name);
    }
    // A refused transfer to an account that there is not.
    expect(unknown).toEqual(['events --book other: .command.commands.0.amountMinor']);
    expect([...names].sort()).toEqual(
      [
        'amount',
        'available',
        'captured',
        'ceiling',
        'credit',
        'debit',
        'expected',
        'floor',
        'held',
        'in',
        'incoming',
      ]
        .concat(['inflow', 'needed', 'out', 'outflow', 'posted', 'purse', 'remaining', 'spendable'])
        .map((name) => `${name}Minor`)
        .sort(),
    );
  });

  test('goes through the one writer that knows units', () => {
    const writers = readProject()
      .filter(({ path }) => /^src\/cli\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'))
      .filter(({ text }) => /JSON\.stringify\(|countsLine\(/.test(text))
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('src/cli/count/'));
    // Texts in messages and in what ids are made of, and the writer of plain data, which refuses bigints.
    expect(writers).toEqual(ALLOWED);
  });
});

const ALLOWED: readonly string[] = [
  'src/cli/export/write-records.ts',
  'src/cli/files/item-spool.ts',
  'src/cli/import/read-command.ts',
  'src/cli/import/row-ids.ts',
  'src/cli/json-line.ts',
];

describe('every amount that the command line reads', () => {
  test('can be given in units of its asset and in minor units, and the help says which is which', () => {
    const commands = commandsOf(makeProgram()).filter((command) => !nameOf(command).startsWith('count '));
    const amounts: string[] = [];
    for (const command of commands) {
      for (const { flags, long, description } of command.options) {
        if (!/[<=]amount>/.test(flags)) continue;
        amounts.push(`${nameOf(command)} ${long}`);
        expect(description, `${nameOf(command)} ${long}`).toMatch(/in units of the asset/);
        const minor = long === '--amount' ? '--minor' : `${long}-minor`;
        const twin = command.options.find((option) => option.long === minor);
        expect(twin?.flags, `${nameOf(command)} ${long}`).toMatch(/[<=]units>/);
        expect(twin?.description).toMatch(/in minor units/);
      }
    }
    expect(amounts).toEqual([
      'open-account --floor',
      'open-account --ceiling',
      'update-account --floor',
      'update-account --ceiling',
      'transfer --amount',
      'post --entry',
      'distribute --amount',
      'hold --amount',
      'capture --amount',
      'adjust-hold --amount',
      'offer --amount',
      'pay --amount',
      'refund --amount',
      'grant --amount',
      'spend --amount',
    ]);
  });

  test.each([
    ['transfer --from world --to alice --amount 100 --id u1', '100.00', '10000'],
    ['transfer --from world --to alice --amount 100.00 --id u2', '100.00', '10000'],
    ['transfer --from world --to alice --minor 100 --id u3', '1.00', '100'],
    ['post --entry world=-100:GBP/2 --entry-minor alice=10000 --id u4', undefined, undefined],
  ])('%s', async (line, amount, amountMinor) => {
    const run = await runInProcess([...line.split(' '), '--effective-at', '9000', '--old', '--house', house]);
    expect([run.code, run.stderr]).toEqual([0, '']);
    if (amount !== undefined) {
      expect(run.stdout).toMatch(
        new RegExp(`^Transferred ${amount} GBP from world to alice on 1970-01-01 \\(number \\d+, id u\\d,`),
      );
    } else {
      expect(run.stdout).toMatch(/^Posted world -100\.00 GBP, alice 100\.00 GBP on 1970-01-01 \(/);
    }
    const { stdout } = await runInProcess(['events', '--json', '--house', house]);
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    if (amount !== undefined) expect(last.command).toMatchObject({ amount, amountMinor, asset: 'GBP/2' });
    else {
      expect(last.command.entries).toEqual([
        { account: 'world', asset: 'GBP/2', amount: '-100.00', amountMinor: '-10000' },
        { account: 'alice', asset: 'GBP/2', amount: '100.00', amountMinor: '10000', assetGiven: false },
      ]);
    }
  });

  test.each([
    ['transfer --from world --to alice --amount 1 --minor 100', /--minor: expected none beside --amount/],
    ['transfer --from world --to alice', /--amount: expected an amount in units of the asset, or --minor/],
    ['transfer --from world --to alice --amount 1.005', /--amount: expected at most 2 decimals \(GBP\/2\)/],
    [
      'transfer --from world --to nobody --amount 1',
      /--amount: expected an account that is there and tells the asset \(there is no nobody\), or minor units by --minor/,
    ],
    [
      'post --entry alice=1 --entry world=-1',
      /--entry\[1\]: expected an account that is there .*--entry-minor/,
    ],
    ['post --entry alice=1.005', /--entry\[0\]: expected at most 2 decimals/],
    ['post --entry-minor alice=1.5', /--entry-minor\[0\]: expected minor units/],
    [
      'open-account --account x --asset GBP/2 --floor 0 --floor-minor 0',
      /--floor-minor: expected none beside --floor/,
    ],
    ['open-account --account x --asset gbp/2 --floor 0', /--asset: .*the code in capitals/],
  ])('%s is refused, and nothing is done', async (line, message) => {
    const before = await runInProcess(['events', '--json', '--house', house]);
    const { code, stderr } = await runInProcess([...line.split(' '), '--house', house]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect((await runInProcess(['events', '--json', '--house', house])).stdout).toBe(before.stdout);
  });

  test('an account with little room is noted', async () => {
    const { stdout } = await runInProcess([
      ...'open-account --account wei --asset ETH/18 --effective-at 9000 --old --id w --house'.split(' '),
      house,
    ]);
    expect(stdout).toMatch(/^Opened account wei in ETH\/18 on .*\nNote: the scale of this asset leaves/);
  });
});

test('an account of two assets is asked for the one that it has at that moment', async () => {
  const run = (line: string) => runInProcess([...line.split(' '), '--book', 'twice', '--house', house]);
  await run('open-account --account a --asset GBP/2 --effective-at 2000-01-01');
  await run('close-account --account a --effective-at 2990-01-01');
  await run('open-account --account a --asset JPY/0 --effective-at 2995-01-01');
  // It would not be empty when it is closed, so this is refused; how it was read is on record.
  await run('transfer --from world --to a --amount 5');
  const later = await run('transfer --from world --to a --amount 5 --effective-at 2996-01-01');
  expect(later.stdout).toMatch(/^Transferred 5 JPY from world to a on 2996-01-01 \(number 5, /);
  const records = (await run('events --after 3 --json')).stdout.trimEnd().split('\n');
  expect(records.map((text) => JSON.parse(text).command)).toMatchObject([
    { asset: 'GBP/2', amount: '5.00', amountMinor: '500' },
    { asset: 'JPY/0', amount: '5', amountMinor: '5' },
  ]);
});
