import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Counters } from '../../../src/counters/counters.ts';
import { HouseCounters } from '../../../src/engine/counting/house-counters.ts';
import { JournalFeed } from '../../../src/engine/counting/journal-feed.ts';
import { House } from '../../../src/engine/house.ts';
import { OpenBook } from '../../../src/engine/open-book.ts';
import { Transaction } from '../../../src/engine/transact/interactive-transaction.ts';
import { COMMANDS, give } from './api-commands.ts';

/** Everything that a caller may hold and call, made anew for one call. */
export interface ApiSubjects {
  readonly house: House;
  readonly book: OpenBook;
  readonly tx: Transaction;
  readonly counters: HouseCounters;
  readonly feed: JournalFeed;
}

/** One way to call a method: what it is given, and what its answer is waited for by. */
interface ApiCall {
  readonly subject: keyof ApiSubjects;
  readonly method: string;
  readonly inputs: readonly unknown[];
}

/** Where the call of `backup` puts its copy. */
export const COPY: string = join(tmpdir(), `tallystick-copy-${randomUUID()}.db`);

/** What lists are asked for: a page, or all. */
function listed(filters: Readonly<Record<string, object>>): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    Object.entries(filters).flatMap(([list, filter]) => [
      [list, [{ ...filter, limit: 1, after: undefined, order: 'newest' }]],
      [`${list}.all`, [{ ...filter, after: undefined, order: 'newest' }]],
    ]),
  );
}

/** Each method of each class with what it is given: one that is missing here fails the test that reads this. */
export const INPUTS: Readonly<Record<keyof ApiSubjects, Readonly<Record<string, readonly unknown[]>>>> = {
  house: {
    atomic: [
      [
        { book: 'main', kind: 'transfer', ...give },
        { book: 'side', kind: 'transfer', ...give },
      ],
      { id: 'g', reference: 'order 7', metadata: { till: '4' }, actor: 'anna' },
    ],
    transfer: [
      { from: { book: 'main', account: 'a' }, to: { book: 'side', account: 'a' }, amount: 1n, id: 'h' },
      { actor: 'anna' },
    ],
    info: [],
    backup: [COPY, { verify: true, onProgress: () => undefined, signal: new AbortController().signal }],
    books: [],
    checkClock: [],
    acceptClock: [],
    verify: [{ decideAgain: true, onProgress: () => undefined, signal: new AbortController().signal }],
    reconcile: [{ onProgress: () => undefined, signal: new AbortController().signal }],
    close: [],
  },
  book: {
    ...COMMANDS,
    atomic: [
      [{ kind: 'transfer', ...give }],
      {
        id: 'g',
        reference: 'order 7',
        metadata: { till: '4' },
        private: { name: 'Ann' },
        retryRefused: true,
      },
    ],
    submit: [
      [
        { kind: 'transfer', ...give },
        { kind: 'atomic', id: 'g', commands: [{ kind: 'transfer', ...give }] },
      ],
    ],
    as: ['anna'],
    erase: [{ account: 'a', commands: true }],
    privateData: [{ account: 'a', commands: true }],
    transaction: [async (tx: Transaction) => tx.transfer(give), { id: 'tx', metadata: { till: '4' } }],
    begin: [{ id: 'tx' }],
    account: ['a', { at: 5, knownAt: 50 }],
    balance: ['a', { at: 5, knownAt: 50 }],
    balances: [['a', 'b'], { knownAt: 50 }],
    refundable: ['a', { group: 'g', at: 5 }],
    spendable: ['a', { clock: { p: 1n }, at: 5 }],
    statement: ['a', { from: 0, limit: 1, cursor: undefined, order: 'oldest' }],
    ...listed({
      accounts: { prefix: 'a', asset: 'GBP/2', alive: true },
      holds: { account: 'a', active: true, status: 'active', expiresBefore: 50 },
      offers: { account: 'a', pending: true, status: 'pending', expiresBefore: 50 },
      schedules: { account: 'a', schedule: 's', status: 'pending' },
      payments: { account: 'a', group: 'g' },
      credits: { account: 'a' },
      creditHistory: { grantedTo: 'a', credit: 'c', grantedToLife: 1 },
      imports: { source: 's' },
      transactions: {
        kind: 'transfer',
        account: 'a',
        counterparty: 'b',
        reference: 'r',
        metadata: { of: 'c' },
        actor: 'ann',
        from: 0,
        to: 50,
        recordedFrom: 0,
        recordedTo: 50,
      },
    }),
    recordedIds: [['x', 'y']],
    command: ['x'],
    trialBalance: [{ knownAt: 50, tree: true }],
    head: [],
    lockedBefore: [],
    dryRun: [[{ kind: 'transfer', ...give }], { retryRefused: true }],
    events: [{ after: 1, limit: 1, order: 'newest' }],
    'events.all': [{ after: 1, order: 'newest' }],
    follow: [{ after: 1, signal: new AbortController().signal }],
    feed: [{ feed: 'f', count: () => undefined }],
    announceExpiries: [20],
    runDue: [20],
  },
  tx: {
    ...COMMANDS,
    balance: ['a', { at: 5 }],
    balances: [['a', 'b'], { at: 5 }],
    begin: [],
    transaction: [async (tx: Transaction) => tx.transfer(give)],
    commit: [],
    rollback: [],
  },
  counters: {
    ingest: [[{ counter: 'c', eventId: 'e', at: 5, value: 2, source: 's' }]],
    define: [{ counter: 'd', granularities: ['minute'], horizon: 60_000, dedup: { mode: 'exact' } }],
    tumbling: [{ counter: 'c', window: 'minute', from: 0, to: 60_000 }],
    sliding: [{ counter: 'c', window: 'minute', at: 10, exact: true }],
    total: [{ counter: 'c' }],
    top: [{ limit: 1, window: 'minute', at: 10, prefix: '' }],
    distinct: [{ counter: 'c', from: 0, to: 60_000 }],
    backfill: [{ counter: 'c', from: 0, to: 60_000, admitLate: true }],
    status: [{ counter: 'c', limit: 1 }],
    quarantine: [{ counter: 'c', from: 0, to: 10, limit: 1 }],
  },
  feed: {
    catchUp: [{ signal: undefined }],
    follow: [{ signal: AbortSignal.abort() }],
    restart: [
      { define: [{ counter: 'd', granularities: ['minute'], dedup: { mode: 'exact' } }], signal: undefined },
    ],
  },
};

