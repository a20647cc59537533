import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CLOCK_JUMP_MS_MAX } from '../../src/base/limits.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSE, type HousePlace, inPlace } from '../support/house/house-places.ts';
import { openOn, TestMachine } from '../support/house/test-machine.ts';

const DAY = 86_400_000;
const YEARS = 30 * 365 * DAY;
const NOW = Date.UTC(2026, 10, 30, 12);
const ADD = { from: 'world', to: 'alice', amount: 1n } as const;
const JUMPED = { ok: false, reason: 'clock_jumped' };

/** A house on a machine, with alice, who has 1,000. */
async function onMachine<T>(
  kind: (typeof HOUSE)[keyof typeof HOUSE],
  work: (at: { machine: TestMachine; house: House; book: OpenBook; place: HousePlace }) => Promise<T>,
  options = {},
): Promise<T> {
  return await inPlace(kind, async (place) => {
    const machine = new TestMachine(NOW);
    await using house = await openOn(machine, place, options);
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    await book.transfer({ ...ADD, amount: 1_000n, id: 'first' });
    return await work({ machine, house, book, place });
  });
}

describe.each([HOUSE.memory, HOUSE.sqlite])('a clock that nobody handed in ($name)', (kind) => {
  test.each([
    ['30 years ahead', YEARS],
    ['30 years back', -YEARS],
    ['a little more than is believed', CLOCK_JUMP_MS_MAX + 10],
    ['as much back', -CLOCK_JUMP_MS_MAX - 10],
    ['as far as dates go', 8_640_000_000_000_000 - NOW],
  ])('jumps %s: what it would date is refused, and leaves no trace', async (_name, aheadMs) => {
    await onMachine(kind, async ({ machine, house, book }) => {
      await house.book('other').openAccount({ account: 'bob', asset: 'GBP/2' });
      machine.pass(1_000);
      const head = await book.head();
      machine.set(aheadMs);
      const refused = await book.transfer({ ...ADD, id: 'asked' });
      expect(refused).toEqual({
        ...JUMPED,
        id: 'asked',
        message: expect.stringContaining('2026-11-30T12:00:01.000Z'),
        remedy: expect.stringMatching(/effectiveAt/),
      });
      expect(refused).toMatchObject({ message: expect.stringContaining('acceptClock()') });
      const dated = { kind: 'transfer', ...ADD, effectiveAt: NOW } as const;
      expect(
        await book.submit([
          { kind: 'transfer', ...ADD },
          { kind: 'atomic', commands: [dated, { kind: 'transfer', ...ADD }], id: 'group' },
        ]),
      ).toMatchObject([JUMPED, { ...JUMPED, id: 'group' }]);
      const across = [
        { book: 'shop', ...dated },
        { book: 'other', kind: 'transfer', from: 'world', to: 'bob', amount: 1n },
      ] as const;
      expect(await house.atomic(across, { id: 'across' })).toEqual({
        ...JUMPED,
        id: 'across',
        message: expect.stringContaining('2026-11-30'),
        remedy: expect.any(String),
      });
      expect(await book.head()).toEqual(head);

      // What says its moment goes on, and is recorded when it really was.
      machine.pass(500);
      const recordedAt = NOW + 1_500;
      expect(await book.transfer({ ...ADD, effectiveAt: NOW, id: 'dated' })).toMatchObject({
        ok: true,
        recordedAt,
      });
      const own = [across[0], { ...across[1], effectiveAt: NOW }] as const;
      expect(await house.atomic(own, { id: 'own' })).toMatchObject({ ok: true, recordedAt });
      // What is on record is told again.
      expect(await book.transfer({ ...ADD, amount: 1_000n, id: 'first' })).toMatchObject({
        ok: true,
        seq: 2,
      });
      expect(await book.balance('alice')).toMatchObject({ available: 1_002n });

      machine.set(-aheadMs);
      machine.pass(500);
      const again = { ok: true, effectiveAt: NOW + 2_000, recordedAt: NOW + 2_000 };
      expect(await book.transfer({ ...ADD, id: 'asked' })).toMatchObject({ ...again, seq: 5 });
      expect(await house.atomic(across, { id: 'across' })).toMatchObject(again);
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    });
  });

  test('is right as it is when somebody says so', async () => {
    await onMachine(kind, async ({ machine, house, book }) => {
      machine.set(YEARS);
      expect(await house.checkClock()).toEqual({ now: NOW, jumpMs: YEARS, booksAhead: [] });
      expect(await book.transfer(ADD)).toMatchObject(JUMPED);
      expect(await house.acceptClock()).toEqual([]);
      expect(await house.checkClock()).toEqual({ now: NOW + YEARS, jumpMs: 0, booksAhead: [] });
      expect(await book.transfer(ADD)).toMatchObject({ ok: true, effectiveAt: NOW + YEARS });
      // It is watched as before.
      machine.set(-YEARS);
      expect(await book.transfer(ADD)).toMatchObject(JUMPED);
    });
  });

  test.each([
    ['nobody asks for a day', (machine: TestMachine) => machine.pass(DAY), DAY],
    ['nobody asks for a year', (machine: TestMachine) => machine.pass(365 * DAY), 365 * DAY],
    ['the machine sleeps for a night', (machine: TestMachine) => machine.sleep(DAY / 3), DAY / 3],
    [
      'it is set by what is believed',
      (machine: TestMachine) => machine.set(CLOCK_JUMP_MS_MAX),
      CLOCK_JUMP_MS_MAX,
    ],
  ])('no jump: %s', async (_name, happen, passed) => {
    await onMachine(kind, async ({ machine, book }) => {
      for (let day = 1; day <= 3; day += 1) {
        happen(machine);
        const effectiveAt = NOW + day * passed;
        expect(await book.transfer(ADD)).toMatchObject({ ok: true, effectiveAt, recordedAt: effectiveAt });
      }
    });
  });

  test('is set while the machine sleeps: no sleep explains that', async () => {
    await onMachine(kind, async ({ machine, house, book }) => {
      machine.sleep(DAY);
      machine.set(YEARS);
      expect(await book.transfer(ADD)).toMatchObject(JUMPED);
      expect(await house.checkClock()).toMatchObject({ now: NOW + DAY, jumpMs: YEARS });
      machine.set(-YEARS);
      expect(await book.transfer(ADD)).toMatchObject({ ok: true, effectiveAt: NOW + DAY });
    });
  });

  test('jumps while a transaction is open: its commit is refused, unless all in it says its moment', async () => {
    await onMachine(kind, async ({ machine, book }) => {
      const tx = await book.begin({ id: 'tx' });
      expect(await tx.transfer(ADD)).toEqual({ ok: true });
      machine.set(YEARS);
      const hold = { hold: 'h', account: 'alice', amount: 1n, expiresAt: NOW + DAY };
      expect(await tx.hold(hold)).toEqual({ ok: true });
      expect(await tx.commit()).toMatchObject({ ...JUMPED, id: 'tx' });
      let runs = 0;
      const managed = await book.transaction(async (inner) => {
        runs += 1;
        await inner.transfer(ADD);
      });
      expect(managed).toMatchObject(JUMPED);
      expect(runs).toBe(1);
      const dated = await book.transaction(async (inner) => {
        await inner.transfer({ ...ADD, effectiveAt: NOW });
        return (await inner.balance('alice'))?.available;
      });
      expect(dated).toMatchObject({ ok: true, value: 1_001n });
      const read = await book.transaction((inner) => inner.balance('alice'));
      expect(read).toMatchObject({ ok: true, value: { available: 1_001n, held: 0n } });
    });
  });

  test('jumps: nothing runs out by it, counters and made ids stay at the present', async () => {
    await onMachine(
      kind,
      async ({ machine, house, book }) => {
        await book.hold({ hold: 'h', account: 'alice', amount: 400n, expiresAt: NOW + 7 * DAY });
        machine.set(YEARS);
        await sleep(1_300); // It looks for what ran out once a second.
        const announced = async () => (await book.events()).filter((row) => row.kind === 'announce_expiry');
        expect(await announced()).toEqual([]);
        expect(await book.balance('alice')).toMatchObject({ held: 400n, available: 600n });
        expect((await book.holds({ active: true })).items).toHaveLength(1);
        expect(await book.capture({ hold: 'h', amount: 1n, effectiveAt: NOW + 1 })).toMatchObject({
          ok: true,
        });

        const view = (at: number) => ({ counter: 'views', eventId: `${at}`, at });
        expect(await book.counters.ingest([view(NOW), view(NOW + YEARS)])).toEqual(['counted', 'too_early']);
        expect((await book.counters.status()).now).toBe(NOW);

        const made = await book.transfer({ ...ADD, effectiveAt: NOW });
        expect(Number.parseInt(made.id, 16)).toBe(NOW);
        machine.set(-YEARS);
        machine.pass(7 * DAY);
        await sleep(1_300);
        expect(await announced()).toMatchObject([{ effectiveAt: NOW + 7 * DAY, recordedAt: NOW + 7 * DAY }]);
        expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
      },
      { announceExpiries: true },
    );
  });
});
