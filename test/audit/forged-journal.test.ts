import { describe, expect, test } from 'vitest';
import { PROBLEMS_MAX } from '../../src/base/limits.ts';
import { open } from '../../src/engine/open-house.ts';
import { FIRST_LINK, linkOf } from '../../src/engine/text/link-hash.ts';
import type { JournalRow } from '../../src/store/store.ts';
import { reportOf } from './audit-at.ts';
import { openAccounts, transfer } from './many-transfers.ts';
import type { SealedFacts } from './sealed-facts.ts';
import { SEALS } from './sealed-house.ts';

/** Changes what is asked for in a row, and every link from there on, and the head. */
async function forge(facts: SealedFacts): Promise<void> {
  let link: Uint8Array = FIRST_LINK;
  let batch: Omit<JournalRow, 'link'>[] = [];
  for (const { link: end, ...row } of await facts.journal('main')) {
    const request = row.seq === 30 ? row.request.replace(/"amount":"\d+"/, '"amount":"500"') : row.request;
    batch.push({ ...row, request });
    if (end !== null) {
      link = linkOf(link, batch);
      batch = [];
    }
    await facts.changeJournal('main', row.seq, { request, link: end === null ? null : link });
  }
  await facts.changeHead('main', { link });
}

/** Fills a house by bulk of so many transfers each; tells the end of the chain. */
async function fill(url: string, ...counts: readonly number[]): Promise<string> {
  const house = await open(url, { announceExpiries: false });
  const book = house.book('main');
  await openAccounts(book);
  for (const count of counts) await transfer(book, count);
  const { link } = await book.head();
  await house.close();
  return link;
}

describe.each(SEALS)('a forger who knows the house, $name', ({ seal }) => {
  test('who changes what was asked and all links is found when commands are decided again', async () => {
    let link = '';
    await seal(
      async (url) => {
        link = await fill(url, 100, 100);
      },
      async (sealed) => {
        // Everything that follows from the events is as it was: only the head that was kept elsewhere tells.
        const verified = reportOf(await sealed.auditChangedFacts(forge));
        expect(verified.problems).toEqual([]);
        expect(verified.books[0]?.link).not.toBe(link);
        const { problems } = reportOf(await sealed.auditChangedFacts(forge, 'decide again'));
        expect(problems).toHaveLength(1);
        expect(problems[0]?.where).toBe('journal row 30');
        expect(problems[0]?.what).toMatch(/^decided again it comes to another answer: .*500/);
      },
    );
  });

  test('of very many problems the first are listed, and all are counted', async () => {
    await seal(
      async (url) => void (await fill(url, 300)),
      async (sealed) => {
        const report = reportOf(
          await sealed.auditChangedFacts((facts) =>
            facts.change('command', {}, () => ({ isReversed: true })),
          ),
        );
        expect(report).toMatchObject({ ok: false, problemCount: 320 });
        expect(report.problems).toHaveLength(PROBLEMS_MAX);
      },
    );
  });
});
