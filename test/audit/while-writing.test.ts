import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { House } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { DURABLE_HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { openAccounts, transfer } from './many-transfers.ts';
import { onFile } from './row-shell.ts';

afterEach(() => vi.unstubAllEnvs());

describe('an audit while the house is used', () => {
  test.each(DURABLE_HOUSES)(
    'looks at one moment; writes go on, and are answered before it is done, $name',
    async (kind) => {
      await inPlace(kind, async ({ url }) => {
        const house = await open(url, { announceExpiries: false });
        const book = house.book('main');
        await openAccounts(book);
        await transfer(book, 6_000);
        const { seq } = await book.head();
        for (const audit of ['verify', 'reconcile'] as const) {
          const before = await book.head();
          let isDone = false;
          const auditing = house[audit]().finally(() => {
            isDone = true;
          });
          let written = 0;
          while (!isDone) {
            await transfer(book, 1);
            written += 1;
          }
          const report = await auditing;
          expect(report.problems).toEqual([]);
          expect(written).toBeGreaterThan(3);
          // The moment lies between the call and the first answers after it.
          expect(report.books[0]?.seq).toBeGreaterThanOrEqual(before.seq);
          expect(report.books[0]?.seq).toBeLessThan((await book.head()).seq);
        }
        expect((await book.head()).seq).toBeGreaterThan(seq);
        await house.close();
      });
    },
  );

  // What it is rebuilt in has nothing to do with where the house is.
  test('a large book is rebuilt in a file, which is gone afterwards, and no mismatch is missed', async () => {
    await inFolder(async (folder) => {
      const house = await open(houseIn(folder), { announceExpiries: false });
      await openAccounts(house.book('main'));
      for (let i = 0; i < 3; i += 1) await transfer(house.book('main'), 7_000);
      const temporary = join(folder, 'temporary');
      mkdirSync(temporary);
      vi.stubEnv('TMPDIR', temporary);
      for (const options of [{}, { decideAgain: true }]) {
        const report = await house.verify(options);
        expect(report.problems).toEqual([]);
        expect(report.checked).toMatchObject({ 'journal rows': 21_020, entries: 42_000, commands: 21_020 });
      }
      await house.close();
      const file = `${folder}/house.db`;
      await onFile(file, async (shell) => {
        for (const table of (await shell.tables()).filter((name) => /entries$/i.test(name))) {
          await shell.run(`UPDATE "${table}" SET "available" = "available" + 1 WHERE "seq" = 777`);
        }
        await shell.run(`DELETE FROM "commands" WHERE "seq" IN (888, 999)`);
      });
      const tampered = await open(houseIn(folder), { announceExpiries: false });
      const { problems } = await tampered.verify();
      const told = problems.map(({ where, what }) => `${where}: ${what}`);
      expect(
        told.filter((problem) => /^entry of .*, event 777: its available is/.test(problem)),
      ).toHaveLength(2);
      expect(told.filter((problem) => /^command .*: it is missing/.test(problem))).toHaveLength(2);
      await tampered.close();
      expect(readdirSync(temporary)).toEqual([]);
    });
  });

  test('tells how far it is, and stops when it is told to', async () => {
    const house = await open('memory:', { announceExpiries: false });
    await openAccounts(house.book('main'));
    await transfer(house.book('main'), 3_000);
    for (const audit of ['verify', 'reconcile'] as const) {
      const told: { step: string; done: number; total: number }[] = [];
      await house[audit]({ onProgress: (progress) => told.push(progress) });
      expect(told.length).toBeGreaterThan(10);
      for (const [i, { step, done, total }] of told.entries()) {
        expect(done).toBeLessThanOrEqual(total);
        const before = told[i - 1];
        if (before?.step === step) expect(done).toBeGreaterThanOrEqual(before.done);
      }
      const stop = new AbortController();
      const reason = new Error('enough');
      const stopped = house[audit]({
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done > 0) stop.abort(reason);
        },
      });
      expect(await rejectionOf(stopped)).toBe(reason);
      expect(await rejectionOf(house[audit]({ signal: AbortSignal.abort(reason) }))).toBe(reason);
    }
    await house.close();
  });

  test('takes no options that it does not know', async () => {
    const house = await open('memory:', { announceExpiries: false });
    const options = { colour: 'red' } as Parameters<House['verify']>[0];
    expect(await rejectionOf(house.verify(options))).toMatchObject({
      code: 'bad_option',
      field: 'options.colour',
    });
    expect(await rejectionOf(house.reconcile(options))).toMatchObject({ code: 'bad_option' });
    await house.close();
  });
});
