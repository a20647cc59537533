import { describe, expect, test } from 'vitest';
import { linkOf } from '../../src/engine/text/link-hash.ts';
import { SeededChoices } from '../support/random/house-random.ts';
import { type Audited, isFound, reportOf } from './audit-at.ts';
import type { SealedFacts } from './sealed-facts.ts';
import { fillRandomly, SEALS } from './sealed-house.ts';
import { TAMPERINGS, tamper } from './tamper-with-rows.ts';

describe.each(SEALS)('$name is tampered with by SQL: verify finds it', ({ seal, times }) => {
  test.each(Object.keys(TAMPERINGS))('%s', async (name) => {
    const how = TAMPERINGS[name];
    if (how === undefined) throw new Error(`there is no ${name}`);
    const seed = 11 + name.length;
    const choices = new SeededChoices(seed);
    let found = 0;
    await seal(
      (url) => fillRandomly(url, seed),
      async (sealed) => {
        for (let i = 0; i < times; i += 1) {
          let done = '';
          const audited = await sealed.auditChanged(async (shell) => {
            done = await tamper(shell, choices, how);
          });
          if (isFound(audited)) found += 1;
          else expect(await sealed.dumpChanged(), done).toBe(sealed.dump);
        }
      },
    );
    expect(found).toBeGreaterThanOrEqual(times / 2);
  });
});

/** Rewrites the last request of a batch and gives the batch a link that goes with it; tells the row's number. */
async function rewrite(facts: SealedFacts, isLast: boolean): Promise<number> {
  const rows = await facts.journal('north');
  const ends = rows.flatMap(({ link }, i) => (link === null ? [] : [i]));
  const at = isLast ? ends.length - 1 : 3;
  const [before, end] = [ends[at - 1] ?? -1, ends[at] ?? -1];
  const row = rows[end];
  const link = rows[before]?.link ?? null;
  if (row === undefined || link === null) throw new Error('there are too few batches');
  const request = row.request.replace('{', '{ ');
  const forged = linkOf(link, [...rows.slice(before + 1, end), { ...row, request }]);
  await facts.changeJournal('north', row.seq, { request, link: forged });
  if (isLast) await facts.changeHead('north', { link: forged });
  return row.seq;
}

function problemsOf(audited: Audited): string[] {
  return reportOf(audited).problems.map(({ book, where, what }) => `${book}, ${where}: ${what}`);
}

describe.each(SEALS)('a journal row, $name, is written anew, with a link of its own', ({ seal }) => {
  test('the next link tells', async () => {
    await seal(
      (url) => fillRandomly(url, 4),
      async (sealed) => {
        let seq = 0;
        const audited = await sealed.auditChangedFacts(async (facts) => {
          seq = await rewrite(facts, false);
        });
        const problems = problemsOf(audited);
        // The row itself goes with its link; the batch behind it does not.
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(/^north, journal row \d+: its link is not the hash of rows \d+ to \d+/);
        expect(Number(/row (\d+)/.exec(problems[0] ?? '')?.[1])).toBeGreaterThan(seq);
      },
    );
  });

  test('at the end of the chain nothing follows: only a head that was kept elsewhere tells', async () => {
    await seal(
      (url) => fillRandomly(url, 4),
      async (sealed) => {
        const before = await sealed.auditChanged(async () => undefined);
        const audited = await sealed.auditChangedFacts((facts) => rewrite(facts, true));
        const [is, was] = [audited, before].map((each) =>
          reportOf(each).books.find(({ book }) => book === 'north'),
        );
        expect(is?.seq).toBe(was?.seq);
        expect(is?.link).not.toBe(was?.link);
      },
    );
  });
});
