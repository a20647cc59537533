import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { inFolder } from '../support/house-folder.ts';
import { auditChanged, foldIn, sealHouse } from './sealed-house.ts';

test('a book whose head is deleted is gone for everyone but verify', async () => {
  await inFolder(async (folder) => {
    const sealed = await sealHouse(folder, 1);
    const audited = await auditChanged(folder, sealed.bytes, (file) => {
      const database = new DatabaseSync(file);
      database.exec(`DELETE FROM "books" WHERE "book" = 'north'`);
      database.close();
      foldIn(file);
    });
    if ('refused' in audited) throw audited.refused;
    const { problems } = audited.report;
    expect(problems.length).toBeGreaterThan(3);
    for (const { where, what } of problems) {
      expect(where).toBe('file');
      expect(what).toMatch(/^table \w+: rows of the book "north", which has no head$/);
    }
  });
});
