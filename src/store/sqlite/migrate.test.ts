import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BACK_TO_FIRST } from '../../../test/support/house/first-file-version.ts';
import { openSqliteStore } from './open.ts';
import { SCHEMA_VERSION } from './schema.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-migrate-'));
  file = join(folder, 'house.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function makeFirstVersion(): Promise<void> {
  await (await openSqliteStore(file)).close();
  changeFile(BACK_TO_FIRST);
}

function changeFile(sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

function read(path: string, sql: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare(sql).all();
  database.close();
  return rows;
}

test('a file of the first version is brought to that of today, to the letter, and keeps its id from then on', async () => {
  await makeFirstVersion();
  const store = await openSqliteStore(file);
  const { id, schemaVersion, restores } = await store.info();
  expect([schemaVersion, restores]).toEqual([SCHEMA_VERSION, []]);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(await store.checkFile()).toEqual([]);
  await store.close();
  const again = await openSqliteStore(file);
  expect((await again.info()).id).toBe(id);
  await again.close();
  const other = join(folder, 'new.db');
  await (await openSqliteStore(other)).close();
  const schema = 'SELECT "name", "sql" FROM "sqlite_schema" WHERE "sql" IS NOT NULL ORDER BY "name"';
  expect(read(file, schema)).toEqual(read(other, schema));
  expect(read(file, 'PRAGMA user_version')).toEqual([{ user_version: SCHEMA_VERSION }]);
});

test('what cannot be migrated whole is left as it was', async () => {
  await makeFirstVersion();
  // It stands in the way of the second table that the step makes.
  changeFile('CREATE TABLE "restores" (a)');
  await expect(openSqliteStore(file)).rejects.toMatchObject({ name: 'StoreError' });
  expect(read(file, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(read(file, `SELECT 1 FROM "sqlite_schema" WHERE "name" = 'house'`)).toEqual([]);
  changeFile('DROP TABLE "restores"');
  await (await openSqliteStore(file)).close();
});
