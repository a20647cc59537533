import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { allEvents, type House, type JournalRecord, type OpenBook } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSES, inPlace } from '../support/house/house-places.ts';
import { isAnnouncement, subjectOf } from '../support/house/house-records.ts';

interface Clock {
  now: number;
}

async function openAt(url: string, clock: Clock, announceExpiries = false): Promise<House> {
  return open(url, { clock: () => clock.now, announceExpiries });
}

async function announced(book: OpenBook): Promise<JournalRecord[]> {
  return (await allEvents(book)).filter(isAnnouncement);
}

/** Two accounts with money, three holds and an offer, of which two run out at 20 and 30. */
async function begin(house: House): Promise<OpenBook> {
  const book = house.book('main');
  for (const account of ['a', 'b']) {
    await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
    await book.transfer({ from: 'world', to: account, amount: 100, effectiveAt: 0 });
  }
  await book.hold({ hold: 'runs out', account: 'a', amount: 10, expiresAt: 20, effectiveAt: 1 });
  await book.hold({ hold: 'captured', account: 'a', amount: 10, expiresAt: 20, effectiveAt: 1 });
  await book.capture({ hold: 'captured', effectiveAt: 2 });
  await book.hold({ hold: 'for ever', account: 'a', amount: 10, expiresAt: null, effectiveAt: 1 });
  await book.offer({ offer: 'o', from: 'a', to: 'b', amount: 10, expiresAt: 30, effectiveAt: 1 });
  return book;
}

describe.each(DURABLE_HOUSES)('announceExpiries, $name, over a restart', (kind) => {
  test('journals one event for each hold and offer that ran out, once, and changes no balance', async () => {
    await inPlace(kind, async ({ url }) => {
      const clock = { now: 10 };
      let house = await openAt(url, clock);
      let book = await begin(house);
      expect(await book.announceExpiries(19)).toBe(0);
      expect(await book.announceExpiries(20)).toBe(1);
      expect(await book.announceExpiries(20)).toBe(0);
      clock.now = 40;
      const before = await book.balances(['a', 'b'], { at: 50 });
      await house.close();
      house = await openAt(url, clock);
      book = house.book('main');
      // Two at a time do not announce it twice: two callers, or two nodes where there may be two.
      const other = kind.isShared ? await openAt(url, clock) : house;
      const both = [book, other.book('main')];
      const counts = await Promise.all(both.map((each) => each.announceExpiries(40)));
      expect(counts.toSorted()).toEqual([0, 1]);
      expect(await book.announceExpiries(1_000_000)).toBe(0);
      const records = await announced(book);
      expect(records.map(({ ok, amount, entries }) => ({ ok, amount, entries }))).toEqual([
        { ok: true, amount: 10n, entries: [] },
        { ok: true, amount: 10n, entries: [] },
      ]);
      expect(records.map(subjectOf)).toEqual([expect.stringMatching(/^hold \d+$/), 'offer o']);
      expect(await book.balances(['a', 'b'], { at: 50 })).toEqual(before);
      expect((await house.verify()).problems).toEqual([]);
      await other.close();
      await house.close();
    });
  });

  test('a running house announces by itself, after a restart too, each once', async () => {
    await inPlace(kind, async ({ url }) => {
      let house = await open(url);
      // It announces too, where there may be two.
      const other = kind.isShared ? await open(url) : undefined;
      let book = house.book('main');
      await book.openAccount({ account: 'a', asset: 'GBP/2' });
      await book.transfer({ from: 'world', to: 'a', amount: 100 });
      const now = Date.now();
      await book.hold({ hold: 'soon', account: 'a', amount: 1, expiresAt: now + 60 });
      await book.hold({ hold: 'later', account: 'a', amount: 1, expiresAt: now + 1_000 });
      let cursor = 0;
      for await (const record of book.follow()) {
        // However long each of the above took, the first to run out is told first.
        if (!isAnnouncement(record)) continue;
        expect(record.recordedAt).toBeGreaterThanOrEqual(now + 60);
        cursor = record.seq;
        break;
      }
      await house.close();
      house = await open(url);
      book = house.book('main');
      for await (const record of book.follow({ after: cursor })) {
        if (isAnnouncement(record)) break;
      }
      expect(Date.now()).toBeGreaterThanOrEqual(now + 1_000);
      const subjects = (await announced(book)).map(subjectOf);
      expect(subjects).toHaveLength(2);
      expect(new Set(subjects).size).toBe(2);
      await other?.close();
      await house.close();
    });
  });
});

describe.each(HOUSES)('announceExpiries, $name', (kind) => {
  test('a capture that arrives late, dated before the expiry, still takes its money, and nothing is announced again', async () => {
    const clock = { now: 25 };
    await inPlace(kind, async ({ url }) => {
      const house = await openAt(url, clock);
      const book = await begin(house);
      expect(await book.announceExpiries(25)).toBe(1);
      const late = await book.capture({ hold: 'runs out', amount: 4, effectiveAt: 19 });
      expect(late).toMatchObject({ ok: true, amount: 4n });
      expect(await book.announceExpiries(25)).toBe(0);
      expect(await announced(book)).toHaveLength(1);
      // 100, less 10 captured and 4 captured late; 10 held for ever, and 10 offered until 30.
      expect(await book.balance('a', { at: 25 })).toMatchObject({ posted: 86n, held: 20n, available: 66n });
      const again = await book.capture({ hold: 'runs out', amount: 4, effectiveAt: 20 });
      expect(again).toMatchObject({ ok: false, reason: 'hold_not_active' });
      expect((await house.verify()).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
      await house.close();
    });
  });

  test('what is captured or accepted late before it is announced is not announced', async () => {
    const clock = { now: 50 };
    await inPlace(kind, async ({ url }) => {
      const house = await openAt(url, clock);
      const book = await begin(house);
      await book.capture({ hold: 'runs out', effectiveAt: 19 });
      await book.accept({ offer: 'o', account: 'b', effectiveAt: 29 });
      expect(await book.announceExpiries(50)).toBe(0);
      await house.close();
    });
  });

  test('more than one page of them', async () => {
    const clock = { now: 10 };
    await inPlace(kind, async ({ url }) => {
      const house = await openAt(url, clock);
      const book = await begin(house);
      const count = 3_000;
      const holds = Array.from({ length: count }, (_, i) => ({
        kind: 'hold' as const,
        hold: `h${i}`,
        account: 'b',
        amount: 1,
        effectiveAt: 1,
        expiresAt: 2 + (i % 5),
      }));
      await book.transfer({ from: 'world', to: 'b', amount: count, effectiveAt: 0 });
      expect((await book.submit(holds)).every(({ ok }) => ok)).toBe(true);
      expect(await book.announceExpiries(4)).toBe((count / 5) * 3);
      expect(await book.announceExpiries(10)).toBe((count / 5) * 2);
      expect(new Set((await announced(book)).map(subjectOf)).size).toBe(count);
      await house.close();
    });
  });
});
