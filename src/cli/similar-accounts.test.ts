import { describe, expect, test } from 'vitest';
import { meantText, similarAccounts, slipsBetween } from './similar-accounts.ts';

describe('slips between names', () => {
  test.each([
    ['alcie', 'alice', 1],
    ['Alice', 'alice', 0],
    ['alic', 'alice', 1],
    ['aalice', 'alice', 1],
    ['alyce', 'alice', 1],
    ['ecila', 'alice', 4],
    ['bobby', 'alice', 5],
    ['', 'a', 1],
  ])('%j and %j', (one, other, slips) => {
    expect(slipsBetween(one, other, 2)).toBe(slips);
    expect(slipsBetween(other, one, 2)).toBe(slips);
  });
});

describe('accounts that are like a name', () => {
  const bookOf = (ids: readonly string[]) => {
    const asked: number[] = [];
    return {
      asked,
      async accounts({ after, limit }: { after?: string; limit: number }) {
        asked.push(limit);
        const start = after === undefined ? 0 : Number(after);
        const items = ids.slice(start, start + limit).map((account) => ({ account }));
        return { items, cursor: start + limit < ids.length ? String(start + limit) : null };
      },
    };
  };

  test('are the nearest three, the nearest first', async () => {
    const book = bookOf(['alice', 'alicia', 'alina', 'bob', 'malice', 'zoe', 'aliciaa']);
    expect(await similarAccounts(book, 'alcie')).toEqual(['alice', 'alicia', 'malice']);
    expect(await similarAccounts(book, 'alicie')).toEqual(['alice', 'alicia', 'aliciaa']);
    expect(await similarAccounts(book, 'xyzzy')).toEqual([]);
    expect(await similarAccounts(book, 'wrld')).toEqual(['world']);
    // A name of one sign is like every other.
    expect(await similarAccounts(bookOf(['b', 'ab']), 'a')).toEqual(['ab']);
    expect(meantText(['alice', 'a\u001b'])).toBe(' (did you mean alice or a\\u001b?)');
    expect(meantText([])).toBe('');
  });

  test('are looked for in a part of a large book', async () => {
    const book = bookOf([...Array.from({ length: 100_000 }, (_, i) => `n${i}`), 'alice']);
    expect(await similarAccounts(book, 'alcie')).toEqual([]);
    expect(book.asked).toEqual([500, 500, 500, 500]);
  });
});
