import { describe, expect, test } from 'vitest';
import { type ExportFormatName, exportBook } from '../../src/cli/export/export-book.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { inputOf } from '../support/house/house-input.ts';
import { capture, close, hold, merge, move, open, put } from '../support/kernel/book-commands.ts';
import { readBeancount } from './beancount-subset.ts';
import { submitAll, withHouse } from './house-with.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A merge with a late deposit to the account that was merged away, an id with two lives, a hold, a group, a refusal. */
const STORY = [
  { ...open(0, 'alice'), id: 'o1' },
  { ...open(HOUR, 'bob & co'), id: 'o2' },
  { ...put(DAY, 'alice', 1_250n), id: 'p,1' },
  { ...hold(DAY, 'h', 'alice', 100n, 3 * DAY), id: 'h1' },
  { ...merge(2 * DAY, 'bob & co', 'alice'), id: 'm1' },
  { ...put(DAY + HOUR, 'alice', 5n), id: 'late' },
  { ...open(3 * DAY, 'alice', { asset: 'X/0' }), id: 'o3' },
  { ...open(3 * DAY, 'carol'), id: 'o4' },
  { ...close(4 * DAY, 'carol'), id: 'c1' },
  { ...move(4 * DAY, 'bob & co', 'world', 9_999n), id: 'refused' },
].map((command) => inputOf(command));
const GROUP = {
  kind: 'atomic',
  id: 'g',
  commands: [
    inputOf({ ...put(4 * DAY, 'alice', 3n), kind: 'transfer', from: 'world' } as ReturnType<typeof put>),
    { ...inputOf(move(5 * DAY, 'alice', 'world', 1n)), id: 'inner' },
  ],
} as const;

async function story(book: OpenBook): Promise<void> {
  await submitAll(book, [...STORY, GROUP]);
}

async function exported(book: OpenBook, format: ExportFormatName, after = 0): Promise<string> {
  let text = '';
  await exportBook(
    book,
    format,
    (piece) => {
      text += piece;
    },
    { after },
  );
  return text;
}

