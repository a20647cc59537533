import { readdirSync, statSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { PATHS } from './path-options.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

test('a house that is open elsewhere is backed up, and restored to another place', async () => {
  const house = await open(`sqlite:${folder.file('shop.db')}`);
  await house.book('main').openAccount({ account: 'alice', asset: 'GBP/2' });
  await house.book('main').transfer({ from: 'world', to: 'alice', amount: 5_00 });
  const { id } = await house.info();
  const { seq, link } = await house.book('main').head();
  const head = `Book main: up to number ${seq}, chain ends in ${link}\n`;
  const done = await folder.line('backup b.db --house shop.db');
  expect(done).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(head) });
  expect(done.stdout).toMatch(
    new RegExp(`^Done: .*/b.db, ${statSync(folder.file('b.db')).size} bytes, of the house ${id} at 20`),
  );
  expect(statSync(folder.file('b.db')).mode & 0o777).toBe(0o600);
  await house.close();
  const restored = await folder.line('restore b.db --house new.db');
  expect(restored).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(head) });
  expect(restored.stdout).toMatch(new RegExp(`^Done: sqlite:.*/new.db is the house ${id}, as of 20`));
  const { stdout } = await folder.line('info --house new.db');
  expect(stdout).toMatch(
    new RegExp(`Id: ${id}\n(?:Version of .*\n)+Restored: at .*Z, from the backup of .*Z\n$`),
  );
  expect(await folder.json('balance alice --house new.db')).toMatchObject({
    document: { balances: [{ posted: '5.00' }] },
  });
});

test.each([
  ['backup b.db --house shop.db', 2, /<file>: .*not there yet/],
  ['backup shop.db --house shop.db --overwrite', 2, /<file>: .*another file than the one that is copied/],
  ['backup c.db --house nowhere.db', 3, /there is no file nowhere.db/],
  ['backup c.db --house memory:', 3, /memory:/],
  ['restore b.db --house new.db', 2, /--house: .*not there yet/],
  ['restore b.db --house b.db --overwrite', 2, /--house: .*another file than/],
  ['restore nowhere.db --house c.db', 2, /<file>: .*a file that is there/],
])('%s is refused, and leaves nothing', async (line, code, said) => {
  const before = readdirSync(folder.path).sort();
  expect(await folder.line(line)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(said) });
  expect(readdirSync(folder.path).sort()).toEqual(before);
});

test('with --json each is one document, and --overwrite and --no-verify are taken', async () => {
  const backedUp = await folder.json('backup b.db --overwrite --house shop.db');
  expect(backedUp).toMatchObject({
    code: 0,
    document: { ok: true, path: folder.file('b.db'), books: [{ book: 'main' }] },
  });
  const restored = await folder.json('restore b.db --overwrite --no-verify --house new.db');
  expect(restored).toMatchObject({
    code: 0,
    document: { ok: true, url: `sqlite:${folder.file('new.db')}`, restoredAt: expect.any(Number) },
  });
});

test('every argument of the program that a house is copied to is tried here', () => {
  expect(Object.keys(PATHS).filter((name) => PATHS[name] === 'copied to')).toEqual(['backup <file>']);
});
