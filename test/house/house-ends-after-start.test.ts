import { describe, expect, test } from 'vitest';
import { checkRequest } from '../../src/commands/check-command.ts';
import { COMMANDS, type SingleCommand } from '../../src/commands/command-table.ts';
import type { AnyEntry } from '../../src/commands/entry.ts';
import { decideRowAgain, workOf } from '../../src/engine/audit/decide-row-again.ts';
import { checkEndsAfterStart } from '../../src/engine/commit/date-request.ts';
import { readJournalRow } from '../../src/engine/follow/read-journal-row.ts';
import { open } from '../../src/engine/open-house.ts';
import { eventsText, refusalText } from '../../src/engine/text/event-text.ts';
import { requestText } from '../../src/engine/text/request-text.ts';
import { Book } from '../../src/kernel/book.ts';
import { stateBytes } from '../../src/kernel/describe-state.ts';
import { Bank } from '../../src/memory/bank.ts';
import { Ledger } from '../../src/memory/ledger.ts';
import type { House } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const NOW = Date.UTC(2026, 10, 30);
const WEEK = 7 * 86_400_000;
const MEANING =
  'the hold or offer would end before it begins, or as it begins, or the hold before it is adjusted';
const SECONDS = `${MEANING}; expiresAt looks like seconds, and is to be milliseconds since 1970`;

async function withFunds(house: House, name = 'shop') {
  const book = house.book(name);
  await book.openAccount({ account: 'alice', asset: 'GBP/2' });
  await book.openAccount({ account: 'bob', asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'alice', amount: 1_000n });
  return book;
}

describe.each(HOUSES)('in a house ($name), a hold and an offer end after they begin', (kind) => {
  test.each([
    ['before the moment that the house gives', { expiresAt: NOW - 1 }, MEANING],
    ['at that very moment', { expiresAt: NOW }, MEANING],
    ['before a moment of its own', { expiresAt: 5, effectiveAt: 6 }, MEANING],
    ['in seconds', { expiresAt: (NOW + WEEK) / 1_000 }, SECONDS],
    ['a length of time, which is no end in seconds either', { expiresAt: WEEK }, MEANING],
    [
      'seconds, where moments are small numbers',
      { expiresAt: 1_900_000_000, effectiveAt: 2_000_000_000 },
      MEANING,
    ],
    ['after 100 years of seconds', { expiresAt: 5_000_000_000 }, MEANING],
  ])('refused: %s', async (_name, moments, message) => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, { clock: () => NOW, announceExpiries: false });
      const book = await withFunds(house);
      const hold = { hold: 'h', account: 'alice', amount: 5_000n, ...moments };
      const offer = { offer: 'o', from: 'alice', to: 'bob', amount: 5_000n, ...moments };
      const refused = { ok: false, reason: 'expires_before_start', message };
      const first = await book.hold({ ...hold, id: '1' });
      expect(first).toMatchObject({ ...refused, subject: 'h', seq: 4 });
      expect(await book.offer({ ...offer, id: '2' })).toMatchObject({ ...refused, subject: 'o', seq: 5 });
      // Whether there is such a hold is asked behind that.
      const { account: _account, ...adjustment } = hold;
      expect(await book.adjustHold({ ...adjustment, id: '3' })).toMatchObject({
        ...refused,
        subject: 'h',
        seq: 6,
      });
      // It is on record: told again, and to others.
      expect(await book.hold({ ...hold, id: '1' })).toEqual({ ...first, replayed: true });
      expect((await book.events({ after: 3 })).map(({ ok, reason }) => [ok, reason])).toEqual(
        Array(3).fill([false, 'expires_before_start']),
      );
      expect((await book.holds()).items).toEqual([]);
      expect(await book.balance('alice')).toMatchObject({ available: 1_000n, held: 0n });
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
    });
  });

  test('in groups, over books, and in transactions, where a step is refused and the rest goes on', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, { clock: () => NOW, announceExpiries: false });
      const book = await withFunds(house);
      await withFunds(house, 'other');
      const ended = { kind: 'hold', hold: 'h', account: 'alice', amount: 1n, expiresAt: NOW } as const;
      const move = { kind: 'transfer', from: 'alice', to: 'bob', amount: 1n } as const;
      const poor = { ...move, amount: 9_999n } as const;
      const refused = { ok: false, reason: 'expires_before_start', subject: 'h' };
      const group = {
        kind: 'atomic',
        commands: [move, { kind: 'atomic', commands: [move, ended] }],
      } as const;
      expect(await book.submit([group])).toMatchObject([{ ...refused, path: [1, 1] }]);
      // What stands first is what is told.
      expect(await book.submit([{ kind: 'atomic', commands: [poor, ended] }])).toMatchObject([
        { reason: 'insufficient_funds', path: [0] },
      ]);
      expect(
        await house.atomic([
          { book: 'other', ...move },
          { book: 'shop', ...ended },
        ]),
      ).toMatchObject({ ...refused, path: [1], book: 'shop' });
      const answer = await book.transaction(async (tx) => {
        const { kind: _, ...hold } = ended;
        expect(await tx.hold(hold)).toEqual({
          ok: false,
          reason: 'expires_before_start',
          message: MEANING,
          remedy: expect.any(String),
          subject: 'h',
        });
        expect(await tx.hold({ ...hold, expiresAt: NOW + 1 })).toEqual({ ok: true });
      });
      expect(answer).toMatchObject({ ok: true, parts: [{ kind: 'hold' }] });
      expect(await book.balance('alice')).toMatchObject({ available: 999n, held: 1n });
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    });
  });

  test('a transaction whose hold runs out before the commit is not applied', async () => {
    await inPlace(kind, async ({ url }) => {
      let now = NOW;
      await using house = await open(url, { clock: () => now, announceExpiries: false });
      const book = await withFunds(house);
      const tx = await book.begin();
      const hold = { hold: 'h', account: 'alice', amount: 1n, expiresAt: NOW + 5 };
      expect(await tx.hold(hold)).toEqual({ ok: true });
      now = NOW + 5;
      expect(await tx.commit()).toMatchObject({ ok: false, reason: 'conflict' });
    });
  });
});

