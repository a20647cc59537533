import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { COMMON_FIELDS, checkRequest } from '../../src/commands/check-command.ts';
import { ENTRIES, fieldNames, type MomentName } from '../../src/commands/command-table.ts';
import { requestText } from '../../src/engine/text/request-text.ts';
import { type House, open } from '../../src/index.ts';
import { HOUSES } from '../support/house/house-places.ts';
import { anyCommand } from '../support/random/any-commands.ts';
import { SeededChoices } from '../support/random/house-random.ts';

/** Every name once: the compiler refuses this table when one is missing or made up. */
const MOMENTS: Readonly<Record<MomentName, true>> = {
  effectiveAt: true,
  expiresAt: true,
  executeAt: true,
  until: true,
  openedAt: true,
  startsAt: true,
  firstAt: true,
  lastAt: true,
  before: true,
};

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function openHouse(kind = HOUSES[0]): Promise<House> {
  const place = await kind?.makePlace();
  const house = await open(place?.url ?? 'memory:', { announceExpiries: false, clock: () => new Date(20) });
  ends.push(
    async () => place?.remove(),
    () => house.close(),
  );
  return house;
}

/** The same, with a Date for each integer under the name of a moment, wherever it stands. */
function dated(value: unknown, make: (ms: number) => unknown = (ms) => new Date(ms)): unknown {
  if (Array.isArray(value)) return value.map((one) => dated(one, make));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      Object.hasOwn(MOMENTS, name) && typeof member === 'number' ? make(member) : dated(member, make),
    ]),
  );
}

const OF_ANOTHER_REALM = (ms: number): unknown => runInNewContext(`new Date(${ms})`);

describe('a Date is a moment', () => {
  test('the fields of the table that are moments are those that the types let be a Date', () => {
    const fields = fieldNames(({ form }) => form === 'moment' || form === 'end');
    expect([...new Set([...fields, 'effectiveAt'])].sort()).toEqual(Object.keys(MOMENTS).sort());
    expect(COMMON_FIELDS.effectiveAt?.form).toBe('moment');
  });

  test('in each field of each command, of any realm: the request is the same to the byte', () => {
    const choices = new SeededChoices(7);
    const given = new Set<string>();
    for (const [kind, entry] of ENTRIES) {
      for (let i = 0; i < 40; i += 1) {
        const command = { ...anyCommand(choices, entry, 5), effectiveAt: i, kind };
        for (const name of Object.keys(command)) given.add(name);
        const plain = requestText(checkRequest(command));
        expect(requestText(checkRequest(dated(command)))).toBe(plain);
        expect(requestText(checkRequest(dated(command, OF_ANOTHER_REALM)))).toBe(plain);
      }
    }
    for (const name of Object.keys(MOMENTS)) expect(given, name).toContain(name);
  });

  test.each([
    ['a Date of no moment', new Date(Number.NaN), 'an invalid Date'],
    ['one of another realm', runInNewContext('new Date(NaN)'), 'an invalid Date'],
    ['what only looks like one', Object.create(Date.prototype), 'an object'],
    ['a proxy of one', new Proxy(new Date(5), {}), 'an object'],
    ['its text', '2026-12-01', '"2026-12-01"'],
    ['a part of a millisecond', 0.5, '0.5'],
  ])('%s is none, and is named', (_, effectiveAt, shown) => {
    const command = { kind: 'transfer', from: 'a', to: 'b', amount: 1n, effectiveAt };
    const expected = `effectiveAt: expected a safe integer or a valid Date, got ${shown}`;
    expect(() => checkRequest(command)).toThrow(expected);
    expect(() => checkRequest({ kind: 'atomic', commands: [command] })).toThrow(`commands[0].${expected}`);
  });

  test('and nothing of the caller is run to read it', () => {
    class Late extends Date {
      override getTime(): number {
        throw new Error('it was asked');
      }
      override valueOf(): number {
        throw new Error('it was asked');
      }
    }
    const command = { kind: 'transfer', from: 'a', to: 'b', amount: 1n, effectiveAt: new Late(5) };
    expect(checkRequest(command)).toMatchObject({ effectiveAt: 5 });
  });
});

