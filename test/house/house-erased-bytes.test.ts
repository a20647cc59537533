import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const FUND = { from: 'world', to: 'alice', amount: 1n } as const;

async function inFile(work: (house: House, book: OpenBook, file: string) => Promise<void>): Promise<void> {
  const kind = HOUSES.find(({ name }) => name === 'sqlite');
  if (kind === undefined) throw new Error('there are houses in files');
  await inPlace(kind, async ({ url }) => {
    const house = await open(url, { announceExpiries: false });
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    await work(house, book, url.slice('sqlite:'.length));
    await house.close();
  });
}

/** What lies in the file and in its log, as it is on the disk. */
async function bytesOf(file: string): Promise<Buffer> {
  return Buffer.concat([await readFile(file), await readFile(`${file}-wal`)]);
}

test('erased bytes are in neither the file nor its log, however long they were and in whatever order they came', async () => {
  await inFile(async (house, _book, file) => {
    const bookOf = (i: number): OpenBook => house.book(`book ${(i * 37) % 10}`);
    const markOf = (i: number): string => `Mark<${i * 7919}>`;
    const lengthOf = (i: number): number => (i % 31 === 0 ? 3_900 : (i * 131) % 1_500);
    const isEarly = (i: number): boolean => i % 7 === 6;
    const all = Array.from({ length: 240 }, (_, i) => i);
    for (const i of all) {
      const given = { name: markOf(i) + 'x'.repeat(lengthOf(i)) };
      await bookOf(i).transfer({ ...FUND, id: `c${i}`, to: 'nobody', private: given });
      // Some go while others still come.
      if (isEarly(i)) {
        expect(await bookOf(i).erase({ command: `c${i}` })).toMatchObject({ erased: 1, wiped: true });
      }
    }
    const there = await bytesOf(file);
    expect(all.filter((i) => there.includes(markOf(i)))).toEqual(all.filter((i) => !isEarly(i)));
    for (const i of all) if (!isEarly(i)) await bookOf(i).erase({ command: `c${i}` });
    const after = await bytesOf(file);
    expect(all.filter((i) => after.includes(markOf(i)))).toEqual([]);
  });
}, 60_000);

test('who still reads what was committed before holds the log up; asked again, it is cut off', async () => {
  await inFile(async (_house, book, file) => {
    await book.transfer({ ...FUND, id: 'a', private: { name: 'Lorina' } });
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM journal').get();
    expect(await book.erase({ command: 'a' })).toMatchObject({ ok: true, erased: 1, wiped: false });
    // The reader sees it still, and so it must be there.
    expect((await bytesOf(file)).includes('Lorina')).toBe(true);
    reader.exec('ROLLBACK');
    expect(await book.erase({ command: 'a' })).toMatchObject({ ok: true, erased: 0, wiped: true });
    expect((await bytesOf(file)).includes('Lorina')).toBe(false);
    reader.close();
  });
});

test('verify finds what is kept apart and changed, gone, forged, or erased without a word', async () => {
  const tamper = [
    [`UPDATE privatedata SET text = '{"name":"Bob"}' WHERE id = 'a'`, /does not come to the hash/],
    [`UPDATE privatedata SET salt = hex(zeroblob(32)) WHERE id = 'a'`, /does not come to the hash/],
    [`DELETE FROM privatedata WHERE id = 'a'`, /missing, and nothing on record says/],
    [
      `UPDATE privatedata SET salt = NULL, text = NULL, erasedBy = 3 WHERE id = 'a'`,
      /does not say that it erased/,
    ],
    [
      `INSERT INTO privatedata SELECT book, seq, 9, id, salt, text, erasedBy FROM privatedata WHERE id = 'a'`,
      /should not be/,
    ],
    [`UPDATE privatedata SET salt = '00', text = 'x', erasedBy = NULL WHERE id = 'gone'`, /it is not so/],
    [`UPDATE privatedata SET id = 'b' WHERE id = 'a'`, /its id is b/],
    [`DELETE FROM privateaccounts WHERE id = 'a'`, /missing: the journal leads to it/],
    [`UPDATE privateaccounts SET isOpening = 1 WHERE id = 'a'`, /its isOpening is true/],
  ] as const;
  await inFile(async (house, book, file) => {
    await book.transfer({ ...FUND, id: 'a', private: { name: 'Alice' } });
    await book.transfer({ ...FUND, id: 'gone', private: { name: 'Edith' } });
    await book.erase({ command: 'gone' });
    const beside = new DatabaseSync(file);
    for (const [sql, expected] of tamper) {
      beside.exec(
        `CREATE TEMP TABLE a AS SELECT * FROM privatedata; CREATE TEMP TABLE b AS SELECT * FROM privateaccounts; ${sql}`,
      );
      const { ok, problems } = await house.verify();
      expect(ok, sql).toBe(false);
      expect(problems.map(({ what }) => what).join('\n'), sql).toMatch(expected);
      for (const [table, kept] of [
        ['privatedata', 'a'],
        ['privateaccounts', 'b'],
      ]) {
        beside.exec(`DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM ${kept}; DROP TABLE ${kept}`);
      }
    }
    beside.close();
    expect(await house.verify()).toMatchObject({ ok: true, problems: [] });
  });
});
