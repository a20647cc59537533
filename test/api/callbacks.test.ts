import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, type OpenOptions, open } from '../../src/index.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

const OWN = new Error('thrown by a function of the caller');
const raise = (): never => {
  throw OWN;
};
const give = { from: 'world', to: 'a', amount: 1n };

/** A house whose functions are right until they are told to go wrong. */
async function houseWith(options: (isWrong: () => boolean) => OpenOptions): Promise<{
  readonly house: House;
  readonly goWrong: (isWrong: boolean) => void;
}> {
  let wrong = false;
  const house = await open('memory:', { announceExpiries: false, ...options(() => wrong) });
  await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
  return {
    house,
    goWrong: (isWrong) => {
      wrong = isWrong;
    },
  };
}

/** Every way to write without an id and without a moment. */
const WRITES: Readonly<Record<string, (house: House) => Promise<unknown>>> = {
  transfer: (house) => house.book('main').transfer(give),
  submit: (house) =>
    house.book('main').submit([
      { kind: 'transfer', id: 'own', ...give },
      { kind: 'transfer', ...give },
    ]),
  'a transaction': (house) => house.book('main').transaction((tx) => tx.transfer(give)),
  'a group on several books': (house) => house.atomic([{ book: 'main', kind: 'transfer', ...give }]),
  'a commit by hand': async (house) => {
    const tx = await house.book('main').begin();
    await tx.transfer(give);
    await tx.commit();
  },
};

async function expectNothingDone(house: House, writes: readonly string[], error: object): Promise<void> {
  const book = house.book('main');
  const before = await book.head();
  for (const name of writes) await expect(WRITES[name]?.(house), name).rejects.toMatchObject(error);
  await pause(5);
  expect(unhandled.splice(0)).toEqual([]);
  expect(await book.head()).toEqual(before);
}

async function expectWellAgain(house: House): Promise<void> {
  for (const write of Object.values(WRITES)) await write(house);
  expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
  expect(await house.reconcile()).toMatchObject({ ok: true });
  await house.close();
}

const ALL = Object.keys(WRITES);

describe('newId', () => {
  const badIds = [
    5,
    5n,
    '',
    undefined,
    null,
    '\ud800',
    'x'.repeat(257),
    Symbol('id'),
    {},
    Promise.resolve('id'),
  ];
  test.each(badIds.map((id, i) => ({ id, i })))(
    'that makes what is no id ($i) is named, and nothing is written',
    async ({ id }) => {
      const newId = (isWrong: () => boolean) => () => (isWrong() ? id : crypto.randomUUID()) as string;
      const { house, goWrong } = await houseWith((isWrong) => ({ newId: newId(isWrong), clock: () => 20 }));
      goWrong(true);
      await expectNothingDone(house, ALL, { name: 'TallystickError', code: 'bad_id', field: 'newId()' });
      goWrong(false);
      await expectWellAgain(house);
    },
  );

  test('that throws is told, and nothing is written', async () => {
    const { house, goWrong } = await houseWith((isWrong) => ({
      newId: () => (isWrong() ? raise() : crypto.randomUUID()),
      clock: () => 20,
    }));
    goWrong(true);
    await expectNothingDone(house, ALL, OWN);
    goWrong(false);
    await expectWellAgain(house);
  });

  test('that makes an id twice is a caller who gives it twice: the same is done once, another is a conflict', async () => {
    const { house, goWrong } = await houseWith((isWrong) => ({
      newId: () => (isWrong() ? 'same' : crypto.randomUUID()),
      clock: () => 20,
    }));
    const book = house.book('main');
    goWrong(true);
    const first = await book.transfer(give);
    expect(await book.transfer(give)).toEqual({ ...first, replayed: true });
    expect(await book.transfer({ ...give, amount: 2n })).toMatchObject({ ok: false, reason: 'id_conflict' });
    expect(await book.balance('a')).toMatchObject({ posted: 1n });
    goWrong(false);
    await expectWellAgain(house);
  });
});

