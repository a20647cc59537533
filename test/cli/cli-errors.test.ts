import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

/** Lines that are wrong, and the one line that is said about each. */
const WRONG: readonly (readonly [line: string, said: RegExp])[] = [
  [
    'transfre',
    /^tallystick: unknown command 'transfre' \(Did you mean transfer\?\)\. See 'tallystick --help'\.$/,
  ],
  [
    'transfer --from a --to b',
    /^tallystick transfer: --amount: expected an amount in units of the asset, or --minor in minor units, got undefined\. See 'tallystick transfer --help'\.$/,
  ],
  ['transfer --from a --to b --amount 1 --form a', /unknown option '--form' \(Did you mean --from\?\)/],
  ['transfer --from a --to b --amount 1 --amount 2', /option '--amount <amount>' was given 2 times/],
  [
    'books --house=',
    /^tallystick books: --house: expected sqlite:PATH, a path, or postgres:\/\/\.\.\., got ""/,
  ],
  ['transfer extra --from a --to b --amount 5', /too many arguments/],
  ['export --format excel', /Allowed choices are hledger, beancount, csv, ndjson/],
];

/** The same, where the house must be there to find out. */
const WRONG_VALUES: readonly (readonly [line: string, said: RegExp])[] = [
  ['balance', /^tallystick balance: --prefix: expected a path, or accounts instead, got undefined\./],
  ['balance bob --prefix alice', /--prefix: expected a path, or accounts instead, got "alice"/],
  ['balance --prefix alice:', /--prefix: expected a path that does not end in : \(it means itself/],
  ['accounts --prefix alice:', /--prefix: expected a path that does not end in :/],
  [
    'transfer --from alice --to bob --amount 0',
    /^tallystick transfer: --amount: expected a positive integer, got 0\. See/,
  ],
  [
    'transfer --from alice --to bob --amount five',
    /--amount: expected units of the asset, as text such as 12.50 or 12, got "five"/,
  ],
  [
    'transfer --from alice --to bob --amount 1.005',
    /--amount: expected at most 2 decimals \(GBP\/2\), got "1\.005"/,
  ],
  [
    'transfer --from world --to nobody --amount 1.00',
    /--amount: expected an account that is there and tells the asset \(there is no nobody\)/,
  ],
  [
    'transfer --from world --to alcie --amount 1.00',
    /--amount: expected an account that is there .* \(there is no alcie; did you mean alice\?\)/,
  ],
  [
    'transfer --from alice --to bob --amount 99999999999999999999',
    /--amount: expected an amount within 64 bits/,
  ],
  [
    'transfer --from alice --to bob --amount 1 --effective-at 2026-11-21T10:00',
    /--effective-at: expected a time such as/,
  ],
  [
    'transfer --from alice --to bob --amount 1 --effective-at tomorrow',
    /--effective-at: expected a time such as/,
  ],
  [
    'transfer --from alice --to bob --amount 1 --effective-at 1795860000',
    /--effective-at: expected a moment from 1980 on, or --old where 1970-01-21T18:51:00Z is meant \(a number is milliseconds since 1970, not seconds\), got "1795860000"/,
  ],
  [
    'balance alice --time-zone Europe/Londn',
    /--time-zone: expected the name of a time zone, such as Europe\/London, got "Europe\/Londn"/,
  ],
  ['hold --hold h --account alice --amount 1 --expires-at soon', /--expires-at: expected "never", or a time/],
  [
    'transfer --from alice --to bob --to-book main --amount 5',
    /--to-book: expected another book than that of --book, got "main"/,
  ],
  ['transfer --from alice --to bob --to-book= --amount 5', /--to-book: expected another book/],
  ['transfer --from alice --to bob --through c --amount 5', /--through: expected none without --to-book/],
  ['transfer --from= --to bob --to-book eu --amount 5', /--from: expected a non-empty/],
  [
    'transfer --from nobody --to none --to-book eu --amount 5.00',
    /an account that is there and tells the asset/,
  ],
  ['open-account --account x --asset pounds', /--asset: expected a code and a scale such as GBP\/2/],
  ['open-account --account x --asset GBP/2 --metadata owner', /--metadata: expected NAME=VALUE, got "owner"/],
  ['post --entry alice', /--entry\[0\]: expected ACCOUNT=AMOUNT such as/],
  ['post', /^tallystick post: \S*entr\S*: expected 1 to 1000 entries/],
  ['spend --account alice --amount 1 --clock node-1', /--clock: expected process=counter pairs/],
  ['refund --refund r --account alice --amount 1 --rules NEWEST', /--rules: expected some of RECENT_FIRST/],
  ['holds --limit 0', /--limit: expected a whole number from 1 up, got "0"/],
  ['holds --limit 1e3', /--limit: expected a whole number from 1 up/],
  ['accounts --limit 10001', /--limit: expected a number from 1 to 10000/],
  ['accounts --after nonsense', /^tallystick accounts: --after: expected /],
  ['events --after -1', /--after: expected a whole number from 0 up/],
  ['balance world', /^tallystick balance: --asset: expected /],
  [
    'import nothing.csv',
    /^tallystick import: <file>: expected a file that can be read .* got "nothing\.csv"/,
  ],
  ['export', /--format: expected one of hledger, beancount, csv, ndjson/],
  [
    'export --format hledger --output no/such/folder.txt',
    /--output: expected a file that can be written \(ENOENT\)/,
  ],
  ['bench --folder no/such', /--folder: expected a folder that can be written to \(ENOENT\), got "no\/such"/],
  ['demo --house tallystick.db', /--house: expected a file that does not exist yet/],
];

describe('wrong usage ends with 2, one line on standard error and nothing on standard output', () => {
  test.each(WRONG)('%s', async (line, said) => {
    await expectWrong(line, said);
    expect(existsSync(folder.file('tallystick.db'))).toBe(false);
  });

  test('nothing at all shows the help', async () => {
    const run = await folder.spawn([]);
    expect(run).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^Usage: tallystick/) });
    expect(await folder.run([])).toEqual(run);
  });
});

