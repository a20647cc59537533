import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import type { House } from '../support/house/house-door.ts';
import { withOldHouse } from '../support/house/old-house.ts';

/*
 * A house of the time when ceilings counted what is available, and nobody looked at the targets of holds:
 * - `shop` may have 50 and has 70, 20 of it held by `stuck`, whose release was refused;
 * - `stall` may have 50, has 40, is offered 40 by `gift`, and `tight` holds 10 of `buyer` for it;
 * - `buyer` has holds of 10 for `depot` (`good`, of which 3 are captured, `short` until 2,000, `over` until 20), for
 *   `other`, which went into `heir` (`moved`), for `nobody`, for `yen` of another asset and for itself (`self`).
 */
const NOW = 1_000;

async function withOldHolds(
  work: (house: House, reopen: () => Promise<House>) => Promise<House>,
): Promise<void> {
  await withOldHouse('house-with-holds-of-rules-1', async (url) => {
    const openIt = (): Promise<House> => open(url, { announceExpiries: false, clock: () => NOW });
    const house = await openIt();
    await expectSound(house);
    const last = await work(house, async () => {
      await house.close();
      return openIt();
    });
    await expectSound(last);
    await last.close();
  });
}

async function reasonOf(answer: Promise<{ ok: boolean; reason?: string }>): Promise<string> {
  const { ok, reason } = await answer;
  return ok ? 'ok' : (reason ?? '');
}

test('what is over its ceiling by earlier rules comes down, and goes no further up', async () => {
  await withOldHolds(async (house) => {
    const book = house.book('market');
    expect(await book.balance('shop')).toMatchObject({ posted: 70n, held: 20n, expected: 0n });
    expect(await reasonOf(book.release({ hold: 'stuck' }))).toBe('ok');
    expect(await reasonOf(book.transfer({ from: 'buyer', to: 'shop', amount: 1n }))).toBe('ceiling_exceeded');
    expect(await reasonOf(book.transfer({ from: 'shop', to: 'world', amount: 21n }))).toBe('ok');
    expect(await reasonOf(book.transfer({ from: 'buyer', to: 'shop', amount: 1n }))).toBe('ok');
    // Its room was given away, but what is offered counts now: it is as if it had been there before.
    expect(await reasonOf(book.transfer({ from: 'buyer', to: 'stall', amount: 1n }))).toBe(
      'ceiling_exceeded',
    );
    expect(await reasonOf(book.accept({ offer: 'gift', account: 'stall' }))).toBe('ok');
    expect(await reasonOf(book.capture({ hold: 'tight' }))).toBe('ok');
    expect(await book.balance('stall')).toMatchObject({ posted: 90n, incoming: 0n, expected: 0n });
    return house;
  });
});

test('whom a hold of before is to pay expects it from the first command on, where it could have been placed so', async () => {
  await withOldHolds(async (house, reopen) => {
    const book = house.book('market');
    const old = (await book.events()).length;
    expect(await book.balance('depot')).toMatchObject({ posted: 3n, expected: 0n });
    await book.transfer({ from: 'world', to: 'buyer', amount: 1n, id: 'first' });
    const told = (await book.events()).slice(old);
    expect(
      told.map(({ kind, command }) => [kind, kind === 'expect_hold' ? command.subject : undefined]),
    ).toEqual([
      ['expect_hold', 'good'],
      ['expect_hold', 'moved'],
      ['expect_hold', 'short'],
      ['expect_hold', 'tight'],
      ['transfer', undefined],
    ]);
    // 7 are left of the one, 10 of the other, which runs out; and from the merge on the heir expects the third.
    const expectedOf = async (account: string, at: number): Promise<unknown> =>
      (await book.balance(account, { at }))?.expected;
    expect(await expectedOf('depot', 6)).toBe(0n);
    expect(await expectedOf('depot', NOW)).toBe(17n);
    expect(await expectedOf('depot', 2_000)).toBe(7n);
    expect(await expectedOf('other', 9)).toBe(10n);
    expect(await expectedOf('heir', NOW)).toBe(10n);
    expect(await book.balance('yen')).toMatchObject({ expected: 0n });
    // No ceiling refuses what is there.
    expect(await book.balance('stall')).toMatchObject({ posted: 40n, incoming: 40n, expected: 10n });
    const again = await reopen();
    const then = again.book('market');
    // It is told once.
    await then.transfer({ from: 'world', to: 'buyer', amount: 1n });
    expect((await then.events()).length).toBe(old + 6);
    expect(await reasonOf(then.closeAccount({ account: 'depot' }))).toBe('account_not_empty');
    expect(await reasonOf(then.capture({ hold: 'good' }))).toBe('ok');
    expect(await reasonOf(then.capture({ hold: 'moved' }))).toBe('ok');
    expect(await then.balance('heir')).toMatchObject({ posted: 10n, expected: 0n });
    expect(await then.balance('depot')).toMatchObject({ posted: 10n, expected: 10n });
    return again;
  });
});

test('what a hold of before could not be placed for is captured as ever, or to another, or released', async () => {
  await withOldHolds(async (house) => {
    const book = house.book('market');
    expect(await reasonOf(book.capture({ hold: 'nobody' }))).toBe('account_unknown');
    expect(await reasonOf(book.capture({ hold: 'yen' }))).toBe('asset_mismatch');
    expect(await reasonOf(book.capture({ hold: 'self' }))).toBe('same_account');
    await book.openAccount({ account: 'nobody', asset: 'GBP/2' });
    expect(await reasonOf(book.capture({ hold: 'nobody' }))).toBe('ok');
    expect(await reasonOf(book.capture({ hold: 'yen', to: 'heir' }))).toBe('ok');
    expect(await reasonOf(book.release({ hold: 'self' }))).toBe('ok');
    return house;
  });
});

test('a group on several books tells it, too, and so does a transaction', async () => {
  await withOldHouse('house-with-holds-of-rules-1', async (url) => {
    await using house = await open(url, { announceExpiries: false, clock: () => NOW });
    await house.book('new').openAccount({ account: 'bank', asset: 'GBP/2' });
    const ends = { from: { book: 'market', account: 'buyer' }, to: { book: 'new', account: 'bank' } };
    expect(await house.transfer({ ...ends, amount: 1n })).toMatchObject({ ok: true });
    expect(await house.book('market').balance('depot')).toMatchObject({ expected: 17n });
    await expectSound(house);
  });
  await withOldHouse('house-with-holds-of-rules-1', async (url) => {
    await using house = await open(url, { announceExpiries: false, clock: () => NOW });
    const book = house.book('market');
    await book.transaction(async (tx) => tx.transfer({ from: 'world', to: 'depot', amount: 1n }));
    expect(await book.balance('depot')).toMatchObject({ posted: 4n, expected: 17n });
    await expectSound(house);
  });
});
