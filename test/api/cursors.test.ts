import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, type OpenBook, open } from '../../src/index.ts';

interface Told {
  readonly cursor: string | null;
}

/** Each list, from its beginning or behind a cursor. */
const LISTS: Readonly<Record<string, (book: OpenBook, after?: string) => Promise<Told | null>>> = {
  accounts: (book, after) => book.accounts({ limit: 1, after }),
  holds: (book, after) => book.holds({ limit: 1, after }),
  offers: (book, after) => book.offers({ limit: 1, after }),
  payments: (book, after) => book.payments({ limit: 1, after }),
  credits: (book, after) => book.credits({ limit: 1, after }),
  'the history of a credit': (book, after) =>
    book.creditHistory({ grantedTo: 'a', credit: 'a1', limit: 1, after }),
  imports: (book, after) => book.imports({ limit: 1, after }),
  transactions: (book, after) => book.transactions({ limit: 1, after }),
  'the newest payments': (book, after) => book.payments({ limit: 1, after, order: 'newest' }),
  'the newest transactions': (book, after) => book.transactions({ limit: 1, after, order: 'newest' }),
  'the newest of a statement': (book, cursor) => book.statement('a', { limit: 1, cursor, order: 'newest' }),
  'a statement': (book, cursor) => book.statement('a', { limit: 1, cursor }),
  "another account's statement": (book, cursor) => book.statement('b', { limit: 1, cursor }),
};
const NAMES = Object.keys(LISTS);

let house: House;
let cursors: Map<string, string>;
let othersCursors: Map<string, string>;

async function cursorsOf(book: OpenBook): Promise<Map<string, string>> {
  for (const account of ['a', 'b']) {
    await book.openAccount({ account, asset: 'GBP/2' });
    for (const n of [1, 2]) {
      const id = `${account}${n}`;
      await book.pay({ payment: id, account, amount: 9n });
      await book.grant({ credit: id, account, amount: 9n, expiry: null });
      await book.spend({ account, amount: 1n, clock: {} });
      await book.hold({ hold: id, account, amount: 1n, expiresAt: null });
      await book
        .offer({ offer: id, from: account, to: account === 'a' ? 'b' : 'a', amount: 1n, expiresAt: null })
        .catch(() => undefined);
      await book.recordImport({
        source: id,
        fileHash: 'f',
        mappingHash: 'm',
        rows: 1,
        firstAt: 1,
        lastAt: 2,
      });
    }
  }
  await book.offer({ offer: 'z', from: 'a', to: 'b', amount: 1n, expiresAt: null });
  const told = await Promise.all(
    NAMES.map(async (name) => [name, (await LISTS[name]?.(book))?.cursor ?? ''] as const),
  );
  return new Map(told);
}

beforeAll(async () => {
  house = await open('memory:', { announceExpiries: false, clock: () => 20 });
  cursors = await cursorsOf(house.book('main'));
  othersCursors = await cursorsOf(house.book('side'));
});
afterAll(() => house.close());

describe.each(NAMES)('%s', (name) => {
  const list = (after: string): Promise<Told | null> | undefined => LISTS[name]?.(house.book('main'), after);
  const refused = {
    name: 'TallystickError',
    code: 'bad_option',
    field: name.endsWith('statement') ? 'cursor' : 'after',
  };

  test('goes on behind its own cursor', async () => {
    const own = cursors.get(name) ?? '';
    expect(own).not.toBe('');
    expect(await list(own)).not.toEqual(await LISTS[name]?.(house.book('main')));
  });

  test('refuses the cursors of the other lists, and those of another book', async () => {
    for (const [other, cursor] of cursors) {
      if (other !== name) await expect(list(cursor), other).rejects.toMatchObject(refused);
    }
    for (const [other, cursor] of othersCursors)
      await expect(list(cursor), other).rejects.toMatchObject(refused);
  });

  test('refuses forged cursors, and those of a later version', async () => {
    const parts: unknown[] = JSON.parse(cursors.get(name) ?? '');
    const [version, ...rest] = parts;
    const forged: readonly unknown[][] = [
      [Number(version) + 1, ...rest],
      [String(version), ...rest],
      rest,
      [...parts, 1],
      parts.slice(0, -1),
      parts.with(-1, null),
      parts.with(-1, 0.5),
      parts.with(-1, 2 ** 53),
      parts.with(-1, ['a']),
      parts.with(-1, { a: 1 }),
      parts.with(-1, '\ud800'),
      [],
    ];
    const texts = [
      ...forged.map((one) => JSON.stringify(one)),
      '',
      ' ',
      '0',
      '1:2',
      '-1',
      '1e3',
      'null',
      '{}',
      '[',
      '"a"',
    ];
    for (const text of texts) await expect(list(text), text).rejects.toMatchObject(refused);
  });
});
