import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';

const CHILD = join(import.meta.dirname, '../support/crash/side-rows-child.ts');

/** Runs it until it has said its last word, and kills it there. */
async function killWriting(url: string): Promise<void> {
  const child = spawn(process.execPath, [CHILD, url], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'written') child.kill('SIGKILL');
  }
  expect((await ended)[1], said).toBe('SIGKILL');
}

const PLACES = {
  sqlite: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tallystick-side-'));
    const drop = async (): Promise<void> => rmSync(folder, { recursive: true, force: true });
    return { url: `sqlite:${join(folder, 'house.db')}`, drop };
  },
  postgres: () => makeSchema(),
};

test.each(['sqlite', 'postgres'] as const)(
  'of a process that is killed between a write and its commit, the side rows on %s are those of its last commit',
  async (name) => {
    const { url, drop } = await PLACES[name]();
    try {
      await killWriting(url);
      const store = await openStore(url);
      try {
        const transaction = await store.begin();
        // Waits until the one that was killed is over.
        expect(await transaction.lock('b')).toMatchObject({ seq: 1 });
        const rows = await transaction.list('b', 'private', { limit: 9 });
        expect(rows.map(({ seq, text }) => [seq, text])).toEqual([[1, 'first']]);
        const when = { same: rows, absent: [[2, 0]] };
        expect(await transaction.writeSide('b', 'private', { remove: [[1, 0]], when })).toBe(true);
        await transaction.commit();
        expect(await store.latest.list('b', 'private', { limit: 9 })).toEqual([]);
      } finally {
        await store.close();
      }
    } finally {
      await drop();
    }
  },
);
