import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allEvents } from '../support/house/house-door.ts';
import { type ExportView, type Payment, rowsOf, textOf } from './bank-export.ts';
import { importBank, PEOPLE, paidTo, sums, withBank } from './import-bank.ts';

/** Payments in the order in which the bank learned of them, nearly in that of their days. */
/** Two pieces of a file that say the same, to the letter, and one that does not. */
const SAME_PIECES: [Payment[], number[]] = [
  [
    { amount: 2, to: 'bob', note: 'rent', number: 0, day: 1 },
    { amount: 2, to: 'bob', note: 'rent', number: 1, day: 1 },
    { amount: 1, to: 'ann', note: 'tea', number: 2, day: 1 },
  ],
  [2, 1],
];

const payments = fc
  .array(
    fc.record({
      day: fc.nat(6),
      late: fc.nat(9),
      amount: fc.integer({ min: 1, max: 2 }),
      to: fc.constantFrom(...PEOPLE),
      note: fc.constantFrom('tea', 'rent'),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((drafts) =>
    drafts
      .sort((a, b) => a.day - b.day)
      .map(({ late, day, ...rest }, number): Payment => {
        return { ...rest, number, day: 1 + Math.max(0, day - (late === 0 ? 2 : 0)) };
      }),
  );

const views = fc.array(
  fc.record({
    days: fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })),
    known: fc.integer({ min: 0, max: 30 }),
    order: fc.constantFrom('oldest first', 'newest first', 'mixed'),
    wording: fc.constantFrom('as booked', 'corrected'),
    how: fc.constantFrom('once', 'twice at once', 'cut short', 'from behind'),
  }),
  { minLength: 1, maxLength: 6 },
);

describe('files of one source, in any number and form', () => {
  test('pay what a person would say was paid', async () => {
    await fc.assert(
      fc.asyncProperty(payments, views, async (all, drafts) => {
        await withBank(async (book) => {
          const seen: Payment[][] = [];
          // The bank learns more from file to file.
          const knowns = drafts.map(({ known }) => known).sort((a, b) => a - b);
          for (const [i, { days, order, wording, how }] of drafts.entries()) {
            const [from, to] = [Math.min(...days), Math.max(...days)];
            const view: ExportView = { from, to, known: knowns[i] ?? 0, order, wording };
            const rows = rowsOf(all, view);
            const text = textOf(rows, wording);
            const options = { acceptChanges: true, reverse: how === 'from behind' };
            if (how === 'cut short') {
              const stop = new AbortController();
              const signal = stop.signal;
              await importBank(book, text, { ...options, signal, onProgress: () => stop.abort() });
            }
            const reports = await Promise.all(
              Array.from({ length: how === 'twice at once' ? 2 : 1 }, () => importBank(book, text, options)),
            );
            seen.push(rows);
            for (const report of reports) {
              expect(report).toMatchObject({ refused: 0, malformed: 0, isComplete: true });
              expect(report.accepted).toBe(rows.length);
            }
            expect(await paidTo(book)).toEqual(sums(seen));
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  test('cut anywhere, also between rows that say the same: nothing is paid twice, and what is not paid is named', async () => {
    const cuts = fc.array(fc.nat(30), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(payments, cuts, async (all, places) => {
        await withBank(async (book) => {
          const rows = rowsOf(all, { from: 1, to: 7, known: 30, order: 'oldest first', wording: '' });
          const ends = [...places.map((place) => Math.min(place, rows.length)), rows.length].sort(
            (a, b) => a - b,
          );
          const files = ends.map((end, i) => rows.slice(ends[i - 1] ?? 0, end));
          const seen = new Set<string>();
          let named = 0;
          for (const text of files.map((file) => textOf(file))) {
            const { recognised, repeated } = await importBank(book, text, { acceptChanges: true });
            // Two pieces that are the same file, to the letter, are that file sent twice: there is nothing to tell.
            const told = recognised.byNumber.count + recognised.atEdge.count;
            expect(told).toBe(seen.has(text) ? 0 : repeated);
            named += repeated;
            seen.add(text);
          }
          const records = (await allEvents(book)).filter(({ kind }) => kind === 'transfer');
          expect(records.length + named).toBe(rows.length);
          if (named === 0) expect(await paidTo(book)).toEqual(sums([rows]));
        });
      }),
      { numRuns: 60, examples: [SAME_PIECES] },
    );
  });
});