describe.each(HOUSES)('Dates in a house on $name', (kind) => {
  test('commands and reads take them, and answer integers', async () => {
    const house = await openHouse(kind);
    const book = house.book('main');
    const at = new Date(5);
    for (const account of ['a', 'b'])
      await book.openAccount({ account, asset: 'GBP/2', effectiveAt: new Date(0) });
    const call = book.transfer({ id: 't', from: 'world', to: 'a', amount: 9n, effectiveAt: at });
    at.setTime(99); // It was read in the call.
    expect(await call).toMatchObject({ ok: true, effectiveAt: 5, recordedAt: 20 });
    const repeat = await book.transfer({ id: 't', from: 'world', to: 'a', amount: 9n, effectiveAt: 5 });
    expect(repeat).toMatchObject({ ok: true, replayed: true });
    await book.hold({
      hold: 'h',
      account: 'a',
      amount: 1n,
      expiresAt: new Date(15),
      effectiveAt: new Date(6),
    });
    await book.pay({ payment: 'p', account: 'a', amount: 1n, effectiveAt: 7 });
    await book.grant({ credit: 'c', account: 'a', amount: 1n, expiry: { p: 9n }, effectiveAt: 7 });
    await book.schedule({
      schedule: 's',
      command: { kind: 'hold', hold: 'i', account: 'a', amount: 1n, expiresAt: new Date(60) },
      executeAt: new Date(50),
      every: { days: 1 },
      until: new Date(90),
    });
    const [six, end] = [new Date(6), new Date(30)];
    const pairs: readonly (readonly [unknown, unknown])[] = [
      [await book.balance('a', { at: six, knownAt: end }), await book.balance('a', { at: 6, knownAt: 30 })],
      [await book.balances(['a', 'b'], { at: six }), await book.balances(['a', 'b'], { at: 6 })],
      [await book.balances({ prefix: 'a', at: six }), await book.balances({ prefix: 'a', at: 6 })],
      [await book.account('a', { at: six, knownAt: end }), await book.account('a', { at: 6, knownAt: 30 })],
      [
        await book.statement('a', { from: six, to: new Date(7) }),
        await book.statement('a', { from: 6, to: 7 }),
      ],
      [await book.trialBalance({ at: six, knownAt: end }), await book.trialBalance({ at: 6, knownAt: 30 })],
      [await book.holds({ expiresBefore: end }), await book.holds({ expiresBefore: 30 })],
      [
        await book.transactions({ from: six, to: end, recordedFrom: six, recordedTo: end }),
        await book.transactions({ from: 6, to: 30, recordedFrom: 6, recordedTo: 30 }),
      ],
      [await book.refundable('a', { at: end }), await book.refundable('a', { at: 30 })],
      [await book.spendable('a', { at: end }), await book.spendable('a', { at: 30 })],
    ];
    for (const [byDate, byInteger] of pairs) {
      expect(byDate).toEqual(byInteger);
      expect(byDate).not.toEqual(null);
    }
    const tx = await book.begin();
    expect(await tx.balance('a', { at: six })).toMatchObject({ posted: 9n });
    await tx.rollback();
    expect(await book.announceExpiries(new Date(20))).toBe(1);
    expect(await book.runDue(new Date(20))).toBe(0);
    await expect(book.balance('a', { at: new Date(Number.NaN) })).rejects.toThrow(
      'at: expected a safe integer or a valid Date, got an invalid Date',
    );
    await expect(book.runDue(new Date(Number.NaN))).rejects.toThrow('until: expected a safe integer or');
    const records = await book.events();
    const moments = JSON.stringify(records, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    expect(moments).not.toMatch(/\dT\d/);
    expect((await book.lockBefore(new Date(1))).ok).toBe(true);
    expect(await book.lockedBefore()).toBe(1);
  });

  test('so do groups on several books, and counters', async () => {
    const house = await openHouse(kind);
    for (const name of ['main', 'side'])
      await house.book(name).openAccount({ account: 'a', asset: 'GBP/2', effectiveAt: new Date(0) });
    const ends = { from: { book: 'main', account: 'world' }, to: { book: 'side', account: 'a' } };
    const through = { through: 'a' } as const;
    await house.book('main').transfer({ from: 'world', to: 'a', amount: 9n, effectiveAt: 1 });
    const moved = await house.transfer({ ...ends, ...through, amount: 1n, effectiveAt: new Date(5) });
    expect(moved).toMatchObject({ effectiveAt: 5 });
    const { counters } = house;
    const events = [5, new Date(5)].map((at, i) => ({ counter: 'c', eventId: `e${i}`, at }));
    expect(await counters.ingest(events)).toEqual(['counted', 'counted']);
    expect(await counters.ingest({ counter: 'c', eventId: 'e0', at: new Date(5) })).toBe('duplicate');
    const range = { counter: 'c', window: 'minute' } as const;
    expect(await counters.tumbling({ ...range, from: new Date(0), to: new Date(60_000) })).toEqual(
      await counters.tumbling({ ...range, from: 0, to: 60_000 }),
    );
    expect(await counters.sliding({ ...range, at: new Date(10) })).toEqual(
      await counters.sliding({ ...range, at: 10 }),
    );
    await expect(counters.ingest({ counter: 'c', eventId: 'n', at: new Date(Number.NaN) })).rejects.toThrow(
      /at: expected an integer within \d+ of 0, or a valid Date, got an invalid Date/,
    );
  });
});
