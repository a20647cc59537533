import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_STEPS } from '../../src/cli/demo-script.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

const CSV = [
  'kind,id,account,asset,from,to,amountMinor,effectiveAt',
  'open_account,o1,alice,GBP/2,,,,1000',
  'open_account,o2,bob,GBP/2,,,,1000',
  'transfer,t1,,,world,alice,5000,2000',
  'transfer,t2,,,alice,bob,1250,3000',
  'transfer,t3,,,bob,alice,999999,4000',
  'transfer,t4,,,bob,alice,many,4000',
  '',
].join('\n');

/** What a file of NDJSON begins with. */
const FORMAT = '{"format":"tallystick/1"}';

describe('import and export', () => {
  test('import submits rows, and reports those that were not accepted by reason and line', async () => {
    writeFileSync(folder.file('rows.csv'), CSV);
    const { code, stdout } = await folder.line('import rows.csv --old --rejects rejects.ndjson');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Rows read: 6\nAccepted: 4\nRefused: 1\nMalformed: 1\n/);
    expect(stdout).toMatch(/Refused: insufficient_funds: 1 \(line 6\)/);
    expect(stdout).toMatch(/Malformed: amountMinor: expected minor units.*: 1 \(line 7\)/);
    const rejects = readFileSync(folder.file('rejects.ndjson'), 'utf8').trimEnd().split('\n');
    expect(rejects).toEqual([
      FORMAT,
      expect.stringContaining('"line":6'),
      expect.stringContaining('"line":7'),
    ]);
  });

  test('run again it changes nothing, and says so', async () => {
    const before = (await folder.line('events --json')).stdout;
    const { code, document } = await folder.json('import rows.csv --old');
    expect(code).toBe(1);
    expect(document).toMatchObject({
      read: 6,
      accepted: 4,
      refused: 1,
      malformed: 1,
      repeated: 5,
      isComplete: true,
    });
    expect((await folder.line('events --json')).stdout).toBe(before);
  });

  test('standard input, names that differ, and defaults', async () => {
    const words =
      'import - --old --format csv --source nightly --map Ref=payment --map Sum=amount --map Note= --default kind=pay --default account=bob --default effectiveAt=5000 --json';
    const input = 'Ref,Sum,Note\np1,100,a\np2,200,b\n';
    const { code, stdout } = await folder.run(words.split(' '), { input });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ read: 2, accepted: 2, source: 'nightly' });
    expect(await folder.json('payments')).toMatchObject({
      document: { items: [{ payment: 'p1', amountMinor: '10000' }, { payment: 'p2' }] },
    });
  });

  test('what is exported as NDJSON makes the same house when it is imported', async () => {
    const { code, document } = await folder.json('export --format ndjson --output book.ndjson');
    expect(code).toBe(0);
    expect(document).toMatchObject({ ok: true, file: 'book.ndjson', records: 9 });
    expect(await folder.line('import book.ndjson --house copy.db --json')).toMatchObject({ code: 1 });
    const here = await folder.line('trial-balance --at 9000 --old');
    expect(here).toMatchObject({ code: 0, stdout: expect.stringContaining('alice') });
    expect(await folder.line('trial-balance --at 9000 --old --house copy.db')).toEqual(here);
  });

  test.each([
    ['hledger', /alice/],
    ['beancount', /open/],
    ['csv', /^\S*,/],
    ['ndjson', /^\{"/],
  ])('export as %s, to standard output and to a file', async (format, shape) => {
    const { code, stdout, stderr } = await folder.line(`export --format ${format}`);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(shape);
    const toFile = await folder.line(`export --format ${format} --output out.${format}`);
    expect(toFile).toMatchObject({ code: 0, stdout: `Done: 9 records, up to number 9, in out.${format}\n` });
    expect(readFileSync(folder.file(`out.${format}`), 'utf8')).toBe(stdout);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('export --json alone is a stream of documents, and takes no other format', async () => {
    const { code, stdout } = await folder.line('export --json --after 5');
    expect(code).toBe(0);
    const [format, ...records] = stdout.trimEnd().split('\n');
    expect([format, ...records.map((line) => JSON.parse(line).seq)]).toEqual([FORMAT, 6, 7, 8, 9]);
    expect(await folder.line('export --json --format csv')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('verify and reconcile', () => {
  test('say what was checked, and that nothing is wrong', async () => {
    for (const name of ['verify', 'reconcile']) {
      const { code, stdout } = await folder.line(name);
      expect([name, code]).toEqual([name, 0]);
      expect(stdout).toMatch(
        /^Book main: up to number 9, chain ends in [0-9a-f]{64}\nChecked: \d+ .*\nNo problems\.\n$/,
      );
      expect(await folder.json(name)).toMatchObject({
        code: 0,
        document: { ok: true, problems: [], problemCount: 0, books: [{ book: 'main', seq: 9 }] },
      });
    }
  });

  test('end with 4 where a byte of the file was changed, and name the place', async () => {
    expect(await folder.line('open-account --account MARKER --asset GBP/2 --house bad.db')).toMatchObject({
      code: 0,
    });
    const path = folder.file('bad.db');
    const bytes = readFileSync(path);
    const at = bytes.lastIndexOf('MARKER');
    expect(at).toBeGreaterThan(0);
    bytes.write('MASKER', at);
    writeFileSync(path, bytes);
    const { code, stdout, stderr } = await folder.line('verify --house bad.db');
    expect(code).toBe(4);
    expect(stdout).toMatch(/Problem: .*: /);
    expect(stderr).toMatch(/^Found \d+ problems?\./);
    expect(await folder.json('verify --house bad.db')).toMatchObject({ code: 4, document: { ok: false } });
  });
});

/** The chain holds when each batch was recorded, and so differs from day to day. */
const withoutHashes = (text: string): string => text.replaceAll(/\b[0-9a-f]{64}\b/g, 'HASH');

describe('demo and bench', () => {
  test('demo makes a house, explains each step, and comes to the same each time', async () => {
    const { code, stdout, stderr } = await folder.line('demo --house demo.db');
    expect(code).toBe(0);
    for (const { why } of DEMO_STEPS) expect(stdout).toContain(`# ${why}\n`);
    expect(stderr).toMatch(/Refused: transfer: insufficient funds: /);
    expect(stderr).toMatch(/export TALLYSTICK_HOUSE=sqlite:demo\.db\n$/);
    const other = await folder.line('demo --house demo2.db');
    expect(withoutHashes(other.stdout)).toBe(withoutHashes(stdout));
    expect(await folder.json('balance alice bob --house demo.db')).toMatchObject({
      code: 0,
      document: { balances: [{ account: 'alice', posted: '21.50' }, { account: 'bob' }] },
    });
  });

  test('demo --json is a document for each step; without a house it makes a temporary one', async () => {
    mkdirSync(folder.file('tmp'));
    const { code, stdout } = await folder.spawn(['demo', '--json'], { env: { TMPDIR: folder.file('tmp') } });
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toHaveLength(DEMO_STEPS.length);
    expect(readdirSync(folder.file('tmp'))).toEqual([expect.stringMatching(/^tallystick-demo-/)]);
  });

  test('bench measures three ways and leaves nothing behind', async () => {
    mkdirSync(folder.file('bench'));
    const { code, document } = await folder.json('bench --seconds 1 --folder bench');
    expect(code).toBe(0);
    const { results } = document as { results: { perSecond: number }[] };
    expect(results).toHaveLength(3);
    for (const { perSecond } of results) expect(perSecond).toBeGreaterThan(0);
    expect(readdirSync(folder.file('bench'))).toEqual([]);
  });
});

test('events --follow prints what comes: here, that a hold ran out', async () => {
  for (const line of [
    'open-account --account alice --asset GBP/2 --effective-at 1000 --old',
    'transfer --from world --to alice --amount 500 --effective-at 1000 --old',
    'hold --hold h1 --account alice --amount 500 --expires-at 2000 --old --effective-at 1500',
  ]) {
    expect(await folder.line(`${line} --house live.db`)).toMatchObject({ code: 0 });
  }
  const words = 'events --follow --after 3 --limit 1 --json --house live.db';
  const { code, stdout } = await folder.line(words);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ seq: 4, kind: 'announce_expiry', ok: true });
});

describe('Ctrl-C', () => {
  test('during an import the house is closed properly, and the import goes on when it is run again', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `transfer,t${i},,,world,alice,1,2000`);
    const [head, open] = CSV.split('\n');
    writeFileSync(folder.file('many.csv'), [head, open, ...rows, ''].join('\n'));
    const { child, ended } = folder.start([
      'import',
      'many.csv',
      '--old',
      '--house',
      'many.db',
      '--batch',
      '100',
      '--json',
    ]);
    while (child.exitCode === null && !existsSync(folder.file('many.db'))) await sleep(10);
    await sleep(300);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ isComplete: false, refused: 0, malformed: 0 });
    expect(report.read).toBeLessThan(60_001);
    // A clean end leaves no write-ahead log beside the file.
    expect(readdirSync(folder.path).filter((name) => /^many\.db-(?:wal|shm)/.test(name))).toEqual([]);
    const again = await folder.json('import many.csv --old --house many.db');
    expect(again).toMatchObject({
      code: 0,
      document: { read: 60_001, accepted: 60_001, repeated: report.accepted },
    });
  });

  test('during verify likewise', async () => {
    const { child, ended } = folder.start(['verify', '--house', 'many.db']);
    while (child.exitCode === null && !existsSync(folder.file('many.db-wal'))) await sleep(5);
    await sleep(50);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/^Interrupted/),
    });
    expect(existsSync(folder.file('many.db-wal'))).toBe(false);
  });
});
