import { describe, expect, test } from 'vitest';
import { open } from '../../src/index.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const GBP = 'GBP/2';

describe.each(HOUSES)('terms that change, on $name', (kind) => {
  test('bind what is decided afterwards, after a restart too, and are shown and found', () =>
    inPlace(kind, async ({ url }) => {
      let now = 100;
      let house = await open(url, { clock: () => now });
      try {
        let book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP, metadata: { tier: 'new' }, effectiveAt: 1 });
        await book.transfer({ from: 'world', to: 'a', amount: 10n, effectiveAt: 2 });
        const grant = { account: 'a', floor: -20n, metadata: { tier: 'gold' }, id: 'overdraft' };
        expect(await book.updateAccount(grant)).toMatchObject({ ok: true, id: 'overdraft', seq: 3 });
        expect(await book.updateAccount(grant)).toMatchObject({ ok: true, replayed: true, seq: 3 });
        expect(await book.updateAccount({ ...grant, floor: 0n })).toMatchObject({ reason: 'id_conflict' });
        // Dated before it was granted, decided after.
        expect(await book.transfer({ from: 'a', to: 'world', amount: 30n, effectiveAt: 50 })).toMatchObject({
          ok: true,
        });
        const taken = { account: 'a', floor: 0n, id: 'taken back' };
        expect(await book.updateAccount(taken)).toMatchObject({
          ok: false,
          reason: 'insufficient_funds',
          subject: 'a',
          available: -20n,
          needed: 0n,
          floor: 0n,
          message: 'insufficient funds: -0.20 GBP available, 0.00 needed (floor 0.00)',
        });
        expect(await book.updateAccount({ ...taken, id: 'as is', asIs: true })).toMatchObject({ ok: true });
        if (kind.isDurable) {
          await house.close();
          house = await open(url, { clock: () => now });
          book = house.book('shop');
        }
        now = 200;
        expect(await book.transfer({ from: 'a', to: 'world', amount: 1n })).toMatchObject({
          reason: 'insufficient_funds',
        });
        expect(await book.transfer({ from: 'world', to: 'a', amount: 5n })).toMatchObject({ ok: true });
        expect(await book.transfer({ from: 'a', to: 'world', amount: 1n })).toMatchObject({ ok: false });
        expect((await book.accounts({ id: 'a' })).items).toMatchObject([
          { floor: 0n, ceiling: null, metadata: { tier: 'gold' } },
        ]);
        const found = await book.transactions({ account: 'a', kind: 'update_account' });
        expect(found.items.map(({ id }) => id)).toEqual(['overdraft', 'as is']);
        expect(await book.command('as is')).toMatchObject({ kind: 'update_account', entries: [] });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('leave nothing behind where they were refused, tried or taken back, and count in groups and transactions', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 100 });
      try {
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP, ceiling: 50n });
        const shown = async (): Promise<unknown> => (await book.accounts({ id: 'a' })).items;
        const before = await shown();
        const lower = { kind: 'update_account', account: 'a', floor: -5n, ceiling: null } as const;
        const five = { from: 'a', to: 'world', amount: 5n } as const;
        const take = { kind: 'transfer', ...five } as const;
        expect(await book.dryRun(lower)).toMatchObject({ ok: true });
        expect(await book.submit([{ kind: 'atomic', commands: [lower, take, take] }])).toMatchObject([
          {
            reason: 'insufficient_funds',
            path: [2],
          },
        ]);
        await expect(
          book.transaction(async (tx) => {
            await tx.updateAccount({ account: 'a', floor: -5n, ceiling: null });
            expect(await tx.transfer(five)).toMatchObject({ ok: true });
            throw new Error('no');
          }),
        ).rejects.toThrow('no');
        expect(await shown()).toEqual(before);
        expect(await book.transfer(five)).toMatchObject({ reason: 'insufficient_funds' });
        expect(await book.submit([{ kind: 'atomic', commands: [lower, take] }])).toMatchObject([
          { ok: true },
        ]);
        expect(await book.transfer({ from: 'world', to: 'a', amount: 90n })).toMatchObject({ ok: true });
        // The first ceiling of an account counts what is there already, and what is to come.
        await book.openAccount({ account: 'b', asset: GBP });
        await book.hold({ hold: 'h', account: 'a', to: 'b', amount: 7n, expiresAt: 900 });
        await book.transfer({ from: 'a', to: 'b', amount: 2n, effectiveAt: 500 });
        expect(await book.updateAccount({ account: 'b', ceiling: 8n })).toMatchObject({
          reason: 'ceiling_exceeded',
          available: -1n,
          ceiling: 8n,
        });
        expect(await book.updateAccount({ account: 'b', ceiling: 9n, metadata: { k: 'v' } })).toMatchObject({
          ok: true,
        });
        expect(await book.transfer({ from: 'a', to: 'b', amount: 1n })).toMatchObject({
          reason: 'ceiling_exceeded',
        });
        await book.updateAccount({ account: 'b', metadata: {} });
        expect((await book.accounts({ id: 'b' })).items).toMatchObject([{ ceiling: 9n, metadata: {} }]);
        await house.atomic([
          { book: 'shop', kind: 'update_account', account: 'b', ceiling: null },
          { book: 'other', kind: 'open_account', account: 'b', asset: GBP },
        ]);
        expect(await book.transfer({ from: 'a', to: 'b', amount: 1n })).toMatchObject({ ok: true });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('freeze an account, after a restart too, and let what was begun go on', () =>
    inPlace(kind, async ({ url }) => {
      let house = await open(url, { clock: () => 100 });
      try {
        let book = house.book('shop');
        for (const account of ['a', 'b']) await book.openAccount({ account, asset: GBP });
        await book.transfer({ from: 'world', to: 'a', amount: 50n });
        await book.hold({ hold: 'h', account: 'a', to: 'b', amount: 5n, expiresAt: 900 });
        await book.offer({ offer: 'o', from: 'a', to: 'b', amount: 5n, expiresAt: 900 });
        expect(await book.updateAccount({ account: 'a', frozen: 'debits' })).toMatchObject({ ok: true });
        const shown = async (): Promise<unknown> => (await book.accounts({ id: 'a' })).items[0]?.frozen;
        expect(await shown()).toBe('debits');
        if (kind.isDurable) {
          await house.close();
          house = await open(url, { clock: () => 100 });
          book = house.book('shop');
        }
        const take = { from: 'a', to: 'b', amount: 1n } as const;
        expect(await book.transfer(take)).toMatchObject({
          ok: false,
          reason: 'account_frozen',
          subject: 'a',
          remedy: expect.stringContaining('frozen: null'),
        });
        for (const effectiveAt of [10, 5_000])
          expect(await book.transfer({ ...take, effectiveAt })).toMatchObject({ ok: false });
        expect(await book.capture({ hold: 'h' })).toMatchObject({ ok: true });
        expect(await book.accept({ offer: 'o', account: 'b' })).toMatchObject({ ok: true });
        expect(await book.transfer({ from: 'world', to: 'a', amount: 1n })).toMatchObject({ ok: true });
        expect(await book.updateAccount({ account: 'a', frozen: 'all' })).toMatchObject({ ok: true });
        expect(await book.transfer({ from: 'b', to: 'a', amount: 1n })).toMatchObject({
          reason: 'account_frozen',
        });
        expect(
          await book.submit([
            {
              kind: 'atomic',
              commands: [
                { kind: 'update_account', account: 'a', frozen: null },
                { kind: 'transfer', ...take },
                { kind: 'update_account', account: 'a', frozen: 'all' },
              ],
            },
          ]),
        ).toMatchObject([{ ok: true }]);
        expect(await shown()).toBe('all');
        expect(await book.updateAccount({ account: 'a', frozen: null })).toMatchObject({ ok: true });
        expect(await shown()).toBe(null);
        expect(await book.transfer(take)).toMatchObject({ ok: true });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));
});