describe('clock', () => {
  const badMoments = [
    Number.NaN,
    0.5,
    '5',
    undefined,
    null,
    2 ** 53,
    5n,
    new Date(Number.NaN),
    {},
    Promise.resolve(5),
  ];
  test.each(badMoments.map((moment, i) => ({ moment, i })))(
    'that tells no moment ($i) is named, and nothing is written',
    async ({ moment }) => {
      const { house, goWrong } = await houseWith((isWrong) => ({
        clock: () => (isWrong() ? moment : 20) as number,
      }));
      goWrong(true);
      await expectNothingDone(house, ALL, {
        name: 'TallystickError',
        code: 'bad_timestamp',
        field: 'clock()',
      });
      await expect(house.book('main').balance('a')).rejects.toMatchObject({ field: 'clock()' });
      goWrong(false);
      await expectWellAgain(house);
    },
  );

  test('that throws stops what asks for it, and nothing is written', async () => {
    const { house, goWrong } = await houseWith((isWrong) => ({ clock: () => (isWrong() ? raise() : 20) }));
    goWrong(true);
    await expectNothingDone(house, ALL, {});
    goWrong(false);
    await expectWellAgain(house);
  });
});

describe('what is called back', () => {
  const failing = [raise, async () => raise(), () => Promise.reject(OWN)];

  test.each(failing)(
    'onBackgroundError that fails (%#) ends neither the process nor the work',
    async (onBackgroundError) => {
      const warnings: string[] = [];
      const hear = ({ message }: Error): void => void warnings.push(message);
      process.on('warning', hear);
      let isWrong = false;
      const clock = (): number => (isWrong ? raise() : Date.now());
      const house = await open('memory:', { clock, onBackgroundError });
      const book = house.book('main');
      await book.openAccount({ account: 'a', asset: 'GBP/2', effectiveAt: 0 });
      isWrong = true;
      await pause(1_200);
      isWrong = false;
      expect(await book.transfer(give)).toMatchObject({ ok: true });
      expect(unhandled.splice(0)).toEqual([]);
      expect(warnings.join()).toContain(OWN.message);
      process.off('warning', hear);
      await house.close();
    },
  );

  test.each(failing)('onProgress that fails (%#) stops the audit by its error', async (onProgress) => {
    const { house } = await houseWith(() => ({}));
    await expect(house.verify({ onProgress })).rejects.toBe(OWN);
    await expect(house.reconcile({ onProgress })).rejects.toBe(OWN);
    await pause(5);
    expect(unhandled.splice(0)).toEqual([]);
    await house.close();
  });

  const badEvents: readonly unknown[] = [
    5,
    null,
    'event',
    [undefined],
    new Array(1),
    Promise.resolve({ counter: 'c' }),
    Promise.reject(OWN),
    { counter: '' },
    { counter: 'c', eventId: 'e' },
    { counter: 'c', at: Number.NaN },
    { counter: 'c', value: 0.5 },
    { counter: 'c', nobodyKnowsThis: 1 },
  ];
  for (const told of badEvents) if (told instanceof Promise) told.catch(() => undefined);
  test.each(badEvents.map((told, i) => ({ told, i })))(
    'count that tells no event ($i) is named, and nothing is counted',
    async ({ told }) => {
      const { house } = await houseWith(() => ({ clock: () => 20 }));
      const feed = house.book('main').feed({ feed: 'f', count: () => told as never });
      await expect(feed.catchUp()).rejects.toMatchObject({ name: 'TallystickError' });
      await pause(5);
      expect(unhandled.splice(0)).toEqual([]);
      expect((await feed.counters.status()).counters).toEqual([]);
      const mended = house.book('main').feed({ feed: 'f', count: () => ({ counter: 'rows' }) });
      expect(await mended.catchUp()).toMatchObject({ rows: 1, events: 1 });
      await house.close();
    },
  );

  test('count that throws stops the feed by its error, and what it said before stays as it was', async () => {
    const { house } = await houseWith(() => ({ clock: () => 20 }));
    const feed = house.book('main').feed({ feed: 'f', count: raise });
    await expect(feed.catchUp()).rejects.toBe(OWN);
    await expect(feed.follow()).rejects.toBe(OWN);
    await expect(feed.restart()).rejects.toBe(OWN);
    await house.close();
  });
});
