import { readdirSync } from 'node:fs';
import * as counters from '../../src/counters-entry.ts';
import { HouseCounters } from '../../src/engine/counting/house-counters.ts';
import { open } from '../../src/engine/open-house.ts';
import * as main from '../../src/index.ts';
import * as memory from '../../src/memory/index.ts';
import * as money from '../../src/money-entry.ts';
import { type ApiSubjects, apiSubjects } from '../support/house/api-calls.ts';

/** What a method is called on, in a state with something of each kind in it. */
export interface Receiver {
  readonly target: object;
  /** Everything that a refused call must leave as it was. */
  readonly picture: () => Promise<unknown>;
  readonly end: () => Promise<void>;
}

const OPTIONS = { announceExpiries: false, clock: () => 20 };
const nothing = async (): Promise<void> => undefined;

/** How to come by each owner of methods. */
export const RECEIVERS: Readonly<Record<string, (url: string) => Promise<Receiver>>> = {
  main: async () => ({ target: main, picture: async () => readdirSync('.'), end: nothing }),
  memory: async () => ({ target: memory, picture: nothing, end: nothing }),
  money: async () => ({ target: money, picture: nothing, end: nothing }),
  counters: async () => ({ target: counters, picture: nothing, end: nothing }),
  House: inHouse('house'),
  OpenBook: inHouse('book'),
  Transaction: inHouse('tx'),
  HouseCounters: inHouse('counters'),
  JournalFeed: inHouse('feed'),
  Counters: async () => {
    const target = await counters.openCounters({ clock: () => 20 });
    await target.ingest({ counter: 'c', eventId: 'first', at: 5 });
    return { target, picture: () => pictureOfCounters(target), end: () => target.close() };
  },
  Bank: async () => {
    const target = new memory.Bank();
    for (const id of ['a', 'b']) target.createAccount(1, id);
    target.deposit(2, 'a', 50n);
    target.transfer(3, 'a', 'b', 5n);
    const asks = ['getBalance', 'pendingTotals', 'historicalTotals'] as const;
    const picture = async (): Promise<unknown> =>
      ['a', 'b', 'c', 'text'].map((id) =>
        asks.map((ask) => [0, 5, 2 ** 50].map((at) => target[ask](9, id, at))),
      );
    return { target, picture, end: nothing };
  },
  PaymentBank: async () => {
    const target = new memory.PaymentBank();
    for (const id of ['a', 'b']) target.createAccount(1, id);
    target.deposit(2, 'a', 50n);
    target.pay(3, 'a', 5n);
    target.schedulePayment(3, 'a', 7n, 100);
    // A read moves time on, so it is asked at the moment where it stands.
    const picture = async (): Promise<unknown> => [
      target.topSpenders(3, 9),
      ['a', 'b', 'c', 'text'].map((id) => [0, 1, 2, 3].map((at) => target.getBalance(3, id, at))),
      ['payment1', 'payment2', 'payment3'].map((id) => target.getPaymentStatus(3, 'a', id)),
    ];
    return { target, picture, end: nothing };
  },
  Ledger: async () => {
    const target = new memory.Ledger();
    target.deposit('a', 50n);
    target.placeHold('a', 5n, 'h', 2, 10);
    // What is asked for the balance of moves the account's time, so it is asked at the one where it stands.
    const picture = async (): Promise<unknown> => [
      target.postedBalance('a', 2),
      target.availableBalance('a', 2),
    ];
    return { target, picture, end: nothing };
  },
  CreditBalance: async () => {
    const target = new memory.CreditBalance();
    target.add('a', 'c', 50n, { p: 9 });
    const picture = async (): Promise<unknown> => ['a', 'text'].map((id) => target.balance(id, {}));
    return { target, picture, end: nothing };
  },
  RefundLedger: async () => {
    const target = new memory.RefundLedger();
    target.addPayment({ paymentId: 'p', userId: 'a', amount: 5n, timestamp: 1 });
    const picture = async (): Promise<unknown> => [
      target.getUserBalance('a'),
      target.remaining('p'),
      target.remaining('q'),
    ];
    return { target, picture, end: nothing };
  },
  TallystickError: async () => ({ target: main, picture: nothing, end: nothing }),
  RefusedError: async () => ({ target: main, picture: nothing, end: nothing }),
  Bug: async () => ({ target: main, picture: nothing, end: nothing }),
  StoreError: async () => ({ target: main, picture: nothing, end: nothing }),
};

function inHouse(subject: keyof ApiSubjects): (url: string) => Promise<Receiver> {
  return async (url) => {
    const house = await open(url, OPTIONS);
    const subjects = await apiSubjects(house);
    // Its first row is counted, so that it has a place to go on from.
    await subjects.feed.catchUp();
    return { target: subjects[subject], picture: () => pictureOfHouse(subjects), end: () => house.close() };
  };
}

async function pictureOfHouse({ house, book, tx, counters, feed }: ApiSubjects): Promise<unknown> {
  const side = house.book('side');
  const inTransaction = await tx.balances(['a', 'b']).catch((error: unknown) => error);
  return [
    inTransaction,
    await house.books(),
    await Promise.all(
      [book, side].map((one) => Promise.all([one.events(), one.head(), one.trialBalance(), one.accounts()])),
    ),
    await Promise.all([book.holds(), book.offers(), book.payments(), book.credits(), book.imports()]),
    await pictureOfCounters(counters),
    await pictureOfCounters(feed.counters),
  ];
}

async function pictureOfCounters(target: counters.Counters): Promise<unknown> {
  const status = await target.status();
  const logged = target instanceof HouseCounters ? [] : await target.quarantine({ counter: 'c' });
  return [status, await Promise.all(['c', 'd', 'text'].map((counter) => target.total({ counter }))), logged];
}
