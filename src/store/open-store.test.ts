import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { makeEmptySchema, makeSchema } from '../../test/support/postgres/postgres-place.ts';
import { openStore } from './open-store.ts';

test('a URL names a store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-url-'));
  const memory = await openStore('memory:');
  expect(memory.url).toBe('memory:');
  await memory.close();
  const sqlite = await openStore(`sqlite:${join(folder, 'shop: "1".db')}`);
  expect(await sqlite.latest.books({ limit: 1 })).toEqual([]);
  await sqlite.close();
  rmSync(folder, { recursive: true, force: true });
  const schema = await makeSchema();
  const postgres = await openStore(schema.url);
  expect(await postgres.latest.books({ limit: 1 })).toEqual([]);
  await postgres.close();
  await schema.drop();
});

const FORMS = 'memory:, sqlite:PATH or postgres://...';
const NO_OPTIONS = 'no options: sqlite:PATH has none, and PATH no question mark';
test('where there is no house, none is made when that is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-url-'));
  const schema = await makeEmptySchema();
  const urls = ['memory:', `sqlite:${join(folder, 'shop.db')}`, schema.url];
  for (const url of urls) {
    await expect(openStore(url, { create: false })).rejects.toMatchObject({ code: 'house_missing' });
  }
  expect(readdirSync(folder)).toEqual([]);
  // Nothing was made that the second time would find.
  await expect(openStore(schema.url, { create: false })).rejects.toMatchObject({ code: 'house_missing' });
  for (const url of urls.slice(1)) await (await openStore(url)).close();
  for (const url of urls.slice(1)) await (await openStore(url, { create: false })).close();
  rmSync(folder, { recursive: true, force: true });
  await schema.drop();
});

test.each([
  ['', 'url', FORMS],
  ['memory', 'url', FORMS],
  ['memory:shop', 'url', FORMS],
  ['sqlite', 'url', FORMS],
  ['postgres:shop', 'url', FORMS],
  ['mysql://here/shop', 'url', FORMS],
  ['shop.db', 'url', FORMS],
  ['sqlite:', 'url', expect.stringContaining('sqlite:PATH')],
  ['sqlite:a\0b', 'url', expect.stringContaining('sqlite:PATH')],
  // Others write so what is shop.db in the folder that one is in; here it would be in that of the system.
  ['sqlite:///shop.db', 'url', expect.stringContaining('does not begin with //')],
  // These are files of shop.db, whose house would be made over them, or not be opened beside them.
  ...['-wal', '-lock', '-making', '-RESTORING/'].map((ending): [string, string, unknown] => [
    `sqlite:shop.db${ending}`,
    'url',
    expect.stringContaining('belongs to the house of the name before'),
  ]),
  ['sqlite:shop.db?mode=ro&cache=shared', 'url.mode', NO_OPTIONS],
  ['sqlite:shop.db?', 'url', NO_OPTIONS],
])('%j names none, and makes nothing', async (url, field, expected) => {
  const value = field === 'url' && !url.endsWith('?') ? url : '...';
  const refusal = { name: 'TallystickError', code: 'bad_option', field, value, expected };
  const outside = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-url-'));
  process.chdir(folder);
  try {
    await expect(openStore(url)).rejects.toMatchObject(refusal);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    process.chdir(outside);
    rmSync(folder, { recursive: true });
  }
});

test('what is no text is no url, and is not shown: it may be one with a password', async () => {
  const url = new URL('postgres://u:hunter2@h/d');
  const error = await openStore(url as never).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'bad_option', field: 'url' });
  expect(inspect(error, { depth: 5, showHidden: true })).not.toContain('hunter2');
});
