import { describe, expect, test } from 'vitest';
import { open } from '../../src/index.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const GBP = 'GBP/2';

describe.each(HOUSES)('an account that begins earlier, on $name', (kind) => {
  test('takes what is dated between from then on, after a restart too, and was not there by what was known before', () =>
    inPlace(kind, async ({ url }) => {
      let now = 1_000;
      let house = await open(url, { clock: () => now });
      try {
        let book = house.book('shop');
        await book.openAccount({ account: 'till', asset: GBP, effectiveAt: 1 });
        await book.openAccount({ account: 'a', asset: GBP, effectiveAt: 300 });
        await book.transfer({ from: 'world', to: 'a', amount: 5n, effectiveAt: 301 });
        const late = { from: 'world', to: 'a', amount: 3n, effectiveAt: 200, id: 'late' };
        expect(await book.transfer(late)).toMatchObject({ reason: 'account_unknown', openedAt: 300 });
        now = 2_000;
        const earlier = { account: 'a', openedAt: 200, floor: -1n, id: 'earlier' } as const;
        expect(await book.dryRun({ kind: 'update_account', ...earlier })).toMatchObject({ ok: true });
        expect(await book.balance('a', { at: 250 })).toBe(null);
        expect(await book.updateAccount(earlier)).toMatchObject({ ok: true });
        expect(await book.updateAccount(earlier)).toMatchObject({ ok: true, replayed: true });
        expect(await book.updateAccount({ ...earlier, openedAt: 201 })).toMatchObject({
          reason: 'id_conflict',
        });
        // What was refused stays refused, until it is asked anew.
        expect(await book.transfer(late)).toMatchObject({ reason: 'account_unknown', replayed: true });
        expect(await book.transfer({ ...late, id: 'again' })).toMatchObject({ ok: true });
        if (kind.isDurable) {
          await house.close();
          house = await open(url, { clock: () => now });
          book = house.book('shop');
        }
        now = 3_000;
        expect(await book.transfer({ from: 'a', to: 'till', amount: 4n, effectiveAt: 250 })).toMatchObject({
          ok: true,
        });
        expect(await book.updateAccount({ account: 'a', openedAt: 300 })).toMatchObject({
          ok: false,
          reason: 'opened_earlier',
          subject: 'a',
        });
        expect(await book.updateAccount({ account: 'a', openedAt: 100 })).toMatchObject({ ok: true });
        // At each moment, as known at each.
        const posted = async (at: number, knownAt?: number): Promise<bigint | undefined> =>
          (await book.balance('a', { at, knownAt }))?.posted;
        const seen = [100, 150, 200, 260, 299, 300, 400];
        const asKnown = (knownAt?: number): Promise<unknown> =>
          Promise.all(seen.map((at) => posted(at, knownAt)));
        const none = undefined;
        expect(await asKnown(999)).toEqual(seen.map(() => none));
        expect(await asKnown(1_000)).toEqual([none, none, none, none, none, 0n, 5n]);
        expect(await asKnown(2_000)).toEqual([none, none, 3n, 3n, 3n, 3n, 8n]);
        expect(await asKnown(3_000)).toEqual([0n, 0n, 3n, -1n, -1n, -1n, 4n]);
        expect(await asKnown()).toEqual([0n, 0n, 3n, -1n, -1n, -1n, 4n]);
        const { lines } = await book.trialBalance({ at: 250, knownAt: 1_500 });
        expect(lines.map(({ account }) => account)).not.toContain('a');
        expect((await book.accounts({ id: 'a' })).items).toMatchObject([{ openedAt: 100, floor: -1n }]);
        expect(await book.statement('a', { to: 260 })).toMatchObject({
          opening: { posted: 0n },
          lines: [{ at: 200 }, { at: 250 }],
        });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('is listed where it begins now, once, also where some rows are written apart', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 1_000 });
      try {
        const book = house.book('shop');
        const ids = Array.from({ length: 6 }, (_, i) => `a${i}`);
        await book.submit(
          ids.map((account, i) => ({ kind: 'open_account', account, asset: GBP, effectiveAt: 100 + i })),
        );
        await book.updateAccount({ account: 'a4', openedAt: 50 });
        await book.updateAccount({ account: 'a2', openedAt: 50 });
        await book.updateAccount({ account: 'a2', openedAt: 40 });
        const order = ['a2', 'a4', 'a0', 'a1', 'a3', 'a5'];
        for (const [asked, expected] of [
          ['oldest', order],
          ['newest', order.toReversed()],
        ] as const) {
          const listed: string[] = [];
          for (let after: string | null | undefined; after !== null; ) {
            const page = await book.accounts({ order: asked, limit: 2, ...(after && { after }) });
            listed.push(...page.items.map(({ account }) => account));
            after = page.cursor;
          }
          expect(listed).toEqual(expected);
        }
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('leaves nothing behind where it was refused or taken back, and counts in groups, over books and in transactions', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 1_000 });
      try {
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP, effectiveAt: 10 });
        await book.closeAccount({ account: 'a', effectiveAt: 20 });
        await book.openAccount({ account: 'a', asset: GBP, effectiveAt: 90 });
        const one = { from: 'world', to: 'a', amount: 1n } as const;
        const put = { kind: 'transfer', ...one } as const;
        const earlier = { kind: 'update_account', account: 'a', openedAt: 50 } as const;
        const shown = async (): Promise<unknown> => (await book.accounts({ id: 'a' })).items;
        const before = await shown();
        expect(
          await book.submit([
            {
              kind: 'atomic',
              commands: [earlier, { ...put, effectiveAt: 60 }, { ...put, effectiveAt: 49 }],
            },
          ]),
        ).toMatchObject([{ reason: 'account_unknown', path: [2] }]);
        await expect(
          book.transaction(async (tx) => {
            await tx.updateAccount({ account: 'a', openedAt: 50 });
            expect(await tx.transfer({ ...one, effectiveAt: 50 })).toMatchObject({ ok: true });
            throw new Error('no');
          }),
        ).rejects.toThrow('no');
        expect(await book.updateAccount({ account: 'a', openedAt: 19 })).toMatchObject({
          reason: 'life_in_the_way',
          subject: 'a',
        });
        expect(await shown()).toEqual(before);
        expect(await book.transfer({ ...one, effectiveAt: 60 })).toMatchObject({ reason: 'account_unknown' });
        const [group] = await book.submit([
          { kind: 'atomic', commands: [earlier, { ...put, effectiveAt: 60 }] },
        ]);
        expect(group).toMatchObject({ ok: true });
        await house.atomic([
          { book: 'shop', kind: 'update_account', account: 'a', openedAt: 30 },
          { book: 'shop', ...put, effectiveAt: 30 },
          { book: 'other', kind: 'open_account', account: 'b', asset: GBP },
        ]);
        expect(
          await book.transaction(async (tx) => {
            await tx.updateAccount({ account: 'a', openedAt: 20 });
            return await tx.transfer({ ...one, effectiveAt: 20 });
          }),
        ).toMatchObject({ ok: true });
        await book.lockBefore(15);
        expect(await book.updateAccount({ account: 'a', openedAt: 14 })).toMatchObject({
          reason: 'period_closed',
          lockedBefore: 15,
        });
        const at = async (moment: number): Promise<unknown> =>
          (await book.balance('a', { at: moment }))?.posted ?? null;
        expect([await at(19), await at(20), await at(30), await at(60)]).toEqual([0n, 1n, 2n, 3n]);
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));
});
