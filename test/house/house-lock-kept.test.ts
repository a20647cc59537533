import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { allEvents, callMethod } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSE, inPlace } from '../support/house/house-places.ts';
import { type Commands, inShop, LOCK } from '../support/house/locked-shop.ts';

test.each(DURABLE_HOUSES)(
  'on $name it is there when the house is opened again, and in a house that is given the journal',
  (kind) =>
    inShop(kind, async (house, book, openAgain) => {
      await book.lockBefore(LOCK);
      await book.lockBefore(800);
      const refused = await book.transfer({ from: 'world', to: 'ann', amount: 1n, effectiveAt: 799 });
      const records = await allEvents(book);
      await house.close();
      const again = await openAgain();
      const shop = again.book('shop');
      expect(await shop.lockedBefore()).toBe(800);
      const early = { kind: 'transfer', from: 'world', to: 'ann', amount: 1n, effectiveAt: 799 } as const;
      expect(await callMethod(shop, early)).toMatchObject({ reason: 'period_closed', lockedBefore: 800 });
      const copy = again.book('copy');
      const commands = records.map(({ command, id, effectiveAt }) => ({ ...command, id, effectiveAt }));
      const answers = await copy.submit(commands as unknown as Commands);
      expect(answers.map(({ ok }) => ok)).toEqual(records.map(({ ok }) => ok));
      expect(answers.at(-1)).toMatchObject({ ok: false, reason: 'period_closed', seq: refused.seq });
      expect(await copy.lockedBefore()).toBe(800);
      await again.close();
    }),
);

test('a node that has the book in memory heeds the lock of another', () =>
  inShop(HOUSE.postgres, async (_house, book, openAgain) => {
    const other = await openAgain();
    const early = { kind: 'transfer', from: 'world', to: 'ann', amount: 1n, effectiveAt: 799 } as const;
    expect(await callMethod(other.book('shop'), early)).toMatchObject({ ok: true });
    await book.lockBefore(800);
    expect(await callMethod(other.book('shop'), early)).toMatchObject({ reason: 'period_closed' });
    expect(await other.book('shop').lockedBefore()).toBe(800);
    await other.close();
  }));

test('what is no moment is refused by name, and so is another one beside it', () =>
  inShop(HOUSE.memory, async (_house, book) => {
    const { seq } = await book.head();
    for (const wrong of [undefined, null, '5', 0.5, Number.NaN, 5n]) {
      await expect(book.lockBefore(wrong as number)).rejects.toMatchObject({
        code: 'bad_timestamp',
        field: 'before',
      });
    }
    await expect(book.lockBefore(5, { before: 6 } as object)).rejects.toMatchObject({
      code: 'bad_option',
      field: 'input.before',
    });
    await expect(book.lockBefore(5, 6 as never)).rejects.toMatchObject({
      code: 'bad_command',
      field: 'input',
    });
    await expect(book.lockBefore(5, { amount: 6 } as object)).rejects.toMatchObject({
      code: 'bad_option',
      field: 'input.amount',
    });
    expect(await book.head()).toMatchObject({ seq });
  }));

test('a lock that was moved in the file beside the journal is found', async () => {
  await inPlace(HOUSE.sqlite, async ({ url, openStore }) => {
    const house = await openHouse(await openStore(), { clock: () => 2_000, announceExpiries: false });
    await house.book('shop').lockBefore(LOCK);
    await house.close();
    const file = new DatabaseSync(url.replace('sqlite:', ''));
    file.exec('UPDATE "books" SET "lockedBefore" = 5');
    file.close();
    const again = await openHouse(await openStore(), { announceExpiries: false });
    expect(await again.verify()).toMatchObject({
      ok: false,
      problems: [
        { where: expect.stringContaining('head'), what: expect.stringMatching(/lockedBefore is 5, .* 1000/) },
      ],
    });
    await again.close();
  });
});
