import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJson, parseMoney, toJson } from '../../src/money-entry.ts';
import { withHouse } from '../cli-formats/house-with.ts';

const day = 86_400_000;

/** Through a text, as over a wire. */
function overTheWire(answer: unknown, options = {}): unknown {
  return fromJson(JSON.parse(JSON.stringify(toJson(answer, options))));
}

/** Every amount in a document, with the asset that stands nearest. */
function amountsIn(
  json: unknown,
  asset?: string,
): { name: string; asset: string | undefined; minor: string; text: unknown }[] {
  if (typeof json !== 'object' || json === null) return [];
  const members = json as Record<string, unknown>;
  const own = typeof members.asset === 'string' ? members.asset : asset;
  return Object.entries(members).flatMap(([name, value]) =>
    name.endsWith('Minor') && typeof value === 'string'
      ? [{ name, asset: own, minor: value, text: members[name.slice(0, -'Minor'.length)] }]
      : ['metadata', 'expiry', 'clock'].includes(name)
        ? []
        : amountsIn(value, own),
  );
}

describe.each(Array.from({ length: 19 }, (_, scale) => scale))('what a house says at scale %i', (scale) => {
  test('comes back without loss, and says each amount twice', async () => {
    const asset = `X/${scale}`;
    await withHouse(async (house) => {
      const book = house.book('main');
      const answers: unknown[] = [
        await book.openAccount({
          account: 'a',
          asset,
          floor: -5n,
          ceiling: 2n ** 62n,
          metadata: { postedMinor: '1', asset: 'x' },
        }),
        await book.openAccount({ account: 'b', asset, floor: null }),
        await book.transfer({ from: 'world', to: 'a', amount: 2n ** 61n + 1n }),
        await book.hold({ hold: 'h', account: 'a', amount: 10n, expiresAt: null }),
        await book.capture({ hold: 'h', amount: 7n }),
        await book.pay({ payment: 'p', account: 'a', amount: 11n }),
        await book.refund({ refund: 'r', account: 'a', amount: 3n }),
        await book.grant({
          credit: 'c',
          account: 'a',
          amount: 9n,
          expiry: { aMinor: 3n, ['__proto__']: 4n },
        }),
        await book.spend({ account: 'a', amount: 2n, clock: {} }),
        await book.transfer({ from: 'b', to: 'a', amount: 1n }),
        await book.transfer({ from: 'a', to: 'b', amount: 2n ** 62n }),
        ...(await book.submit([{ kind: 'atomic', commands: [{ kind: 'release', hold: 'h' }] }])),
      ];
      for (const answer of answers) {
        expect(overTheWire(answer)).toEqual(answer);
        expect(overTheWire(answer, { asset })).toEqual({ ...(answer as object), asset });
      }
      const reads = [
        await book.balance('a'),
        await book.statement('a'),
        await book.trialBalance(),
        await book.accounts(),
        await book.events(),
        await book.transactions(),
        ...(await Promise.all([book.holds(), book.payments(), book.credits()])).map((page) => page.items),
      ];
      let count = 0;
      for (const read of reads) {
        expect(overTheWire(read)).toEqual(read);
        const named = amountsIn(toJson(read, { asset }));
        count += named.length;
        for (const { name, asset: told, minor, text } of named) {
          expect(told, name).toBe(asset);
          expect(parseMoney(String(text), asset), name).toBe(BigInt(minor));
        }
      }
      expect(count).toBeGreaterThan(50);
    }, 30 * day);
  });
});

describe('an answer as JSON', () => {
  test('has minor units alone where no asset is known, and the nearest asset where there is one', () => {
    expect(toJson({ ok: true, amount: 1250n })).toEqual({ ok: true, amountMinor: '1250' });
    expect(toJson({ amount: 1250n, parts: [{ amount: 5n }] }, { asset: 'GBP/2' })).toEqual({
      asset: 'GBP/2',
      amount: '12.50',
      amountMinor: '1250',
      parts: [{ amount: '0.05', amountMinor: '5' }],
    });
    expect(toJson([{ amount: 5n }, { asset: 'JPY/0', amount: 5n }], { asset: 'GBP/2' })).toEqual([
      { asset: 'GBP/2', amount: '0.05', amountMinor: '5' },
      { asset: 'JPY/0', amount: '5', amountMinor: '5' },
    ]);
    expect(toJson({ asset: 'GBP/2', floor: null, endedAt: null })).toEqual({
      asset: 'GBP/2',
      floor: null,
      floorMinor: null,
      endedAt: null,
    });
  });

  test('a counter of a clock that could not be read back is refused', () => {
    expect(() => toJson({ expiry: { a: -1n } })).toThrow('expiry["a"]: expected a bigint, not negative');
  });

  test('any data comes back as it was, or is refused', () => {
    const data = fc.object({
      key: fc.oneof(
        fc.string(),
        fc.constantFrom('amount', 'asset', 'clock', 'expiry', 'metadata', 'seqs', 'floor', 'aMinor'),
      ),
      values: [
        fc.bigInt(),
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('GBP/2'),
      ],
    });
    let kept = 0;
    fc.assert(
      fc.property(data, (value) => {
        let json: unknown;
        try {
          json = toJson(value);
        } catch (error) {
          expect(error).toMatchObject({ name: 'TallystickError' });
          return;
        }
        kept += 1;
        expect(fromJson(JSON.parse(JSON.stringify(json)))).toEqual(value);
      }),
      { numRuns: 2_000 },
    );
    expect(kept).toBeGreaterThan(100);
  });

  test.each([
    [[1n], 'bad_option'],
    [{ a: [1n] }, 'bad_option'],
    [{ amountMinor: '5' }, 'bad_option'],
    [{ clock: { a: '5' } }, 'bad_option'],
    [{ at: new Date() }, 'bad_option'],
    [{ asset: 'GBP/2', amount: { of: { asset: 0n } } }, 'bad_option'],
    [{ at: Number.NaN }, 'bad_option'],
    [{ asset: 'pounds', amount: 5n }, 'bad_command'],
    [5n, 'bad_option'],
    [undefined, 'bad_option'],
  ])('%o is refused', (value, code) => {
    expect(() => toJson(value)).toThrow(expect.objectContaining({ code }));
  });

  test('a circle is refused, and depth is not', () => {
    const circle: { inside?: object } = {};
    circle.inside = circle;
    expect(() => toJson(circle)).toThrow(/something that ends/);
    let deep: object = { amount: 5n };
    for (let i = 0; i < 10_000; i += 1) deep = { commands: [deep] };
    expect(fromJson(toJson(deep))).toBeDefined();
  });

  test.each([
    [
      { asset: 'GBP/2', amount: '12.50', amountMinor: '1251' },
      /amount: expected the same as amountMinor says/,
    ],
    [
      { asset: 'GBP/2', parts: [{ amount: '12.501', amountMinor: '1250' }] },
      /parts\[0\]\.amount: expected at most 2 decimals/,
    ],
    [{ amount: '12.50', amountMinor: '1250' }, /an asset beside it/],
    [{ amountMinor: 1250 }, /amountMinor: expected minor units/],
    [{ amountMinor: '12.5' }, /amountMinor/],
    [{ asset: 'GBP/2', amount: 12.5, amountMinor: '1250' }, /amount/],
    [{ floor: '1', floorMinor: null }, /floor/],
    [{ expiry: { a: 5 } }, /expiry\["a"\]/],
    [{ asset: 'GBP' }, /asset/],
    ['5', /json/],
  ])('what does not agree with itself is refused: %o', (json, message) => {
    expect(() => fromJson(json)).toThrow(message);
  });
});
