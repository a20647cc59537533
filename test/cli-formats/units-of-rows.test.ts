import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { importFile } from '../../src/cli/import/import-file.ts';
import type { ImportedBook } from '../../src/cli/import/imported-book.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { commandsIn, countsOf, importText, toRejects } from './import-text.ts';
import { CSV, FORMAT, postedOn, withAccounts } from './units-in-files.ts';

describe('what a row says of an amount', () => {
  test('is units under amount and minor units under amountMinor, whatever stands in the rows beside it', async () => {
    await withAccounts(async (book) => {
      const text = `${CSV}transfer,,world,alice,250,,1\ntransfer,,world,alice,12.50,,1\ntransfer,,world,alice,55,,1\ntransfer,,world,alice,,55,1\ntransfer,,world,yen,7,,1\n`;
      expect(countsOf(await importText(book, 'csv', text))).toEqual([5, 5, 0, 0, 0, 0]);
      expect([await postedOn(book, 'alice'), await postedOn(book, 'yen')]).toEqual([
        25_000n + 1_250n + 5_500n + 55n,
        7n,
      ]);
    });
  });

  test('is in the asset that the row says, where the account that decides is not there, or is opened again by the row', async () => {
    await withAccounts(async (book) => {
      const lines = [
        // The sender is not there, and whoever gets it does not tell what it is in.
        { kind: 'transfer', from: 'later', to: 'alice', amount: '5', asset: 'JPY/0', effectiveAt: 3 },
        {
          kind: 'atomic',
          commands: [
            { kind: 'open_account', account: 'alice', asset: 'JPY/0', effectiveAt: 3 },
            { kind: 'transfer', from: 'alice', to: 'world', amount: '0.05', asset: 'GBP/2', effectiveAt: 3 },
          ],
        },
      ];
      const text = FORMAT + lines.map((line, i) => `${JSON.stringify({ id: `r${i}`, ...line })}\n`).join('');
      const report = await importText(book, 'ndjson', text);
      expect(report.malformations).toEqual([]);
      const [first, second] = (await commandsIn(book)).slice(-2);
      expect(first).toMatchObject({ ok: false, command: { amount: 5n } });
      expect(second).toMatchObject({ ok: false, command: { commands: [{}, { amount: 5n }] } });
    });
  });

  test.each([
    [
      'amount in both units',
      { amount: '5.00', amountMinor: '500' },
      /amountMinor: expected none beside amount/,
    ],
    [
      'a JSON number of units',
      { amount: 12.1 },
      /amount: expected text such as "12.50", and not the JSON number 12.10/,
    ],
    ['a JSON number with an exponent', { amount: 1e3 }, /not the JSON number 1e3/],
    [
      'a JSON number of minor units',
      { amountMinor: 100 },
      /amountMinor: expected text such as "1250", and not the JSON number 100/,
    ],
    ['too many decimals', { amount: '1.005' }, /amount: expected at most 2 decimals \(GBP\/2\)/],
    ['no amount', { amount: '1e3' }, /amount: expected units of the asset/],
    ['a fraction of a minor unit', { amountMinor: '1.5' }, /amountMinor: expected minor units/],
    [
      'another asset than that of the account',
      { amount: '5.00', asset: 'EUR/2' },
      /asset: expected GBP\/2, which the account is in/,
    ],
    ['another asset, in minor units', { amountMinor: '500', asset: 'EUR/2' }, /asset: expected GBP\/2/],
    [
      'an account that is not there',
      { amount: '5.00', to: 'nobody' },
      /amount: expected an account that is there and tells the asset/,
    ],
    ['null', { amount: null }, /amount: expected a positive integer, got null/],
  ])('is refused: %s', async (_, members, message) => {
    await withAccounts(async (book) => {
      const row = { kind: 'transfer', from: 'world', to: 'alice', effectiveAt: 1, ...members };
      const text = JSON.stringify(row)
        .replace('12.1,', '12.10,')
        .replace('12.1}', '12.10}')
        .replace('1000', '1e3');
      for (const format of [FORMAT, '']) {
        const report = await importText(book, 'ndjson', `${format}${text}\n`);
        expect(countsOf(report)).toEqual([1, 0, 0, 1, 0, 0]);
        const written = await inFolder(async (folder) => {
          const path = join(folder, 'rejects.ndjson');
          await toRejects(path, (rejects) => importText(book, 'ndjson', `${format}${text}\n`, { rejects }));
          return readFileSync(path, 'utf8');
        });
        expect(JSON.parse(written.split('\n')[1] ?? '').malformed).toMatch(message);
      }
      expect(await commandsIn(book)).toHaveLength(3);
    });
  });

  test('is refused as a number in a cell of CSV, told as it stands there', async () => {
    await withAccounts(async (book) => {
      await inFolder(async (folder) => {
        const path = join(folder, 'rejects.ndjson');
        const text = 'kind,entries,effectiveAt\npost,"[{""account"":""alice"",""amount"":1e3}]",1\n';
        await toRejects(path, (rejects) => importText(book, 'csv', text, { rejects }));
        const [, line = ''] = readFileSync(path, 'utf8').split('\n');
        expect(JSON.parse(line).malformed).toMatch(/^entries\[0\]\.amount: .* not the JSON number 1e3,/);
      });
    });
  });

  test('entries, limits and groups say their units, too', async () => {
    await withAccounts(async (book) => {
      const rows = [
        {
          kind: 'post',
          id: '1',
          effectiveAt: 1,
          entries: [
            { account: 'world', asset: 'GBP/2', amount: '-3' },
            { account: 'alice', amountMinor: '100' },
            { account: 'bob', amount: '2.00' },
          ],
        },
        {
          kind: 'open_account',
          id: '2',
          effectiveAt: 1,
          account: 'c',
          asset: 'X/3',
          floor: '-1.5',
          ceilingMinor: '9000',
        },
        {
          kind: 'open_account',
          id: '3',
          effectiveAt: 1,
          account: 'd',
          asset: 'X/3',
          floor: null,
          ceilingMinor: null,
        },
        {
          kind: 'atomic',
          id: '4',
          commands: [
            { kind: 'open_account', account: 'e', asset: 'X/1', effectiveAt: 1 },
            { kind: 'transfer', from: 'world', to: 'e', amount: '2.5', effectiveAt: 2 },
            {
              kind: 'atomic',
              commands: [{ kind: 'transfer', from: 'world', to: 'alice', amount: '1', effectiveAt: 2 }],
            },
          ],
        },
      ];
      const text = FORMAT + rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      expect(countsOf(await importText(book, 'ndjson', text))).toEqual([4, 4, 0, 0, 0, 0]);
      expect([await postedOn(book, 'alice'), await postedOn(book, 'bob'), await postedOn(book, 'e')]).toEqual(
        [200n, 200n, 25n],
      );
      const { items } = await book.accounts({});
      expect(
        items.filter(({ asset }) => asset === 'X/3').map(({ floor, ceiling }) => [floor, ceiling]),
      ).toEqual([
        [-1500n, 9000n],
        [null, null],
      ]);
    });
  });

  test('is read by what the rows before it have made, in one batch or in many', async () => {
    const rows = [
      'open_account,one,GBP/2,,,,,,1,',
      'transfer,,,world,one,5,,,2,',
      'hold,one,,,,2,,h1,3,9',
      'capture,,,,,1.50,,h1,4,',
      'open_account,two,JPY/0,,,,,,1,',
      'transfer,,,world,two,5,,,2,',
      'open_account,one,JPY/0,,,,,,5,',
      'transfer,,,world,one,1,,,6,',
    ];
    const text = `kind,account,asset,from,to,amount,amountMinor,hold,effectiveAt,expiresAt\n${rows.join('\n')}\n`;
    for (const batchSize of [1, 2, 3, 1_000]) {
      await withAccounts(async (book) => {
        // The second opening of one is refused, and does not change what it is in.
        expect(countsOf(await importText(book, 'csv', text, { batchSize }))).toEqual([8, 7, 1, 0, 0, 0]);
        expect([await postedOn(book, 'one'), await postedOn(book, 'two')]).toEqual([450n, 5n]);
      });
    }
  });

  test('ends an import at the first malformed row, if that is asked for, also where only the book shows it', async () => {
    await withAccounts(async (book) => {
      const text = `${CSV}transfer,,world,alice,1,,1\ntransfer,,world,alice,1.005,,1\ntransfer,,world,alice,2,,1\n`;
      const report = await importText(book, 'csv', text, { stopAtFirst: true });
      expect([countsOf(report), report.isComplete]).toEqual([[2, 1, 0, 1, 0, 0], false]);
      expect(await postedOn(book, 'alice')).toBe(100n);
    });
  });

  test('a default is one only where the row has the amount in neither unit', async () => {
    await withAccounts(async (book) => {
      const mapping = { defaults: { amount: '3' } };
      const text = `${CSV}transfer,,world,alice,,,1\ntransfer,,world,alice,,7,1\ntransfer,,world,alice,2,,1\n`;
      expect(countsOf(await importText(book, 'csv', text, { mapping }))).toEqual([3, 3, 0, 0, 0, 0]);
      expect(await postedOn(book, 'alice')).toBe(300n + 7n + 200n);
    });
  });

  test('in a group is read by what the group has made before', async () => {
    await withAccounts(async (book) => {
      const anew = [
        { kind: 'close_account', account: 'bob', effectiveAt: 1 },
        { kind: 'open_account', account: 'bob', asset: 'JPY/0', effectiveAt: 2 },
        { kind: 'transfer', from: 'world', to: 'bob', amount: '5', effectiveAt: 3 },
        { kind: 'transfer', from: 'world', to: 'alice', amount: '5', effectiveAt: 3 },
      ];
      const held = [
        { kind: 'hold', hold: 'h', account: 'alice', amount: '2.5', expiresAt: null, effectiveAt: 4 },
        { kind: 'atomic', commands: [{ kind: 'capture', hold: 'h', amount: '1.25', effectiveAt: 5 }] },
      ];
      const rows = [anew, held].map((commands) => JSON.stringify({ kind: 'atomic', commands }));
      expect(countsOf(await importText(book, 'ndjson', FORMAT + rows.join('\n')))).toEqual([
        2, 2, 0, 0, 0, 0,
      ]);
      expect([await postedOn(book, 'bob'), await postedOn(book, 'alice')]).toEqual([5n, 375n]);
    });
  });

  test('in a group that opens an account again is read by the life of its moment', async () => {
    await withAccounts(async (book) => {
      const commands = [
        { kind: 'open_account', account: 'bob', asset: 'JPY/0', effectiveAt: 9 },
        { kind: 'transfer', from: 'world', to: 'bob', amount: '5', effectiveAt: 2 },
      ];
      const rows = [
        { kind: 'close_account', account: 'bob', effectiveAt: 4 },
        { kind: 'atomic', commands },
      ];
      const text = FORMAT + rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      // It would not have been empty when it was closed.
      expect(countsOf(await importText(book, 'ndjson', text))).toEqual([2, 1, 1, 0, 0, 0]);
      const asked = (await commandsIn(book)).at(-1)?.command;
      expect(asked).toMatchObject({ commands: [{}, { to: 'bob', amount: 500n }] });
    });
  });

  test('in a group may have its asset around it', async () => {
    await withAccounts(async (book) => {
      const command = { kind: 'transfer', from: 'world', to: 'alice', amount: '5', effectiveAt: 1 };
      const rows = ['GBP/2', 'EUR/2'].map((asset, i) =>
        JSON.stringify({ kind: 'atomic', id: `${i}`, asset, commands: [command] }),
      );
      expect(countsOf(await importText(book, 'ndjson', FORMAT + rows.join('\n')))).toEqual([
        2, 1, 0, 1, 0, 0,
      ]);
      expect(await postedOn(book, 'alice')).toBe(500n);
    });
  });
});

