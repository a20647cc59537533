import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

const DAY = 86_400_000;

const importOf = async (words: readonly string[]) => {
  const run = await folder.run(['count', 'import', '--old', ...words, '--json']);
  return { ...run, report: JSON.parse(run.stdout) };
};

describe('a file that is not what it was', () => {
  const count = async (rows: readonly string[], words: readonly string[] = []) => {
    writeFileSync(folder.file('grown.csv'), `page,when,note\n${rows.join('\n')}\n`);
    const map = ['--map', 'page=counter', '--map', 'when=at', '--horizon', 'any', '--house', 'grown.db'];
    return await importOf(['grown.csv', ...map, ...words]);
  };
  const rows = ['a,5,x', 'a,5,y', 'b,6,x'];

  test('grown on top, in another order, with other words: what is new is counted, and nothing twice', async () => {
    expect((await count(rows)).report).toMatchObject({ counted: 3, madeIds: 3 });
    const grown = await count(['a,7,z', ...rows.toReversed()]);
    expect(grown.report).toMatchObject({ counted: 1, duplicates: 3, source: 'grown.csv' });
    expect((await count(['a,5,other', 'a,5,x', 'a,5,x'])).report).toMatchObject({
      counted: 1,
      duplicates: 2,
    });
    expect(await folder.line('count total a --house grown.db')).toMatchObject({ stdout: '4\n' });
  });

  test('named by a reference, a row is the same whatever else it says', async () => {
    const words = ['--id-from', 'note,page', '--source', 'by note'];
    expect((await count(['c,5,n1', 'c,5,n2', 'c,5,'], words)).report).toMatchObject({ counted: 3 });
    expect((await count(['c,6,n1', 'c,5,n2', 'c,5,'], words)).report).toMatchObject({
      duplicates: 2,
      conflicts: 1,
    });
  });

  test('with a bad byte, it ends in the report', async () => {
    const { code, report } = await count(['d,5,x', 'd,6,x']);
    expect([code, report]).toMatchObject([0, { counted: 2, failure: null }]);
    const bytes = Buffer.from('page,when,note\nd,5,x\nd,6,x\nd,7,x\nd,8,?\n');
    bytes[bytes.length - 2] = 0xff;
    writeFileSync(folder.file('broken.csv'), bytes);
    const words = 'broken.csv --source grown.csv --map page=counter --map when=at --house grown.db'.split(
      ' ',
    );
    const broken = await importOf(words);
    expect([broken.code, broken.report]).toMatchObject([
      1,
      {
        counted: 1,
        duplicates: 2,
        isComplete: false,
        failure: { line: 4, message: expect.stringMatching(/UTF-8/) },
      },
    ]);
    const text = await folder.run(['count', 'import', '--old', ...words]);
    expect(text.stdout).toMatch(/Reading ended behind the row of line 4: .*UTF-8.*\nNot complete: /);
  });

  test('its rejects are counted as they are, under the ids that they had', async () => {
    const words = '--prefix p: --horizon 1d --house late.db';
    const now = Date.now();
    writeFileSync(
      folder.file('late.csv'),
      `counter,at\ne,${now}\ne,${now - 3 * DAY}\ne,never\ne,${now - 1}\n`,
    );
    const first = await importOf(['late.csv', '--rejects', 'late.ndjson', ...words.split(' ')]);
    expect(first.report).toMatchObject({ counted: 2, tooLate: 1, malformed: 1 });
    await folder.line('count define p:e --horizon 30d --house late.db');
    const again = await importOf(['late.ndjson', '--house', 'late.db']);
    expect(again.report).toMatchObject({ read: 2, counted: 1, malformed: 1, madeIds: 0 });
    expect((await importOf(['late.csv', ...words.replace('1d', '30d').split(' ')])).report).toMatchObject({
      counted: 0,
      duplicates: 3,
      malformed: 1,
    });
    expect(await folder.line('count total p:e --house late.db')).toMatchObject({ stdout: '3\n' });
  });
});
