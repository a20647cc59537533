import { describe, expect, test } from 'vitest';
import { type OpenBook, open } from '../../src/index.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const GBP = 'GBP/2';
const OUT = { from: 'a', to: 'world' } as const;
const KIND = { kind: 'transfer' } as const;

async function lastSeqs(book: OpenBook, ...ids: readonly string[]): Promise<unknown[]> {
  const { items } = await book.accounts();
  const balances = await book.balances(ids);
  // Both say the same of those that live.
  for (const [i, id] of ids.entries()) {
    const listed = items.findLast(({ account }) => account === id)?.lastSeq;
    if (balances[i] !== null) expect(balances[i]?.lastSeq).toBe(listed);
  }
  return ids.map((id) => items.findLast(({ account }) => account === id)?.lastSeq);
}

describe.each(HOUSES)('what is expected of accounts, on $name', (kind) => {
  test('is judged before the command, and is part of it', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 5_000 });
      try {
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP });
        await book.openAccount({ account: 'b', asset: GBP });
        await book.transfer({ from: 'world', to: 'a', amount: 100n });
        const rich = [{ account: 'a', available: { min: 101n } }];
        const refused = {
          ok: false,
          reason: 'expectation_failed',
          subject: 'a',
          available: 100n,
          min: 101n,
          lastSeq: 3,
          asset: GBP,
          message: 'not what is expected: 1.00 GBP available, at least 1.01 expected',
        };
        expect(await book.dryRun({ ...KIND, ...OUT, amount: 1n, expect: rich })).toMatchObject(refused);
        const asked = { ...OUT, amount: 1n, id: 'x', expect: rich };
        expect(await book.transfer(asked)).toMatchObject(refused);
        expect(await book.transfer(asked)).toMatchObject({ ...refused, replayed: true });
        // Another expectation is another command; so is none.
        const other = { ...asked, expect: [{ account: 'a', available: { min: 100n } }] };
        expect(await book.transfer(other)).toMatchObject({ ok: false, reason: 'id_conflict' });
        const { expect: _, ...none } = asked;
        expect(await book.transfer(none)).toMatchObject({ ok: false, reason: 'id_conflict' });
        // A refusal is no change.
        expect(await lastSeqs(book, 'a', 'b')).toEqual([3, 2]);
        const met = {
          ...other,
          id: 'y',
          expect: [{ account: 'a', available: { min: 100n, max: 100n }, lastSeq: 3 }],
        };
        const first = await book.transfer(met);
        expect(first).toMatchObject({ ok: true });
        // It met then what it does not meet any more: its repeat has the first answer.
        expect(await book.transfer(met)).toEqual({ ...first, replayed: true });
        const [answer] = await book.submit([{ ...KIND, ...met, id: 'z' }]);
        expect(answer).toMatchObject({
          reason: 'expectation_failed',
          available: 99n,
          expectedSeq: 3,
          lastSeq: first.seq,
        });
        await book.transfer({ from: 'world', to: 'a', amount: 2n });
        expect(await book.transfer(asked, { retryRefused: true })).toMatchObject({ ok: true, id: 'x' });
        expect((await book.command('x'))?.command).toMatchObject({ expect: rich });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('goes by the number of the latest command, after a restart and with nothing in memory, too', () =>
    inPlace(kind, async ({ url }) => {
      const clock = (): number => 5_000;
      for (const cacheRowsMax of kind.isDurable ? [undefined, 0, 2] : [0]) {
        const options = { clock, ...(cacheRowsMax === undefined ? {} : { cacheRowsMax }) };
        const name = `shop ${cacheRowsMax}`;
        let house = await open(url, options);
        try {
          let book = house.book(name);
          const again = async (): Promise<void> => {
            if (!kind.isDurable) return;
            await house.close();
            house = await open(url, options);
            book = house.book(name);
          };
          const step = async (work: Promise<{ ok: boolean }>, ...expected: unknown[]): Promise<void> => {
            expect(await work).toMatchObject({ ok: true });
            expect(await lastSeqs(book, 'a', 'b', 'c')).toEqual(expected);
            await again();
            expect(await lastSeqs(book, 'a', 'b', 'c')).toEqual(expected);
          };
          await step(book.openAccount({ account: 'a', asset: GBP }), 1, undefined, undefined);
          await step(book.openAccount({ account: 'b', asset: GBP }), 1, 2, undefined);
          await step(book.openAccount({ account: 'c', asset: GBP }), 1, 2, 3);
          await step(book.transfer({ from: 'world', to: 'a', amount: 100n }), 4, 2, 3);
          // Late ones count by arrival, and so do those dated ahead.
          await step(book.transfer({ from: 'world', to: 'b', amount: 9n, effectiveAt: 5_000 }), 4, 5, 3);
          await step(book.hold({ hold: 'h', account: 'a', to: 'b', amount: 5n, expiresAt: 9_000 }), 6, 6, 3);
          await step(book.capture({ hold: 'h', amount: 2n }), 7, 7, 3);
          await step(book.updateAccount({ account: 'c', floor: -5n }), 7, 7, 8);
          // Nothing of a refused group is left, nor of a layer that was rolled back.
          const commands = [
            { ...KIND, from: 'a', to: 'c', amount: 1n },
            { ...KIND, from: 'b', to: 'c', amount: 1_000n },
          ];
          expect(await book.submit([{ kind: 'atomic', commands }])).toMatchObject([{ ok: false }]);
          expect(await lastSeqs(book, 'a', 'b', 'c')).toEqual([7, 7, 8]);
          const work = book.transaction(async (tx) => {
            const inner = await tx.begin();
            await inner.transfer({ from: 'a', to: 'c', amount: 1n });
            await inner.rollback();
            await tx.transfer({ from: 'b', to: 'world', amount: 1n });
            return { ok: true };
          });
          await step(work, 7, 10, 8);
          await step(book.merge({ into: 'b', from: 'a', effectiveAt: 5_000 }), 11, 11, 8);
          expect(await book.balance('a')).toBeNull();
          const gone = { account: 'a', lastSeq: 0 };
          const late = { from: 'b', to: 'world', amount: 1n };
          await step(book.transfer({ ...late, expect: [gone, { account: 'b', lastSeq: 11 }] }), 11, 12, 8);
          expect(await book.transfer({ ...late, expect: [{ account: 'a', lastSeq: 11 }] })).toMatchObject({
            reason: 'expectation_failed',
            expectedSeq: 11,
            lastSeq: 0,
            message: 'not what is expected: there is no such account at that time',
          });
          expect(await book.transfer({ ...late, expect: [{ account: 'b', lastSeq: 11 }] })).toMatchObject({
            message: 'not what is expected: last changed by number 12, number 11 expected',
          });
          await expectSound(house);
        } finally {
          await house.close();
        }
      }
    }));

  test('is what was available at the place of a late command', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 9_000, cacheRowsMax: 0 });
      try {
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP, floor: null, effectiveAt: 1 });
        for (let at = 1_000; at <= 8_000; at += 1_000)
          await book.transfer({ from: 'world', to: 'a', amount: 10n, effectiveAt: at });
        const late = (at: number, min: bigint, max: bigint) =>
          book.dryRun({
            ...KIND,
            ...OUT,
            amount: 1n,
            effectiveAt: at,
            expect: [{ account: 'a', available: { min, max } }],
          });
        for (const [at, there] of [
          [1, 0n],
          [1_000, 10n],
          [4_999, 40n],
          [8_500, 80n],
          [20_000, 80n],
        ] as const) {
          expect((await book.balance('a', { at }))?.available).toBe(there);
          expect(await late(at, there, there)).toMatchObject({ ok: true });
          expect(await late(at, there + 1n, there + 1n)).toMatchObject({ available: there, lastSeq: 9 });
        }
      } finally {
        await house.close();
      }
    }));

  test('is asked of a group once, before its first command', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 5_000 });
      try {
        const book = house.book('shop');
        for (const account of ['a', 'b']) await book.openAccount({ account, asset: GBP });
        await book.transfer({ from: 'world', to: 'a', amount: 100n });
        const commands = [60n, 40n].map((amount) => ({ ...KIND, ...OUT, amount }));
        const group = (more: object) => ({ kind: 'atomic', commands, ...more }) as const;
        const hundred = [{ account: 'a', available: { min: 100n, max: 100n }, lastSeq: 3 }];
        const own = { ...KIND, ...OUT, amount: 1n, expect: hundred };
        const [refused] = await book.submit([group({ expect: [{ account: 'a', lastSeq: 2 }] })]);
        expect(refused).toMatchObject({
          ok: false,
          reason: 'expectation_failed',
          lastSeq: 3,
          expectedSeq: 2,
        });
        expect(refused).not.toHaveProperty('path');
        // One inside finds what those before it have left, by numbers of their own.
        const [inside] = await book.submit([group({ commands: [...commands, own] })]);
        expect(inside).toMatchObject({ path: [2], available: 0n, expectedSeq: 3 });
        const [deep] = await book.submit([group({ commands: [commands[0], group({ expect: hundred })] })]);
        expect(deep).toMatchObject({ reason: 'expectation_failed', path: [1], available: 40n });
        const met = group({ expect: hundred, id: 'met' });
        const [first, again] = await book.submit([met, met]);
        expect(first).toMatchObject({ ok: true });
        expect(again).toEqual(first);
        const record = await book.command('met');
        expect(record?.kind === 'atomic' && record.command.expect).toEqual(hundred);
        const other = group({ id: 'met' });
        expect(await book.submit([met, other])).toMatchObject([
          { ok: true, replayed: true },
          { reason: 'id_conflict' },
        ]);
        expect(await book.dryRun(group({ expect: hundred }))).toMatchObject({ reason: 'expectation_failed' });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('is asked in each book of a group on several', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 5_000 });
      try {
        const [uk, eu] = [house.book('uk'), house.book('eu')];
        for (const book of [uk, eu]) {
          await book.openAccount({ account: 'a', asset: GBP });
          await book.transfer({ from: 'world', to: 'a', amount: 100n });
        }
        const commands = [uk, eu].map(({ name }) => ({ book: name, ...KIND, ...OUT, amount: 10n }));
        const line = (book: string, lastSeq: number) => ({
          book,
          account: 'a',
          available: { min: 100n },
          lastSeq,
        });
        const refused = await house.atomic(commands, { id: 'g', expect: [line('uk', 2), line('eu', 1)] });
        expect(refused).toMatchObject({
          ok: false,
          reason: 'expectation_failed',
          book: 'eu',
          expectedSeq: 1,
        });
        expect(refused).not.toHaveProperty('path');
        const met = { id: 'h', expect: [line('uk', 3), line('eu', 3)] };
        expect(await house.atomic(commands, met)).toMatchObject({ ok: false });
        const now = { id: 'i', expect: [line('eu', 2), line('uk', 2)] };
        const first = await house.atomic(commands, now);
        expect(first).toMatchObject({ ok: true });
        // In whatever order they are.
        const turned = { ...now, expect: now.expect.toReversed() };
        expect(await house.atomic(commands, turned)).toMatchObject({ ok: true, replayed: true });
        expect(await house.atomic(commands, { id: 'i' })).toMatchObject({ reason: 'id_conflict' });
        const over = { from: { book: 'uk', account: 'a' }, to: { book: 'eu', account: 'a' }, amount: 1n };
        expect(await house.transfer({ ...over, expect: [line('eu', 5)] })).toMatchObject({
          book: 'eu',
          available: 90n,
        });
        const poor = { book: 'eu', account: 'a', available: { max: 90n } };
        expect(await house.transfer({ ...over, expect: [poor] })).toMatchObject({ ok: true });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('is judged in a transaction when it is tried, and again when it is committed', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 5_000 });
      try {
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP });
        await book.transfer({ from: 'world', to: 'a', amount: 100n });
        let attempts = 0;
        const answer = await book.transaction(async (tx) => {
          attempts += 1;
          const seen = await tx.balance('a');
          expect(seen).not.toHaveProperty('lastSeq');
          const asked = { ...OUT, amount: 1n, expect: [{ account: 'a', lastSeq: 2 }] };
          const tried = await tx.transfer(asked);
          expect(tried.ok).toBe(attempts === 1);
          return tried.ok;
        });
        expect(answer).toMatchObject({ ok: true, value: true });
        // Somebody is faster: what was seen is so no more, and the work runs again.
        const begun = await book.begin();
        const asked = { ...OUT, amount: 1n, expect: [{ account: 'a', available: { min: 99n } }] };
        expect(await begun.transfer(asked)).toMatchObject({ ok: true });
        await book.transfer({ ...OUT, amount: 1n });
        expect(await begun.commit()).toMatchObject({ ok: false, reason: 'conflict' });
        expect((await book.balance('a'))?.available).toBe(98n);
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));
});
