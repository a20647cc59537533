import { expect, test } from 'vitest';
import { reportOf } from './audit-at.ts';
import { fillRandomly, SEALS } from './sealed-house.ts';

test.each(SEALS)(
  'a book whose head is deleted is gone for everyone but verify, $name',
  async ({ name, seal }) => {
    await seal(
      (url) => fillRandomly(url, 1),
      async (sealed) => {
        const audited = await sealed.auditChangedFacts((facts) => facts.dropHead('north'));
        const { problems } = reportOf(audited);
        expect(problems.length).toBeGreaterThan(3);
        // On PostgreSQL its name is in the list of books still.
        const heads = problems.filter(({ where }) => where === 'head');
        expect(heads.map(({ what }) => what)).toEqual(name === 'postgres' ? ['it cannot be found'] : []);
        for (const { where, what } of problems) {
          if (where === 'head') continue;
          expect(where).toBe('file');
          expect(what).toMatch(/^table \w+: rows of the book "north", which has no head$/);
        }
      },
    );
  },
);
