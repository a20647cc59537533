import { describe, expect, test } from 'vitest';
import { HOUSES } from '../support/house/house-places.ts';
import { type Commands, inShop, PREPARED, submit } from '../support/house/named-commands.ts';

describe.each(HOUSES)('on $name', (kind) => {
  test('a repeat costs one look at the journal, however many there are, and a first command none', () =>
    inShop(kind, async ({ book, looks }) => {
      const pays = (from: number, ids: boolean): Commands =>
        Array.from({ length: 50 }, (_, i) => ({
          kind: 'pay' as const,
          payment: `n${from + i}`,
          account: 'ann',
          amount: 1n,
          ...(ids ? { id: `i${from + i}` } : {}),
        }));
      const withIds = await looks(() => submit(book, pays(0, true)));
      const first = await looks(() => submit(book, pays(50, false)));
      expect(first.filter((look) => look === 'journalRows')).toEqual([]);
      // One look for the ids is spared.
      expect(first).toHaveLength(withIds.length - 1);
      const again = await looks(async () => {
        const answers = await book.submit(pays(50, false));
        expect(answers.every(({ replayed }) => replayed === true)).toBe(true);
      });
      expect(again.filter((look) => look === 'journalRows')).toHaveLength(1);
      expect(again.length).toBeLessThanOrEqual(first.length + 1);
      // What comes with an id is not looked for by its name.
      const named = pays(50, true).map((pay) => ({ ...pay, id: `other ${'payment' in pay && pay.payment}` }));
      const refused = await looks(async () => {
        const answers = await book.submit(named as Commands);
        expect(new Set(answers.map((answer) => !answer.ok && answer.reason))).toEqual(
          new Set(['payment_exists']),
        );
      });
      expect(refused.filter((look) => look === 'journalRows')).toEqual([]);
    }));

  test('many grants look for their names together', () =>
    inShop(kind, async ({ house, looks }) => {
      const grants = (count: number): Commands =>
        Array.from({ length: count }, (_, i) => ({
          kind: 'grant' as const,
          credit: `c${i}`,
          account: 'ann',
          amount: 1n,
          expiry: null,
        }));
      const counts: number[] = [];
      for (const count of [10, 100]) {
        const book = house.book(`grants ${count}`);
        await submit(book, PREPARED);
        counts.push((await looks(() => submit(book, grants(count)))).length);
        counts.push((await looks(() => submit(book, grants(count)))).length);
      }
      const [few, fewAgain, many, manyAgain] = counts;
      expect(many).toBe(few);
      expect(manyAgain).toBe(fewAgain);
    }));
});
