import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { inFolder } from '../support/house/house-folder.ts';

describe('the note of an account with little room', () => {
  test('stands in the first answer, in every repeat, in a group, and in the journal', async () => {
    await inFolder(async (folder) => {
      const url = `sqlite:${join(folder, 'house.db')}`;
      const wei = { id: 'o1', account: 'wei', asset: 'ETH/18' };
      const fine = { id: 'o2', account: 'fine', asset: 'X/12' };
      {
        await using house = await open(url);
        const book = house.book('main');
        expect(await book.openAccount(wei)).toMatchObject({ ok: true, note: 'range' });
        expect(await book.openAccount(fine)).not.toHaveProperty('note');
        const inside = { kind: 'open_account' as const, account: 'late', asset: '1INCH/13' };
        const [group] = await book.submit([{ kind: 'atomic', commands: [inside] }]);
        expect(group).toMatchObject({ ok: true, parts: [{ note: 'range' }] });
        const { value } = (await book.transaction((tx) =>
          tx.openAccount({ account: 'inside', asset: 'ETH/18' }),
        )) as { value?: unknown };
        expect(value).toEqual({ ok: true, note: 'range' });
      }
      await using house = await open(url);
      const book = house.book('main');
      expect(await book.openAccount(wei)).toMatchObject({ ok: true, seq: 1, note: 'range' });
      expect(await book.openAccount(fine)).not.toHaveProperty('note');
      const [first, second] = await book.events();
      expect(first).toMatchObject({ id: 'o1', note: 'range' });
      expect(second).not.toHaveProperty('note');
      expect((await house.verify()).ok).toBe(true);
    });
  });
});
