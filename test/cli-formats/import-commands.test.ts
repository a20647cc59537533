import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportBook } from '../../src/cli/export/export-book.ts';
import { allEvents, type House, type JournalRecord, type OpenBook } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';
import { csvOf, ndjsonOf } from './command-rows.ts';
import { factsOf, momentsOf, submitAll, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText } from './import-text.ts';
import { randomInputs } from './random-inputs.ts';

async function factsIn(book: OpenBook): Promise<unknown[]> {
  return factsOf(await commandsIn(book));
}

const batchSize = fc.integer({ min: 1, max: 30 });
const pieces = fc.integer({ min: 1, max: 2_000 });
const lineEnd = fc.constantFrom('\n', '\r\n');

describe('importing equals submitting', () => {
  test.each(['csv', 'ndjson'] as const)('%s of random commands', async (format) => {
    await fc.assert(
      fc.asyncProperty(randomInputs(40), batchSize, pieces, lineEnd, ({ inputs }, batch, size, end) =>
        withHouse(async (house) => {
          await submitAll(house.book('direct'), inputs);
          const text = format === 'csv' ? csvOf(inputs, end) : ndjsonOf(inputs, end);
          const options = { batchSize: batch, pieces: size };
          const report = await importText(house.book('imported'), format, text, options);
          const records = await allEvents(house.book('direct'));
          expect(await factsIn(house.book('imported'))).toEqual(factsOf(records));
          expect(report).toMatchObject({ read: inputs.length, malformed: 0, skipped: 0, isComplete: true });
          // Ids that came twice were answered from the record, or refused without one.
          const conflicts = report.refusals.find(({ reason }) => reason === 'id_conflict')?.count ?? 0;
          expect(report.accepted + report.refused - report.repeated - conflicts).toBe(records.length);
          // A second run changes nothing.
          const again = await importText(house.book('imported'), format, text, options);
          expect(await commandsIn(house.book('imported'))).toHaveLength(records.length);
          expect((await house.book('imported').imports()).items).toHaveLength(1);
          expect(again.repeated + conflicts).toBe(inputs.length);
          expect([again.accepted, again.refusals]).toEqual([report.accepted, report.refusals]);
        }),
      ),
      { numRuns: 60 },
    );
  });

  test('an NDJSON export into an empty book of another house: same outcomes, same balances', async () => {
    await fc.assert(
      fc.asyncProperty(randomInputs(40), ({ inputs }) =>
        withHouse(async (house) => {
          const from = house.book('from');
          await submitAll(from, inputs);
          const text = await ndjsonExport(from);
          const records = await allEvents(from);
          const laterHouse = async (later: House): Promise<void> => {
            const to = later.book('to');
            const report = await importText(to, 'ndjson', text);
            expect(countsOf(report)).toEqual([records.length, ...outcomes(records), 0, 0, 0]);
            expect(report.differing.count).toBe(0);
            expect(outline(await allEvents(to))).toEqual(outline(records));
            for (const at of momentsOf(records)) {
              expect((await to.trialBalance({ at })).lines).toEqual((await from.trialBalance({ at })).lines);
            }
          };
          await withHouse(laterHouse, 10 ** 12);
        }),
      ),
      { numRuns: 60 },
    );
  });

  test('an NDJSON export into a book where a command is refused for another reason: that is told, with its line', () =>
    withHouse(async (house) => {
      const from = house.book('from');
      await from.openAccount({ account: 'a', asset: 'GBP/2', id: 'o' });
      const refusedIn = (name: string) =>
        house.book(name).transfer({ id: 't', from: 'a', to: 'b', amount: 1n, effectiveAt: 86_400_000 });
      expect(await refusedIn('from')).toMatchObject({ reason: 'account_unknown' });
      const text = await ndjsonExport(from);
      const to = house.book('to');
      await to.openAccount({ account: 'b', asset: 'GBP/2' });
      const report = await importText(to, 'ndjson', text);
      expect(report).toMatchObject({ refused: 1, refusals: [{ reason: 'insufficient_funds' }] });
      expect(report.differing).toEqual({ count: 1, lines: [3] });
      // From the record, too.
      const again = await importText(to, 'ndjson', text);
      expect([again.repeated, again.differing]).toEqual([2, { count: 1, lines: [3] }]);
    }));

  test('an NDJSON export without what the house said by itself, and into a book that is not empty', async () => {
    await withHouse(async (house) => {
      const [from, to] = [house.book('from'), house.book('to')];
      await submitAll(from, [
        { kind: 'open_account', id: 'o', account: 'a', asset: 'X/0', effectiveAt: 0 },
        { kind: 'transfer', id: 't', from: 'world', to: 'a', amount: 5n, effectiveAt: 1 },
        { kind: 'hold', id: 'h', hold: 'h', account: 'a', amount: 5n, expiresAt: 9, effectiveAt: 2 },
      ]);
      await from.announceExpiries(9);
      await submitAll(to, [{ kind: 'open_account', id: 'mine', account: 'a', asset: 'Y/0', effectiveAt: 0 }]);
      const report = await importText(to, 'ndjson', await ndjsonExport(from));
      expect(countsOf(report)).toEqual([4, 2, 1, 0, 1, 0]);
      expect(report.differing).toEqual({ count: 1, lines: [2] });
    });
  });

  test('what was spent of a credit that has ended since is found in the group of its grant, and not in a later batch', async () => {
    await withHouse(async (house) => {
      const grant = {
        kind: 'grant',
        credit: 'c',
        account: 'a',
        amount: 9n,
        expiresAt: 9,
        effectiveAt: 1,
      } as const;
      const spend = { kind: 'spend', account: 'a', amount: 4n, clock: {}, effectiveAt: 2 } as const;
      const opening = { kind: 'open_account', account: 'a', asset: 'X/0', effectiveAt: 0, id: 'o' } as const;
      const apart = [opening, { ...grant, id: 'g' }, { ...spend, id: 's' }];
      const report = await importText(house.book('apart'), 'ndjson', ndjsonOf(apart, '\n'), { batchSize: 1 });
      expect(report.refusals).toMatchObject([{ reason: 'credit_expired', count: 1 }]);
      const group = { kind: 'atomic', id: 'all', commands: [grant, spend] } as const;
      const text = ndjsonOf([opening, group], '\n');
      expect(await importText(house.book('one'), 'ndjson', text, { batchSize: 1 })).toMatchObject({
        accepted: 2,
      });
      expect(await house.book('one').balance('a', { at: 8 })).toMatchObject({ posted: 5n });
      expect(await house.book('one').balance('a')).toMatchObject({ posted: 0n });
    });
  });

  test('groups to any depth', async () => {
    await withHouse(async (house) => {
      let command: HouseInput = { kind: 'open_account', account: 'a', asset: 'X/0', effectiveAt: 5 };
      for (let i = 0; i < 3_000; i += 1) command = { kind: 'atomic', commands: [command] };
      await submitAll(house.book('from'), [{ ...command, id: 'deep' } as HouseInput]);
      const text = await ndjsonExport(house.book('from'));
      await importText(house.book('to'), 'ndjson', text);
      expect(await ndjsonExport(house.book('to'))).toBe(text);
    });
  });
});

async function ndjsonExport(book: OpenBook): Promise<string> {
  let text = '';
  await exportBook(book, 'ndjson', (piece) => {
    text += piece;
  });
  return text;
}

function outcomes(records: readonly JournalRecord[]): [number, number] {
  const accepted = records.filter(({ ok }) => ok).length;
  return [accepted, records.length - accepted];
}

/**
 * Without the commands: those without a moment are imported with the one that they were given. And without the moment
 * of a group, which is when it was recorded unless a command in it has none.
 */
function outline(records: readonly JournalRecord[]): unknown[] {
  return records.map(({ id, kind, effectiveAt, ok, reason, entries }) => {
    return { id, kind, effectiveAt: kind === 'atomic' ? null : effectiveAt, ok, reason, entries };
  });
}