describe('the text of an export', () => {
  test('hledger: merges are transfers of the balance, also where a late deposit is carried on', async () => {
    await withHouse(async (house) => {
      await story(house.book('shop'));
      expect(await exported(house.book('shop'), 'hledger')).toBe(`\
; Book shop of a Tallystick house.
decimal-mark .

1970-01-02 (3) transfer p%2C1  ; seq:3, at:86400000, id:p%2C1
    GBP/2:world  -12.50 GBP
    GBP/2:alice  12.50 GBP

1970-01-03 (5) merge m1  ; seq:5, at:172800000, id:m1
    GBP/2:alice  -12.50 GBP
    GBP/2:bob%20%26%20co  12.50 GBP

1970-01-02 (6) transfer late  ; seq:6, at:90000000, id:late
    GBP/2:world  -0.05 GBP
    GBP/2:alice  0.05 GBP

1970-01-03 (6) transfer late  ; seq:6, at:172800000, id:late
    GBP/2:alice  -0.05 GBP
    GBP/2:bob%20%26%20co  0.05 GBP

1970-01-05 (11) transfer g  ; seq:11, at:345600000, id:g
    X/0:world  -3 "X"
    X/0:alice  3 "X"

1970-01-06 (12) transfer inner  ; seq:12, at:432000000, id:inner
    X/0:alice  -1 "X"
    X/0:world  1 "X"

account GBP/2:alice  ; type:A
account X/0:alice  ; type:A
account GBP/2:bob%20%26%20co  ; type:A
account GBP/2:carol  ; type:A
account GBP/2:world  ; type:E
account X/0:world  ; type:E
commodity 1000.00 GBP
commodity 1000. "X"
`);
    });
  });

  test('beancount: accounts open with their first life, and close when they were closed', async () => {
    await withHouse(async (house) => {
      await story(house.book('shop'));
      const text = await exported(house.book('shop'), 'beancount');
      expect(text.slice(0, text.indexOf('1970-01-03'))).toBe(`\
; Book shop of a Tallystick house.
option "title" "shop"

1970-01-02 * "transfer" "p%2C1"
  seq: 3
  at: "86400000"
  Equity:World:GBP-2  -12.50 GBP
  Assets:GBP-2:Id-alice  12.50 GBP

`);
      expect(text.slice(text.indexOf('1970-01-01 open'))).toBe(`\
1970-01-01 open Assets:GBP-2:Id-alice
1970-01-04 open Assets:X-0:Id-alice
1970-01-01 open Assets:GBP-2:Id-bob-u20--u26--u20-co
1970-01-04 open Assets:GBP-2:Id-carol
1970-01-05 close Assets:GBP-2:Id-carol
1970-01-02 open Equity:World:GBP-2
1970-01-05 open Equity:World:X-0
`);
    });
  });

  test('CSV: a line for each entry, holds and what runs out among them', async () => {
    await withHouse(async (house) => {
      await story(house.book('shop'));
      const lines = (await exported(house.book('shop'), 'csv')).split('\n');
      expect(lines[0]).toBe(
        'seq,id,kind,effectiveAt,recordedAt,account,asset,posted,postedMinor,available,availableMinor,incoming,incomingMinor,expected,expectedMinor,purse,purseMinor,spendable,spendableMinor,reference,metadata,actor',
      );
      expect(lines).toContain(
        '3,"p,1",transfer,86400000,86400000,alice,GBP/2,12.50,1250,12.50,1250,0.00,0,0.00,0,0.00,0,0.00,0,,,',
      );
      expect(lines).toContain(
        '4,h1,hold,86400000,86400000,alice,GBP/2,0.00,0,-1.00,-100,0.00,0,0.00,0,0.00,0,0.00,0,,,',
      );
      expect(lines).toContain(
        '4,h1,hold,259200000,86400000,alice,GBP/2,0.00,0,1.00,100,0.00,0,0.00,0,0.00,0,0.00,0,,,',
      );
      expect(lines).toContain(
        '12,inner,transfer,432000000,86400000,alice,X/0,-1,-1,-1,-1,0,0,0,0,0,0,0,0,,,',
      );
    });
  });

  test('NDJSON: every record whole, refused ones too', async () => {
    await withHouse(async (house) => {
      await story(house.book('shop'));
      const [format, ...records] = (await exported(house.book('shop'), 'ndjson'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(format).toEqual({ format: 'tallystick/1' });
      expect(records).toHaveLength(STORY.length + 1);
      expect(records[2]).toMatchObject({
        seq: 3,
        id: 'p,1',
        kind: 'transfer',
        ok: true,
        command: { from: 'world', to: 'alice', asset: 'GBP/2', amount: '12.50', amountMinor: '1250' },
        entries: expect.arrayContaining([
          {
            account: 'alice',
            asset: 'GBP/2',
            seq: 3,
            at: DAY,
            order: 6,
            inflow: '12.50',
            inflowMinor: '1250',
            outflow: '0.00',
            outflowMinor: '0',
            available: '12.50',
            availableMinor: '1250',
            incoming: '0.00',
            incomingMinor: '0',
            expected: '0.00',
            expectedMinor: '0',
            purse: '0.00',
            purseMinor: '0',
            spendable: '0.00',
            spendableMinor: '0',
          },
        ]),
      });
      expect(records[9]).toMatchObject({
        id: 'refused',
        ok: false,
        reason: 'insufficient_funds',
        asset: 'GBP/2',
        available: '12.55',
        availableMinor: '1255',
      });
    });
  });
});

describe('lives of accounts in beancount', () => {
  test('an account that was merged away stays open for what takes each other back behind the merge', async () => {
    await withHouse(async (house) => {
      const book = house.book('shop');
      await submitAll(
        book,
        [
          { ...open(0, 'a'), id: '1' },
          { ...open(0, 'b'), id: '2' },
          { ...put(0, 'a', 100n), id: '3' },
          { ...hold(DAY, 'h', 'a', 50n, 9 * DAY), id: '4' },
          { ...capture(5 * DAY, 'h'), id: '5' },
          { ...merge(3 * DAY, 'b', 'a'), id: '6' },
        ].map((command) => inputOf(command)),
      );
      expect((await book.events({})).map(({ ok }) => ok)).toEqual([true, true, true, true, true, true]);
      const file = readBeancount(await exported(book, 'beancount'));
      expect(file.postings.filter(({ account }) => account.endsWith('-a')).map(({ date }) => date)).toContain(
        '1970-01-06',
      );
      expect(file.closed.size).toBe(0);
    });
  });

  test('an account that was opened again is open from its first life to its last, in whatever order they are listed', async () => {
    await withHouse(async (house) => {
      const book = house.book('shop');
      const lives = Array.from({ length: 11 }, (_, i) => [
        open(2 * i * DAY, 'a'),
        close((2 * i + 1) * DAY, 'a'),
      ]);
      await submitAll(
        book,
        lives.flat().map((command, i) => inputOf({ ...command, id: `l${i}` })),
      );
      const file = readBeancount(await exported(book, 'beancount'));
      expect([...file.opened]).toEqual([['Assets:GBP-2:Id-a', '1970-01-01']]);
      expect([...file.closed]).toEqual([['Assets:GBP-2:Id-a', '1970-01-22']]);
    });
  });
});

describe('an export', () => {
  test('goes on from a cursor', async () => {
    await withHouse(async (house) => {
      const book = house.book('shop');
      await submitAll(book, STORY);
      const first = await exported(book, 'csv');
      await submitAll(book, [GROUP]);
      const rest = await exported(book, 'csv', 10);
      expect(first + rest.slice(rest.indexOf('\n') + 1)).toBe(await exported(book, 'csv'));
    });
  });

  test('ends at what was the last record when it began, and waits for every write', async () => {
    await withHouse(async (house) => {
      const book = house.book('shop');
      const many = Array.from({ length: 3_000 }, (_, i) => inputOf(open(0, `account ${i}`)));
      await submitAll(book, many);
      let isWriting = false;
      let text = '';
      let pieces = 0;
      const seen: [number, number][] = [];
      const report = await exportBook(
        book,
        'ndjson',
        async (piece) => {
          expect(isWriting).toBe(false);
          isWriting = true;
          await submitAll(book, [inputOf(open(0, `late ${pieces}`))]);
          isWriting = false;
          text += piece;
          pieces += 1;
        },
        { onProgress: (done, total) => seen.push([done, total]) },
      );
      expect(report).toEqual({ records: 3_000, through: 3_000 });
      expect(text.trimEnd().split('\n')).toHaveLength(3_001);
      expect(pieces).toBeGreaterThan(5);
      expect(seen.at(-1)).toEqual([3_000, 3_000]);
    });
  });

  test('of nothing is a file without transactions', async () => {
    await withHouse(async (house) => {
      const texts = await Promise.all(
        (['hledger', 'beancount', 'csv', 'ndjson'] as const).map((format) =>
          exported(house.book('none'), format),
        ),
      );
      expect(texts.map((text) => text.split('\n').length)).toEqual([4, 4, 2, 2]);
    });
  });

  test('refuses formats that it does not know, and cursors that mean nothing', async () => {
    await withHouse(async (house) => {
      const book = house.book('shop');
      await expect(exported(book, 'ledger' as ExportFormatName)).rejects.toThrow(
        /format: expected one of hledger/,
      );
      await expect(exported(book, 'csv', -1)).rejects.toThrow(/after/);
      await expect(exported(book, 'csv', 0.5)).rejects.toThrow(/after/);
      await expect(exported(book, 'beancount', 1)).rejects.toThrow(/opens each account once/);
    });
  });
});
