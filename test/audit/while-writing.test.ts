import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PROBLEMS_MAX } from '../../src/base/limits.ts';
import { open } from '../../src/engine/open-house.ts';
import { linkOf } from '../../src/engine/text/link-hash.ts';
import type { House, OpenBook } from '../support/house-door.ts';
import { houseIn, inFolder } from '../support/house-folder.ts';
import { rejectionOf } from '../support/house-same.ts';
import { foldIn, tablesOf } from './sealed-house.ts';

const ACCOUNTS = Array.from({ length: 20 }, (_, i) => `a${i}`);

async function openAccounts(book: OpenBook): Promise<void> {
  await book.submit(
    ACCOUNTS.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', floor: null })),
  );
}

async function transfer(book: OpenBook, count: number): Promise<void> {
  const commands = Array.from({ length: count }, (_, i) => {
    const [from, to] = [ACCOUNTS[i % 20] ?? '', ACCOUNTS[(i * 7 + 3) % 20] ?? ''];
    return { kind: 'transfer', from, to: from === to ? 'world' : to, amount: BigInt(1 + (i % 9)) } as const;
  });
  await book.submit(commands);
}

afterEach(() => vi.unstubAllEnvs());

describe('an audit while the house is used', () => {
  test('looks at one moment; writes go on, and are answered before it is done', async () => {
    await inFolder(async (folder) => {
      const house = await open(houseIn(folder), { announceExpiries: false });
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
  });

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
      const database = new DatabaseSync(file);
      for (const table of tablesOf(database).filter((name) => /entries$/i.test(name))) {
        database.exec(`UPDATE "${table}" SET "available" = "available" + 1 WHERE "seq" = 777`);
      }
      database.exec(`DELETE FROM "commands" WHERE "seq" IN (888, 999)`);
      database.close();
      foldIn(file);
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

describe('a forger who knows the house', () => {
  /** Changes what is asked for in a row, and every link from there on, and the head. */
  function forge(file: string): void {
    const database = new DatabaseSync(file, { readBigInts: true });
    const rows = database.prepare(`SELECT * FROM "journal" ORDER BY "seq"`).all();
    let link = new Uint8Array(32);
    let batch: Parameters<typeof linkOf>[1][number][] = [];
    const update = database.prepare(`UPDATE "journal" SET "request" = ?, "link" = ? WHERE "seq" = ?`);
    for (const row of rows) {
      const { seq, id, kind, assignedAt, recordedAt, isAccepted, answer } = row;
      const request =
        Number(seq) === 30
          ? String(row.request).replace(/"amount":"\d+"/, '"amount":"500"')
          : String(row.request);
      batch.push({
        seq: Number(seq),
        id: String(id),
        kind: String(kind),
        assignedAt: assignedAt === null ? null : Number(assignedAt),
        recordedAt: Number(recordedAt),
        isAccepted: isAccepted === 1n,
        request,
        answer: String(answer),
      });
      if (row.link === null) {
        update.run(request, null, seq ?? 0);
        continue;
      }
      link = Uint8Array.from(linkOf(link, batch));
      batch = [];
      update.run(request, link, seq ?? 0);
    }
    database.prepare(`UPDATE "books" SET "link" = ?`).run(link);
    database.close();
    foldIn(file);
  }

  test('who changes what was asked and all links is found when commands are decided again', async () => {
    await inFolder(async (folder) => {
      const house = await open(houseIn(folder), { announceExpiries: false });
      await openAccounts(house.book('main'));
      await transfer(house.book('main'), 100);
      await transfer(house.book('main'), 100);
      const { link } = await house.book('main').head();
      await house.close();
      forge(`${folder}/house.db`);
      const forged = await open(houseIn(folder), { announceExpiries: false });
      // Everything that follows from the events is as it was: only the head that was kept elsewhere tells.
      const verified = await forged.verify();
      expect(verified.problems).toEqual([]);
      expect(verified.books[0]?.link).not.toBe(link);
      const { problems } = await forged.verify({ decideAgain: true });
      expect(problems).toHaveLength(1);
      expect(problems[0]?.where).toBe('journal row 30');
      expect(problems[0]?.what).toMatch(/^decided again it comes to another answer: .*500/);
      await forged.close();
    });
  });

  test('of very many problems the first are listed, and all are counted', async () => {
    await inFolder(async (folder) => {
      const house = await open(houseIn(folder), { announceExpiries: false });
      await openAccounts(house.book('main'));
      await transfer(house.book('main'), 300);
      await house.close();
      const file = `${folder}/house.db`;
      const database = new DatabaseSync(file);
      database.exec(`UPDATE "commands" SET "isReversed" = 1`);
      database.close();
      foldIn(file);
      const tampered = await open(houseIn(folder), { announceExpiries: false });
      const report = await tampered.verify();
      expect(report).toMatchObject({ ok: false, problemCount: 320 });
      expect(report.problems).toHaveLength(PROBLEMS_MAX);
      await tampered.close();
    });
  });
});