/** What asks nobody for anything, or is no caller's. */
const NOT_CALLED: Readonly<Record<keyof ApiSubjects, readonly string[]>> = {
  house: ['book', 'url', 'counters', 'orThrow'],
  book: ['perform', 'checkOpen', 'counters', 'actor', 'orThrow'],
  tx: ['perform', 'finish', 'isStale', 'orThrow'],
  counters: ['takeIn', 'checkDefinition', 'countFeed', 'feedPlace', 'close'],
  feed: [],
};

const CLASSES: Readonly<Record<keyof ApiSubjects, { readonly prototype: object }>> = {
  house: House,
  book: OpenBook,
  tx: Transaction,
  counters: HouseCounters,
  feed: JournalFeed,
};

/** Every method of the API, found in the classes themselves, with what it is given. Throws where one is not in the table. */
export function apiCalls(): ApiCall[] {
  const subjects = Object.keys(CLASSES) as (keyof ApiSubjects)[]; // The keys of that very table.
  return subjects.flatMap((subject) =>
    methodsOf(CLASSES[subject].prototype)
      .filter((method) => !NOT_CALLED[subject].includes(method.replace(/\.all$/, '')))
      .map((method) => {
        const inputs = INPUTS[subject][method];
        if (inputs === undefined) throw new Error(`nobody says what ${subject}.${method} is given`);
        return { subject, method, inputs };
      }),
  );
}

function methodsOf(prototype: object): string[] {
  const names = new Set<string>();
  for (let at = prototype; at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === 'function' && name !== 'constructor') names.add(name);
      // A list is asked for by what its getter gives, or for all of it.
      if (get !== undefined) for (const one of [name, `${name}.all`]) names.add(one);
    }
  }
  return [...names];
}

/** What a house has open for a caller: a book with something of each kind in it. */
export async function apiSubjects(house: House): Promise<ApiSubjects> {
  const book = house.book('main');
  for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
  await house.book('side').openAccount({ account: 'a', asset: 'GBP/2', effectiveAt: 0 });
  await book.transfer({ id: 'x', from: 'world', to: 'a', amount: 50n, effectiveAt: 1 });
  await book.hold({ hold: 'h', account: 'a', amount: 5n, expiresAt: 15, effectiveAt: 2 });
  await book.pay({ payment: 'p', account: 'a', amount: 5n, effectiveAt: 2 });
  const order = 'priority-expiry/v1';
  await book.grant({ credit: 'c', account: 'a', amount: 5n, expiry: { p: 9n }, order, effectiveAt: 2 });
  const { counters } = house;
  if (!(counters instanceof Counters)) throw new Error('counters are Counters');
  await counters.ingest({ counter: 'c', eventId: 'first', at: 5 });
  const feed = book.feed({ feed: 'own', count: () => ({ counter: 'rows' }) });
  return { house, book, tx: await book.begin(), counters, feed };
}

/** Calls a method; what it answers is a promise, or what is to be iterated over: then the promise of its first item. */
export function callApi(subjects: ApiSubjects, { subject, method, inputs }: ApiCall): unknown {
  const target = subjects[subject];
  const called = method.split('.').reduce<unknown>((at, name) => Reflect.get(Object(at), name), target);
  if (typeof called !== 'function') throw new Error(`there is no ${subject}.${method}`);
  return Reflect.apply(called, target, inputs);
}
