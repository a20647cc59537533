import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileFaultyDisk } from '../support/crash/faulty-disk-library.ts';
import { inFolder } from '../support/house/house-folder.ts';

const PROGRAM = join(import.meta.dirname, '../support/crash/faulty-disk-child.ts');

test.for([
  { name: 'a book', what: 'books', cacheRowsMax: 1_000_000 },
  { name: 'a book, nothing in memory', what: 'books', cacheRowsMax: 0 },
  { name: 'groups on several books', what: 'groups', cacheRowsMax: 1_000_000 },
])(
  'a disk that breaks or is full at each sync and at many writes: what was answered is there once, and the rest is not; $name',
  async ({ what, cacheRowsMax }, context) => {
    await inFolder(async (folder) => {
      const files = join(folder, 'files');
      mkdirSync(files);
      const faulty = compileFaultyDisk(folder, files);
      if (faulty === undefined) return context.skip('this machine has no compiler for a disk that fails');
      const env = { ...process.env, ...faulty };
      const said = execFileSync(process.execPath, [PROGRAM, what, files, String(cacheRowsMax)], {
        encoding: 'utf8',
        env,
      });
      const { syncs, runs, told } = JSON.parse(said);
      expect(syncs).toBeGreaterThan(8);
      expect(runs).toBeGreaterThan(syncs);
      expect(told).toBeGreaterThan(runs / 4);
    });
  },
);
