import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { CliFolder } from './run-tallystick.ts';

const ENTRY = join(PROJECT_ROOT, 'src/cli/index.ts');

const folder = new CliFolder();
afterAll(() => folder.remove());
beforeAll(async () => {
  for (const account of ['ann', 'bob']) {
    await folder.line(`open-account --account ${account} --asset GBP/2 --effective-at 0 --old`);
  }
});

const MAP = '--map Date=effectiveAt --map Amount=amountMinor --map To=to --map Text= --default kind=transfer';
const HEAD = 'Date,Text,Amount,To\n';
const OLD = [
  '2026-01-01,tea,5,ann\n',
  '2026-01-02,tea,5,ann\n',
  '2026-01-02,tea,5,ann\n',
  '2026-01-04,rent,7,bob\n',
];

const bank = (words = '') => folder.line(`import bank.csv ${MAP} --default from=world ${words}`.trimEnd());
const put = (rows: readonly string[]) => writeFileSync(folder.file('bank.csv'), HEAD + rows.join(''));
const postedTo = async (account: string) => {
  const { document } = await folder.json(`balance ${account}`);
  return (document as { balances: { postedMinor: string }[] }).balances[0]?.postedMinor;
};

test('a grown file is told, with the rows that a person should look at', async () => {
  put(OLD);
  expect((await bank()).code).toBe(0);
  put(['2026-01-05,new,1,ann\n', ...OLD.toReversed()]);
  const { code, stdout } = await bank();
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      'Rows read: 5',
      'Accepted: 5',
      'Refused: 0',
      'Malformed: 0',
      'Answered from the record, because they came before: 4',
      'Recognised as another one of several rows that say the same, or have the same reference: 1 (line 5)',
      'Recognised at the first or last moment of an earlier import, which may have been cut off there: 2 (line 3, 6)',
      'The file looks as if its newest row came first. --reverse submits from its last row on.',
      '',
    ].join('\n'),
  );
  expect([await postedTo('ann'), await postedTo('bob')]).toEqual(['16', '7']);
});

test('what does not go with earlier imports stops it, with a list, until it is accepted', async () => {
  put([...OLD, '2026-01-03,late,9,bob\n']);
  const other = await bank('--id-from Date,Text');
  expect(other).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Rows read: 0\n/) });
  expect(other.stdout).toContain('The last import of this source was read by another mapping.\n');
  const { code, stdout } = await bank();
  expect(code).toBe(1);
  expect(stdout).toContain(
    'Not on record, though an earlier import of this source had all rows of its time: 1\n' +
      '  line 6, 2026-01-03T00:00:00Z: {"kind":"transfer","from":"world","effectiveAt":"2026-01-03","amountMinor":"9","to":"bob"}\n',
  );
  expect(stdout).toMatch(/Nothing was submitted\..* --accept-changes\.\n$/);
  expect(await postedTo('bob')).toBe('7');
  const accepted = await bank('--accept-changes');
  expect(accepted).toMatchObject({ code: 0, stdout: expect.stringMatching(/These changes were accepted\./) });
  expect(await postedTo('bob')).toBe('16');
  expect(await bank()).toMatchObject({ code: 0 });
});

test('the imports of a source are listed', async () => {
  const { document } = await folder.json('imports --source bank.csv');
  expect(document).toMatchObject({
    items: [
      { rows: 4 },
      { rows: 5, firstAt: Date.UTC(2026, 0, 1), lastAt: Date.UTC(2026, 0, 5) },
      { rows: 5 },
    ],
  });
  const { code, stdout } = await folder.line('imports');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^SOURCE +RECORDED +ROWS +FIRST +LAST +FILE +MAPPING\nbank\.csv +\S+ +4 +2026-01-01/,
  );
});

test('a cut file ends with 1: what was done, up to which line, and how to go on', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `2026-02-01T00:00:00.${String(i % 1_000).padStart(3, '0')}Z,t,${i + 1},ann\n`,
  );
  const whole = gzipSync(HEAD + rows.join(''));
  writeFileSync(folder.file('cut.csv.gz'), whole.subarray(0, whole.length - 9));
  const words = `import cut.csv.gz ${MAP} --default from=world --house cut.db`;
  await folder.line('open-account --account ann --asset GBP/2 --effective-at 0 --old --house cut.db');
  const { code, stdout } = await folder.line(words);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /Reading ended behind the row of line \d+: path: expected a whole gzip file .*\nNot complete: the rows up to there were submitted\. Mend the file, and run it again: nothing is done twice\.\n$/,
  );
  const { document } = await folder.json(words);
  // How much can be read of what was cut off is not the same each time.
  const cut = document as { read: number; repeated: number; failure: { line: number } };
  expect(Math.min(cut.read, cut.repeated)).toBeGreaterThan(0);
  expect(cut).toMatchObject({ isComplete: false, failure: { line: cut.read + 1 } });
  writeFileSync(folder.file('cut.csv.gz'), whole);
  const mended = await folder.json(words);
  expect((mended.document as typeof cut).repeated).toBeGreaterThanOrEqual(cut.read);
  expect(mended).toMatchObject({
    code: 0,
    document: { accepted: 20_000, isComplete: true },
  });
}, 60_000);

test('from behind: debits find what paid for them, and the report says that a file is that way round', async () => {
  const rows = ['2026-01-02,ann,world,5\n', '2026-01-01,world,ann,5\n'];
  writeFileSync(folder.file('newest.csv'), `effectiveAt,from,to,amountMinor\n${rows.join('')}`);
  for (const house of ['lost.db', 'kept.db']) {
    await folder.line(`open-account --account ann --asset GBP/2 --effective-at 0 --old --house ${house}`);
  }
  const lost = await folder.line('import newest.csv --default kind=transfer --house lost.db');
  expect(lost).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/newest row came first\. Debits may have been refused .* --reverse /),
  });
  const retried = await folder.line(
    'import newest.csv --default kind=transfer --reverse --retry-refused --house lost.db',
  );
  expect(retried).toMatchObject({ code: 0, stdout: expect.stringMatching(/Accepted: 2\nRefused: 0\n/) });
  const kept = await folder.line('import newest.csv --default kind=transfer --reverse --house kept.db');
  expect(kept).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/first/) });
});

test('a house that fails in the middle ends with 3, and says what had been done; the next run does the rest', async () => {
  const rows = Array.from({ length: 6_000 }, (_, i) => `2026-03-01,world,ann,${i + 1}\n`);
  writeFileSync(folder.file('full.csv'), `effectiveAt,from,to,amountMinor\n${rows.join('')}`);
  await folder.line('open-account --account ann --asset GBP/2 --effective-at 0 --old --house full.db');
  const words = ['import', 'full.csv', '--default', 'kind=transfer', '--batch', '200', '--house', 'full.db'];
  // In blocks of 512 bytes.
  const script = ['-c', 'ulimit -f 2400 && exec "$0" "$@"', process.execPath, ENTRY, ...words];
  const { status, stdout, stderr } = spawnSync('sh', script, { cwd: folder.path, encoding: 'utf8' });
  expect([status, stdout]).toEqual([3, '']);
  const [, read = '', accepted = ''] =
    /^Before it failed: rows read: (\d+), accepted: (\d+), refused: 0\.\ntallystick import: /.exec(stderr) ??
    [];
  expect(Number(read)).toBeGreaterThan(0);
  expect(accepted).toBe(read);
  const { document } = await folder.json(words.join(' '));
  expect(document).toMatchObject({ accepted: 6_000, isComplete: true });
  expect((document as { repeated: number }).repeated).toBeGreaterThanOrEqual(Number(read));
}, 60_000);
