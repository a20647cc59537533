import { afterEach, describe, expect, test } from 'vitest';
import { ENTRIES } from '../../src/commands/command-table.ts';
import { BookCommands } from '../../src/engine/command-methods.ts';
import { type House, type OpenBook, open, orThrow, RefusedError, TallystickError } from '../../src/index.ts';
import { HOUSES } from '../support/house/house-places.ts';

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function openHouse(kind = HOUSES[0]): Promise<House> {
  const place = await kind?.makePlace();
  const house = await open(place?.url ?? 'memory:', { announceExpiries: false, clock: () => 20 });
  ends.push(
    async () => place?.remove(),
    () => house.close(),
  );
  const book = house.book('main');
  for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
  await book.transfer({ id: 'x', from: 'world', to: 'a', amount: 5n, effectiveAt: 1 });
  await house.book('side').openAccount({ account: 'a', asset: 'GBP/2', effectiveAt: 0 });
  return house;
}

async function refusalOf(call: Promise<unknown>): Promise<RefusedError> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(RefusedError);
  return thrown as RefusedError; // It was just seen to be one.
}

const TOO_MUCH = { from: 'a', to: 'b', amount: 9n } as const;

describe.each(HOUSES)('book.orThrow on $name', (kind) => {
  test('an acceptance is answered as by the book, and a refusal is thrown with all that is answered', async () => {
    const house = await openHouse(kind);
    const book = house.book('main');
    const done = await book.orThrow.transfer({ id: 't', from: 'a', to: 'b', amount: 1n });
    expect(await book.transfer({ id: 't', from: 'a', to: 'b', amount: 1n })).toEqual({
      ...done,
      replayed: true,
    });
    const refused = await refusalOf(book.orThrow.transfer({ ...TOO_MUCH, id: 'u' }));
    expect(refused).toMatchObject({
      name: 'RefusedError',
      code: 'refused',
      reason: 'insufficient_funds',
      answer: { ok: false, reason: 'insufficient_funds', id: 'u', available: 4n, subject: 'a' },
    });
    expect(refused.message).toMatch(/^insufficient_funds: /);
    // It is on record all the same, and who asks again by either way is told the same.
    expect(await book.transfer({ ...TOO_MUCH, id: 'u' })).toEqual({ ...refused.answer, replayed: true });
    const again = await refusalOf(book.orThrow.transfer({ ...TOO_MUCH, id: 'u' }));
    expect(again.answer).toMatchObject({ replayed: true });
    await book.transfer({ from: 'world', to: 'a', amount: 50n });
    expect(await book.orThrow.transfer({ ...TOO_MUCH, id: 'u' }, { retryRefused: true })).toMatchObject({
      ok: true,
    });
  });

  test('a group is one command with one answer', async () => {
    const house = await openHouse(kind);
    const book = house.book('main');
    const commands = [
      { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
      { kind: 'atomic', commands: [{ kind: 'hold', hold: 'h', account: 'b', amount: 1n, expiresAt: null }] },
    ] as const;
    const about = { id: 'g', reference: 'order 7', metadata: { till: '4' }, private: { name: 'Ann' } };
    const answer = await book.atomic(commands, { ...about, expect: [{ account: 'a', lastSeq: 3 }] });
    expect(answer).toMatchObject({ ok: true, id: 'g', parts: [{ kind: 'transfer' }, { kind: 'hold' }] });
    // The same by the other way: a repeat.
    const [same] = await book.submit([
      { kind: 'atomic', commands, ...about, expect: [{ account: 'a', lastSeq: 3 }] },
    ]);
    expect(same).toEqual({ ...answer, replayed: true });
    const refused = await book.atomic([commands[0], { kind: 'transfer', ...TOO_MUCH }], { id: 'f' });
    expect(refused).toMatchObject({ ok: false, reason: 'insufficient_funds', path: [1], id: 'f' });
    const thrown = await refusalOf(book.orThrow.atomic([commands[0], { kind: 'transfer', ...TOO_MUCH }]));
    expect(thrown.answer).toMatchObject({ path: [1] });
    expect(await book.orThrow.atomic([commands[0]])).toMatchObject({ ok: true });
    expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 3n }, { posted: 2n }]);
  });

  test('transactions and groups on several books', async () => {
    const house = await openHouse(kind);
    const book = house.book('main');
    const before = (await book.head()).seq;
    const work = book.transaction(async (tx) => {
      await tx.orThrow.transfer({ from: 'a', to: 'b', amount: 1n });
      await tx.orThrow.transfer(TOO_MUCH);
    });
    expect((await refusalOf(work)).answer).toMatchObject({ reason: 'insufficient_funds', available: 4n });
    expect((await book.head()).seq).toBe(before);
    const kept = await book.orThrow.transaction(async (tx) => {
      const inner = tx.transaction((layer) => layer.orThrow.transfer(TOO_MUCH));
      expect((await refusalOf(inner)).reason).toBe('insufficient_funds');
      await tx.orThrow.transfer({ from: 'a', to: 'b', amount: 1n });
      return 7;
    });
    expect(kept.value).toBe(7);
    const tx = await book.begin();
    await tx.balance('a');
    await tx.orThrow.transfer({ from: 'a', to: 'b', amount: 1n });
    await book.transfer({ from: 'a', to: 'b', amount: 1n });
    expect((await refusalOf(tx.orThrow.commit())).reason).toBe('conflict');

    const across = { from: { book: 'main', account: 'a' }, to: { book: 'side', account: 'a' } };
    expect((await house.orThrow.transfer({ ...across, amount: 1n })).seqs).toHaveProperty('side');
    expect((await refusalOf(house.orThrow.transfer({ ...across, amount: 9n }))).answer).toMatchObject({
      book: 'main',
      seqs: { main: expect.any(Number), side: expect.any(Number) },
    });
    const commands = [{ book: 'main', kind: 'transfer', ...TOO_MUCH }] as const;
    expect((await refusalOf(house.orThrow.atomic(commands, { id: 'g' }))).answer).toMatchObject({ id: 'g' });
    expect((await refusalOf(book.orThrow.erase({ command: 'nobody' }))).reason).toBe('transaction_unknown');
  });
});

