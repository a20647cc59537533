import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from './open.ts';

const OPEN = pathToFileURL(join(import.meta.dirname, 'open.ts')).href;

/** Opens the house, says so or says why not, and stays until it is killed. */
const PROGRAM = `
  const { openSqliteStore } = await import(${JSON.stringify(OPEN)});
  const [file, book] = process.argv.slice(1);
  try {
    const store = await openSqliteStore(file);
    const transaction = await store.begin();
    if (book !== undefined) {
      const head = await transaction.lock(book);
      const changes = { journal: [], rows: {}, entries: [], staleCheckpoints: [], checkpoints: [] };
      await transaction.write(book, { ...changes, head: { ...head, seq: 7 } });
      await transaction.commit();
      const open = await store.begin();
      await open.write(book, { ...changes, head: { ...head, seq: 8 } });
    }
    console.log('open');
    setInterval(() => {}, 1000);
  } catch (error) {
    console.log(error.code);
  }
`;

let folder = '';
let file = '';
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-lock-'));
  file = join(folder, 'house.db');
});

afterEach(async () => {
  for (const child of children) await kill(child);
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the program, and resolves to the first thing it says. */
async function start(...args: string[]): Promise<{ child: ChildProcess; says: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  return { child, says: String(said).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a house that another process has open', () => {
  test('is refused at once, and free again when that process is killed', async () => {
    const { child, says } = await start(file);
    expect(says).toBe('open');
    const began = performance.now();
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'house_locked' });
    expect(performance.now() - began).toBeLessThan(500);
    await kill(child);
    await (await openSqliteStore(file)).close();
  });

  test('keeps what was committed, and nothing else, when that process is killed', async () => {
    const { child, says } = await start(file, 'shop');
    expect(says).toBe('open');
    await kill(child);
    const store = await openSqliteStore(file);
    expect((await store.latest.head('shop'))?.seq).toBe(7);
    expect(await store.checkFile()).toEqual([]);
    await store.close();
  });

  test('is refused to another process too, and given to it afterwards', async () => {
    const store = await openSqliteStore(file);
    expect((await start(file)).says).toBe('house_locked');
    await store.close();
    expect((await start(file)).says).toBe('open');
  });

  test('of several that open it at the same time, one gets it', async () => {
    await (await openSqliteStore(file)).close();
    const all = await Promise.all([start(file), start(file), start(file)]);
    expect(all.map(({ says }) => says).sort()).toEqual(['house_locked', 'house_locked', 'open']);
  });

  test('can be read by a program that knows only SQLite', async () => {
    const { says } = await start(file, 'shop');
    expect(says).toBe('open');
    const reader = new DatabaseSync(file, { readOnly: true });
    expect(reader.prepare('SELECT "book", "seq" FROM "books"').all()).toEqual([{ book: 'shop', seq: 7 }]);
    reader.close();
  });
});

describe('a house that this process has open', () => {
  test('is refused, by its own path and through links to it or to its folder', async () => {
    const store = await openSqliteStore(file);
    symlinkSync(file, join(folder, 'link.db'));
    symlinkSync(folder, join(folder, 'folder'));
    for (const path of [file, join(folder, 'link.db'), join(folder, 'folder', 'house.db')]) {
      await expect(openSqliteStore(path)).rejects.toMatchObject({ code: 'house_locked' });
    }
    expect((await start(join(folder, 'link.db'))).says).toBe('house_locked');
    await store.close();
    const again = await openSqliteStore(join(folder, 'link.db'));
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'house_locked' });
    await again.close();
  });

  test('is made through a link to a file that does not exist yet', async () => {
    symlinkSync(file, join(folder, 'link.db'));
    const store = await openSqliteStore(join(folder, 'link.db'));
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'house_locked' });
    await store.close();
    await (await openSqliteStore(file)).close();
  });

  test('can be opened after one that was refused has left, and the lock still holds', async () => {
    const store = await openSqliteStore(file);
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'house_locked' });
    // A lock that went with any handle on the file, as POSIX locks do, would be gone now.
    expect((await start(file)).says).toBe('house_locked');
    await store.close();
  });
});
