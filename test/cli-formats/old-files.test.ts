import { describe, expect, test } from 'vitest';
import { commandsIn, countsOf, importText } from './import-text.ts';
import { exported, FORMAT, postedOn, withAccounts } from './units-in-files.ts';

describe('a file of before amounts named their unit', () => {
  const old = '{"kind":"transfer","id":"t","from":"world","to":"alice","amount":"1250","effectiveAt":1}\n';
  const first =
    '{"kind":"transfer","id":"s","from":"world","to":"alice","amountMinor":"1","effectiveAt":1}\n';

  test('is refused as a whole, with the reason, and nothing of it is done', async () => {
    await withAccounts(async (book) => {
      for (const text of [
        old,
        first + old,
        first + old.replace('"amount":"1250"', '"amount":"12.50"') + old,
        '{"kind":"post","id":"p","entries":[{"account":"alice","amount":"5"}],"effectiveAt":1}\n',
        '{"kind":"open_account","id":"o","account":"x","asset":"GBP/2","floor":"-500"}\n',
        '{"kind":"atomic","id":"g","commands":[{"kind":"transfer","from":"world","to":"alice","amount":"7"}]}\n',
        '{"line":3,"id":"t","reason":"account_unknown","row":{"kind":"transfer","from":"world","to":"alice","amount":"1250"}}\n',
      ]) {
        await expect(importText(book, 'ndjson', text)).rejects.toThrow(
          /a first line \{"format":"tallystick\/1"\}/,
        );
      }
      expect(await commandsIn(book)).toHaveLength(3);
    });
  });

  test('is refused as an export by its first line', async () => {
    await withAccounts(async (book) => {
      const text = (await exported(book)).split('\n').slice(1).join('\n');
      await expect(importText(book, 'ndjson', text)).rejects.toMatchObject({
        code: 'bad_option',
        field: 'format',
      });
    });
  });

  test('is taken where its amounts have a point, or are zero', async () => {
    await withAccounts(async (book) => {
      const text = old.replace('1250', '12.50');
      expect(countsOf(await importText(book, 'ndjson', text))).toEqual([1, 1, 0, 0, 0, 0]);
      expect(await postedOn(book, 'alice')).toBe(1250n);
    });
  });

  test('a format that is not known is refused, and several files in one are one', async () => {
    await withAccounts(async (book) => {
      const later = '{"format":"tallystick/2"}\n';
      await expect(importText(book, 'ndjson', later + first)).rejects.toMatchObject({ field: 'format' });
      expect(countsOf(await importText(book, 'ndjson', FORMAT + first + FORMAT + old))).toEqual([
        2, 2, 0, 0, 0, 0,
      ]);
      expect(await postedOn(book, 'alice')).toBe(1n + 125_000n);
    });
  });

  test('is refused as an export in CSV whose minor units are read as units', async () => {
    await withAccounts(async (book) => {
      const header = 'seq,id,kind,effectiveAt,recordedAt,account,asset,posted,available,incoming\n';
      const text = `${header}1,t,transfer,1,1,alice,GBP/2,1250,1250,0\n`;
      const columns = {
        seq: null,
        kind: null,
        recordedAt: null,
        account: 'to',
        available: null,
        incoming: null,
      };
      const defaults = { kind: 'transfer', from: 'world' };
      const asUnits = { defaults, columns: { ...columns, posted: 'amount' } };
      await expect(importText(book, 'csv', text, { mapping: asUnits })).rejects.toThrow(
        /header: expected a column postedMinor beside it.* or posted as amountMinor: this is an old export/,
      );
      const asMinor = { defaults, columns: { ...columns, posted: 'amountMinor' } };
      expect(countsOf(await importText(book, 'csv', text, { mapping: asMinor }))).toEqual([1, 1, 0, 0, 0, 0]);
      expect(await postedOn(book, 'alice')).toBe(1250n);
    });
  });

  test('has the same ids when its column is told to be minor units, so nothing of it is done twice', async () => {
    const row = '{"kind":"transfer","from":"world","to":"alice","amount":"12.50","effectiveAt":1}\n';
    const asMinor = { columns: { amount: 'amountMinor' } };
    for (const [format, text] of [
      ['csv', 'kind,from,to,amount,effectiveAt\ntransfer,world,alice,1250,1\n'],
      ['ndjson', FORMAT + row.replace('12.50', '1250')],
    ] as const) {
      const ids: string[] = [];
      for (const mapping of [{}, asMinor]) {
        await withAccounts(async (book) => {
          expect(countsOf(await importText(book, format, text, { mapping }))).toEqual([1, 1, 0, 0, 0, 0]);
          ids.push((await commandsIn(book)).at(-1)?.id ?? '');
        });
      }
      expect(ids[1]).toBe(ids[0]);
    }
  });
});
