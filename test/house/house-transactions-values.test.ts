import { describe, expect, test } from 'vitest';
import { allEvents } from '../support/house/house-door.ts';
import { HOUSES } from '../support/house/house-places.ts';
import { give, notRun, openTransacted } from '../support/house/transacted-house.ts';

describe.each(HOUSES)('the value of a transaction, $name', (kind) => {
  const ahead = (n: number): string => 'x'.repeat(n);
  const circle: unknown[] = [];
  circle.push(circle);
  const cases: readonly (readonly [string, unknown, boolean])[] = [
    ['nothing', undefined, true],
    ['null', null, true],
    ['amounts', [0n, -(2n ** 63n), 10n ** 30n], true],
    ['numbers', [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308], true],
    ['texts', ['', 'é\u0000\ud800', '{"$bigint":"1"}', '"events":'], true],
    [
      'members by any name',
      { $bigint: '7', $$x: { $undefined: true }, ['__proto__']: 1n, 2: 'b', '': undefined },
      true,
    ],
    ['as much as fits', ahead(65_534), true],
    ['one more', ahead(65_535), false],
    ['more in bytes', 'é'.repeat(40_000), false],
    ['a giant', 2n ** 400_000n, false],
    ['many', new Array(100_000).fill(0), false],
    ['a hole', new Array(3), false],
    ['a date', new Date(0), false],
    ['a map', [new Map([[1, 2]])], false],
    ['a function', { later: () => 1 }, false],
    ['a symbol', Symbol('s'), false],
    ['a circle', circle, false],
    ['code to run', Object.defineProperty({}, 'x', { enumerable: true, get: () => 1 }), false],
    [
      'an object of a class',
      new (class Own {
        x = 1;
      })(),
      false,
    ],
  ];

  test('is kept when it is plain data of at most 64 KB, and given to whoever asks first in any case', async () => {
    const { book, reopen, close } = await openTransacted(kind);
    for (const [id, value, isKept] of cases) {
      const first = await book.transaction(
        async (tx) => {
          await tx.transfer(give(1));
          return value;
        },
        { id },
      );
      if (!first.ok) throw new Error(first.reason);
      expect([id, first.valueKept]).toEqual([id, isKept ? undefined : false]);
      expect(Object.is(first.value, value)).toBe(true);
    }
    const house = kind.isDurable ? await reopen() : undefined;
    const again = house?.book('main') ?? book;
    for (const [id, value, isKept] of cases) {
      const answer = await again.transaction<unknown>(notRun, { id });
      if (!answer.ok) throw new Error(answer.reason);
      expect([id, answer.valueKept, answer.parts.length]).toEqual([id, isKept ? undefined : false, 1]);
      expect(answer.value).toStrictEqual(isKept ? value : undefined);
    }
    if (house !== undefined) expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
    // What is in the journal for everybody does not show it.
    for (const record of await allEvents(again)) expect(record).not.toHaveProperty('value');
    await close();
  });

  test('is what it was when the work ended, whatever becomes of it', async () => {
    const { book, close } = await openTransacted(kind);
    const list = [1n];
    const first = book.transaction(
      async (tx) => {
        await tx.transfer(give(1));
        return list;
      },
      { id: 'list' },
    );
    await first;
    list.push(2n);
    expect(await book.transaction(notRun, { id: 'list' })).toMatchObject({
      value: [1n],
    });
    await close();
  });
});
