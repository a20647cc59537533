import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSchema } from '../../test/support/postgres-place.ts';
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

test.each([
  '',
  'memory',
  'memory:shop',
  'sqlite:',
  'sqlite',
  'sqlite:a\0b',
  'postgres:shop',
  'mysql://here/shop',
  'shop.db',
])('%j names none', async (url) => {
  await expect(openStore(url)).rejects.toMatchObject({
    name: 'TallystickError',
    code: 'bad_option',
    field: 'url',
    value: url,
    expected: 'memory:, sqlite:PATH or postgres://...',
  });
});