test('every kind of command that has an end is asked for it', () => {
  const ending = Object.values<AnyEntry>(COMMANDS).filter(({ fields }) => 'expiresAt' in fields);
  expect(ending.length).toBeGreaterThan(2);
  for (const { kind } of ending) {
    const command = { kind, hold: 'h', offer: 'o', expiresAt: 9, effectiveAt: 9 } as unknown as SingleCommand;
    expect([kind, checkEndsAfterStart(command)?.reason]).toEqual([kind, 'expires_before_start']);
    expect(checkEndsAfterStart({ ...command, expiresAt: 10 } as SingleCommand), kind).toBeUndefined();
  }
});

test('what a house refused by itself is refused again, and what it would refuse was not accepted', () => {
  const hold = { kind: 'hold', hold: 'h', account: 'a', amount: 5n, expiresAt: 9, effectiveAt: 10 } as const;
  const began = (): Book => {
    const book = new Book();
    book.execute({ kind: 'open_account', account: 'a', asset: 'GBP/2', effectiveAt: 1 });
    book.execute({ kind: 'transfer', from: 'world', to: 'a', amount: 10n, effectiveAt: 2 });
    return book;
  };
  const old = began();
  const event = old.execute(hold);
  if (event.kind === 'rejected') throw new Error(`the kernel takes it: ${event.reason}`);
  const row = {
    seq: 3,
    id: '1',
    kind: 'hold',
    assignedAt: null,
    recordedAt: 10,
    link: null,
    retryOf: null,
    rules: 2,
    actor: null,
  };
  const request = requestText(checkRequest(hold));
  const accepted = readJournalRow({ ...row, isAccepted: true, request, answer: eventsText([event]) }, 'b');
  const again = began();
  expect(decideRowAgain(again, accepted, workOf(accepted))).toMatch(/another answer: .*expires_before_start/);
  // What the journal says is taken over all the same.
  expect(stateBytes(again.state)).toEqual(stateBytes(old.state));

  const answer = refusalText({ reason: 'expires_before_start', subject: 'h' });
  const refused = readJournalRow({ ...row, isAccepted: false, request, answer }, 'b');
  expect(decideRowAgain(began(), refused, workOf(refused))).toBeUndefined();
  const inTime = requestText(checkRequest({ ...hold, expiresAt: 11 }));
  const forged = readJournalRow({ ...row, isAccepted: false, request: inTime, answer }, 'b');
  expect(decideRowAgain(began(), forged, workOf(forged))).toMatch(/another answer/);
});

test('the classes take a time to live of 0, as ever', () => {
  const ledger = new Ledger();
  ledger.deposit('a', 10);
  expect(ledger.placeHold('a', 5, 'h', 0, 0)).toBe(true);
  expect(ledger.availableBalance('a', 0)).toBe(10n);
  const bank = new Bank({ transferTtl: 0 });
  expect(bank.createAccount(1, 'a')).toBe(true);
  expect(bank.createAccount(1, 'b')).toBe(true);
  bank.deposit(2, 'a', 10);
  expect(bank.transfer(3, 'a', 'b', 5)).not.toBeNull();
});
