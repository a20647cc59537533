import { expect, test } from 'vitest';
import { exportBook } from '../../src/cli/export/export-book.ts';
import { FORMAT_LINE } from '../../src/cli/import/file-format.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { withHouse } from './house-with.ts';
import { commandsIn, importText } from './import-text.ts';

const AT = 86_400_000;

async function prepared(book: OpenBook): Promise<void> {
  await book.openAccount({ id: 'o1', account: 'alice', asset: 'GBP/2', effectiveAt: AT });
  await book.openAccount({ id: 'o2', account: 'yen', asset: 'JPY/0', effectiveAt: AT });
  await book.transfer({ id: 'f', from: 'world', to: 'alice', amount: 100n, effectiveAt: AT });
}

test('rows say what they expect in units of each account, and are refused like any command', async () => {
  await withHouse(async (house) => {
    const book = house.book('shop');
    await prepared(book);
    const pay = { kind: 'transfer', from: 'alice', to: 'world', amount: '0.10', effectiveAt: AT };
    const rows = [
      {
        ...pay,
        id: 'a',
        expect: [
          { account: 'alice', available: { min: '1.00' } },
          { account: 'yen', available: { max: '0' } },
        ],
      },
      { ...pay, id: 'b', expect: [{ account: 'alice', available: { minMinor: '91' } }] },
      {
        kind: 'atomic',
        id: 'c',
        commands: [pay],
        expect: [{ account: 'alice', available: { min: '0.90', max: '0.90' } }],
      },
      {
        ...pay,
        id: 'd',
        expect: [{ account: 'alice', asset: 'GBP/2', available: { min: '0.80' }, lastSeq: 6 }],
      },
    ];
    const lines = [FORMAT_LINE.trim(), ...rows.map((row) => JSON.stringify(row))].join('\n');
    await importText(book, 'ndjson', `${lines}\n`, {});
    const done = await Promise.all(['a', 'b', 'c', 'd'].map((id) => book.command(id)));
    expect(done.map((record) => [record?.ok, record?.reason])).toEqual([
      [true, undefined],
      [false, 'expectation_failed'],
      [true, undefined],
      [true, undefined],
    ]);
    expect(done[1]?.command).toMatchObject({ expect: [{ account: 'alice', available: { min: 91n } }] });
    expect(done[2]?.command).toMatchObject({ expect: [{ available: { min: 90n, max: 90n } }] });
  });
});

test('an export says what was expected in the asset of each account, and is the same request when it comes back', async () => {
  await withHouse(async (house) => {
    const book = house.book('shop');
    await prepared(book);
    const expected = [
      { account: 'alice', available: { min: 100n } },
      { account: 'yen', available: { max: 7n }, lastSeq: 2 },
    ];
    const pay = { from: 'alice', to: 'world', amount: 10n, effectiveAt: AT } as const;
    await book.transfer({ ...pay, id: 'a', expect: expected });
    await book.submit([
      {
        kind: 'atomic',
        id: 'g',
        commands: [{ kind: 'transfer', ...pay }],
        expect: [{ account: 'alice', available: { max: 90n } }],
      },
    ]);
    let text = '';
    await exportBook(book, 'ndjson', (piece) => {
      text += piece;
    });
    expect(text).toContain('{"account":"alice","available":{"min":"1.00","minMinor":"100"},"asset":"GBP/2"}');
    expect(text).toContain(
      '{"account":"yen","available":{"max":"7","maxMinor":"7"},"lastSeq":2,"asset":"JPY/0"}',
    );
    const before = await commandsIn(book);
    await importText(book, 'ndjson', text, { source: 'again' });
    expect((await commandsIn(book)).slice(0, before.length)).toEqual(before);
    expect((await book.balance('alice'))?.posted).toBe(80n);
    // What is expected by the balance alone holds in another book, too.
    const other = house.book('other');
    await importText(other, 'ndjson', text, {});
    expect((await other.balance('alice'))?.posted).toBe(80n);
  });
});