test('rows in units are submitted together, and each account is asked for once in a batch', async () => {
  await withAccounts(async (book) => {
    let submitted = 0;
    let asked = 0;
    const counting: ImportedBook = {
      submit: (commands, options) => {
        submitted += 1;
        return book.submit(commands as Parameters<typeof book.submit>[0], options);
      },
      accounts: (query) => {
        asked += 1;
        return book.accounts(query);
      },
      holds: (query) => book.holds(query),
      offers: (query) => book.offers(query),
    };
    const rows = Array.from(
      { length: 999 },
      (_, i) => `transfer,,world,${i % 2 === 0 ? 'carl' : 'bob'},1.5,,${i + 1}\n`,
    );
    const header = CSV.replace('account,', 'account,asset,');
    const text = [
      header,
      'open_account,carl,GBP/2,,,,,0\n',
      ...rows.map((row) => row.replace(',,', ',,,')),
    ].join('');
    const report = await importFile(counting, {
      readable: Readable.from([Buffer.from(text)]),
      format: 'csv',
      source: 's',
    });
    expect(countsOf(report)).toEqual([1_000, 1_000, 0, 0, 0, 0]);
    // The opening, what hangs on it, and that the file was imported.
    expect([submitted, asked]).toEqual([3, 2]);
  });
});