describe('orThrow', () => {
  test('has every command, and refuses what is malformed as the book does', async () => {
    const house = await openHouse();
    const book = house.book('main');
    const tx = await book.begin();
    const methods = Object.getOwnPropertyNames(BookCommands.prototype).filter(
      (name) => name !== 'constructor',
    );
    expect(methods).toHaveLength(ENTRIES.size);
    const before = await book.head();
    for (const method of methods) {
      const call = (on: object): Promise<unknown> =>
        Reflect.apply(Reflect.get(on, method), on, [{ nonsense: 1 }]);
      const failures = await Promise.all(
        [book, book.orThrow, tx, tx.orThrow].map((on) =>
          call(on).then(
            () => `${method} took it`,
            (error: unknown) => error,
          ),
        ),
      );
      for (const failure of failures) {
        expect(failure).toBeInstanceOf(TallystickError);
        expect((failure as Error).message).toBe((failures[0] as Error).message);
      }
    }
    await tx.rollback();
    expect(await book.head()).toEqual(before);
  });

  test('tells where it was called, and may be the cause of another error', async () => {
    const house = await openHouse();
    async function payTheRent(book: OpenBook): Promise<void> {
      await book.orThrow.transfer(TOO_MUCH);
    }
    const thrown = await refusalOf(payTheRent(house.book('main')));
    expect(thrown.stack).toContain('payTheRent');
    const { cause } = new Error('the rent is not paid', { cause: thrown });
    expect(cause).toBe(thrown);
  });

  test('works on any answer: of submit, of counters, of a dry run', async () => {
    const house = await openHouse();
    const book = house.book('main');
    const answers = await book.submit([
      { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
      { kind: 'transfer', ...TOO_MUCH },
    ]);
    const [done, refused] = answers;
    const { seq }: { readonly seq: number } = orThrow(done);
    expect(seq).toBe(4);
    expect(() => orThrow(refused)).toThrow(RefusedError);
    const { counters } = book;
    const unknown = await counters.backfill({ counter: 'nobody' });
    expect(() => orThrow(unknown)).toThrow(expect.objectContaining({ reason: 'counter_unknown' }));
    const defined = orThrow(await counters.define({ counter: 'c' }));
    expect(defined.definition.counter).toBe('c');
    const tried = await book.dryRun({ kind: 'transfer', ...TOO_MUCH });
    expect(() => orThrow(tried)).toThrow(RefusedError);
    for (const value of [undefined, null, 5, {}, { ok: 1 }, [], new Map()]) {
      expect(() => orThrow(value as never)).toThrow(expect.objectContaining({ code: 'bad_option' }));
      expect(() => new RefusedError(value as never)).toThrow(expect.objectContaining({ code: 'bad_option' }));
    }
    expect(() => new RefusedError({ ok: true } as never)).toThrow(
      expect.objectContaining({ field: 'answer' }),
    );
  });
});
