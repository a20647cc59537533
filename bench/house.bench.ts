import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineBench } from './harness/define-bench.ts';
import { manyBooksTables } from './house/many-books-tables.ts';
import { readingTables } from './house/reading-tables.ts';
import { writingTables } from './house/writing-tables.ts';

/** In the project's own folder: the system's temporary folder may be in memory. */
const FILES = resolve(import.meta.dirname, '../var');

export default defineBench(
  'house',
  'A durable house on one SQLite file (synchronous=FULL): transfers of 1 minor unit in several ways, ' +
    'many books, reads, and a long run.',
  async (report) => {
    mkdirSync(FILES, { recursive: true });
    const folder = mkdtempSync(join(FILES, 'bench-house-'));
    try {
      await writingTables(report, folder);
      await manyBooksTables(report, folder);
      await readingTables(report, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    report.note(
      'Each line is one run in a process of its own; RSS is the most memory that it ever took, inputs included. ' +
        'Inputs are made outside of the clock, and the code is warmed up before it starts. p50 and p99 are of a call: ' +
        'of a transfer, or of a whole submit. Bytes are those by which the closed file grew, for each operation.',
    );
    report.note(
      'Ids are made by the house, in order of time, unless the line says `random ids`: then the caller gives each ' +
        'transfer a UUID v4, which goes in somewhere in the middle of the index of ids.',
    );
  },
);