async function expectWrong(line: string, said: RegExp): Promise<void> {
  const { code, stdout, stderr } = await folder.line(line);
  expect(stderr.trimEnd()).toMatch(said);
  expect(stderr.trimEnd()).not.toContain('\n');
  expect([code, stdout]).toEqual([2, '']);
}

describe('a house that is not there', () => {
  test.each([
    'balance alice',
    'statement alice',
    'events',
    'books',
    'verify',
    'transfer --from a --to b --amount 1',
    'export --format csv',
  ])('%s says so with exit code 3, and makes no file', async (line) => {
    const { code, stdout, stderr } = await folder.line(`${line} --house missing.db`);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /--house: expected a house that is there, and there is no file missing\.db\. .*open-account/,
    );
    expect(readdirSync(folder.path).filter((name) => name.includes('missing'))).toEqual([]);
  });

  // Those that make a house make none of a file either.
  test.each([
    'open-account --account a --asset GBP/2',
    'count define c',
    'verify',
    'doctor',
    'info',
    'count status',
    'backup copy-of-empty.db',
  ])('nor is an empty file: %s leaves it as it is', async (line) => {
    writeFileSync(folder.file('empty.db'), '');
    const { code, stdout, stderr } = await folder.line(`${line} --house empty.db`);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/empty\.db is .*/);
    expect(statSync(folder.file('empty.db')).size).toBe(0);
    expect(readdirSync(folder.path).filter((name) => name.includes('empty'))).toEqual(['empty.db']);
  });

  test('is an error in JSON with --json', async () => {
    const { code, stdout, stderr } = await folder.line('balance alice --house missing.db --json');
    expect([code, stdout]).toEqual([3, '']);
    expect(JSON.parse(stderr)).toMatchObject({
      ok: false,
      exitCode: 3,
      error: { code: 'house_missing', field: '--house' },
    });
  });

  test('memory: is never there', async () => {
    expect(await folder.line('balance alice --house memory:')).toMatchObject({ code: 3 });
  });

  test('a file that is no house, and a folder, are named', async () => {
    writeFileSync(folder.file('notes.txt'), 'These are notes, and no house at all. '.repeat(50));
    for (const house of ['notes.txt', '.']) {
      const { code, stderr } = await folder.line(`books --house ${house}`);
      expect([house, code]).toEqual([house, 3]);
      expect(stderr.trimEnd()).not.toContain('\n');
    }
    expect((await folder.line('open-account --account a --asset GBP/2 --house .')).stderr).toMatch(
      /\. is a folder/,
    );
    // Nothing was made beside the folder, either.
    expect(existsSync(`${folder.path}-lock`)).toBe(false);
  });
});

describe('on a house', () => {
  test('wrong values', async () => {
    expect(await folder.line('open-account --account alice --asset GBP/2')).toMatchObject({ code: 0 });
    expect(await folder.line('open-account --account bob --asset GBP/2')).toMatchObject({ code: 0 });
    for (const [line, said] of WRONG_VALUES) await expectWrong(line, said);
    // Nothing of it was written.
    expect((await folder.line('events --json')).stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  test('a house that another process has open is refused at once, and by name', async () => {
    const { child: follower, firstOutput, ended } = folder.start(['events', '--follow']);
    await firstOutput;
    const second = await folder.line('balance alice');
    const asJson = await folder.line('transfer --from world --to alice --amount 1 --json');
    follower.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
    expect(second).toMatchObject({ code: 3, stdout: '' });
    expect(second.stderr).toMatch(/Only one process at a time/);
    expect(JSON.parse(asJson.stderr)).toMatchObject({ exitCode: 3, error: { code: 'house_locked' } });
    expect(await folder.line('balance alice')).toMatchObject({ code: 0 });
  });

  test('a reader that goes away is no error', async () => {
    for (let i = 0; i < 5; i += 1) await folder.line(`transfer --from world --to alice --amount ${i + 1}`);
    const { child, ended } = folder.start(['events', '--json']);
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    const deaf = folder.start(['export', '--format', 'csv']);
    deaf.child.stdout.destroy();
    expect(await deaf.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('the house may come from the environment, and --house comes first', async () => {
    const env = { TALLYSTICK_HOUSE: 'missing.db' };
    expect(await folder.run(['books'], { env })).toMatchObject({ code: 3 });
    expect(await folder.run(['books', '--house', 'tallystick.db'], { env })).toMatchObject({
      code: 0,
      stdout: 'main\n',
    });
    expect(await folder.run(['--house', 'sqlite:tallystick.db', 'books'], { env })).toMatchObject({
      code: 0,
    });
  });
});

describe('help', () => {
  test('--version is that of the package', async () => {
    const { code, stdout } = await folder.spawn(['--version']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  test('--help says what the exit codes mean, and that of a command shows examples', async () => {
    const all = await folder.line('--help');
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toMatch(/Exit codes:\n {2}0 {4}done\n {2}1 {4}business said no/);
    const one = await folder.line('help transfer');
    expect(one.stdout).toMatch(/Examples:\n {2}\$ tallystick transfer --from world/);
    expect(one.stdout).toBe((await folder.line('transfer --help')).stdout);
  });
});
