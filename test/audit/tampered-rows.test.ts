import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { linkOf } from '../../src/engine/text/link-hash.ts';
import type { JournalRow } from '../../src/store/store.ts';
import { inFolder } from '../support/house-folder.ts';
import { SeededChoices } from '../support/house-random.ts';
import { type Audited, auditChanged, dumpOf, foldIn, isFound, sealHouse } from './sealed-house.ts';
import { change, TAMPERINGS, tamper } from './tamper-with-rows.ts';

const TIMES = 30;

describe('a file is tampered with by SQL: verify finds it', () => {
  test.each(Object.keys(TAMPERINGS))('%s', async (name) => {
    const how = TAMPERINGS[name];
    if (how === undefined) throw new Error(`there is no ${name}`);
    await inFolder(async (folder) => {
      const seed = 11 + name.length;
      const sealed = await sealHouse(folder, seed);
      const choices = new SeededChoices(seed);
      let found = 0;
      for (let i = 0; i < TIMES; i += 1) {
        let done = '';
        const audited = await auditChanged(folder, sealed.bytes, (file) => {
          done = tamper(file, choices, how);
        });
        if (isFound(audited)) found += 1;
        else expect(await dumpOf(audited.file), done).toBe(sealed.dump);
      }
      expect(found).toBeGreaterThan(TIMES / 2);
    });
  });
});

/** Rewrites the last request of a batch and gives the batch a link that goes with it; tells the row's number. */
function rewrite(file: string, isLast: boolean): number {
  const database = new DatabaseSync(file, { readBigInts: true });
  const rows = database.prepare(`SELECT * FROM "journal" WHERE "book" = 'north' ORDER BY "seq"`).all();
  const ends = rows.flatMap(({ link }, i) => (link === null ? [] : [i]));
  const at = isLast ? ends.length - 1 : 3;
  const [before, end] = [ends[at - 1] ?? -1, ends[at] ?? -1];
  const row = rows[end];
  const link = rows[before]?.link;
  if (row === undefined || !(link instanceof Uint8Array)) throw new Error('there are too few batches');
  const request = String(row.request).replace('{', '{ ');
  const batch = [...rows.slice(before + 1, end).map(rowOf), { ...rowOf(row), request }];
  const forged = Uint8Array.from(linkOf(link, batch));
  change(database, 'journal', row, { request, link: forged });
  if (isLast) change(database, 'books', { book: 'north' }, { link: forged });
  database.close();
  foldIn(file);
  return Number(row.seq);
}

function rowOf(row: Record<string, unknown>): Omit<JournalRow, 'link'> {
  const { seq, id, kind, assignedAt, recordedAt, isAccepted, request, answer } = row;
  return {
    seq: Number(seq),
    id: String(id),
    kind: String(kind),
    assignedAt: assignedAt === null ? null : Number(assignedAt),
    recordedAt: Number(recordedAt),
    isAccepted: isAccepted === 1n,
    request: String(request),
    answer: String(answer),
  };
}

function problemsOf(audited: Audited): string[] {
  if ('refused' in audited) throw audited.refused;
  return audited.report.problems.map(({ book, where, what }) => `${book}, ${where}: ${what}`);
}

describe('a journal row is written anew, with a link of its own', () => {
  test('the next link tells', async () => {
    await inFolder(async (folder) => {
      const sealed = await sealHouse(folder, 4);
      let seq = 0;
      const audited = await auditChanged(folder, sealed.bytes, (file) => {
        seq = rewrite(file, false);
      });
      const problems = problemsOf(audited);
      // The row itself goes with its link; the batch behind it does not.
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(/^north, journal row \d+: its link is not the hash of rows \d+ to \d+/);
      expect(Number(/row (\d+)/.exec(problems[0] ?? '')?.[1])).toBeGreaterThan(seq);
    });
  });

  test('at the end of the chain nothing follows: only a head that was kept elsewhere tells', async () => {
    await inFolder(async (folder) => {
      const sealed = await sealHouse(folder, 4);
      const before = await auditChanged(folder, sealed.bytes, () => undefined);
      const audited = await auditChanged(folder, sealed.bytes, (file) => rewrite(file, true));
      if (!('report' in before && 'report' in audited)) throw new Error('both can be opened');
      const [is, was] = [audited, before].map(({ report }) =>
        report.books.find(({ book }) => book === 'north'),
      );
      expect(is?.seq).toBe(was?.seq);
      expect(is?.link).not.toBe(was?.link);
    });
  });
});
