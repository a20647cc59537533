import diagnostics from 'node:diagnostics_channel';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Job } from '../../src/engine/commit/job.ts';
import { watchJob } from '../../src/engine/commit/watch-job.ts';
import { Observing } from '../../src/engine/observe/observing.ts';
import { type Observer, type OpenBook, open } from '../../src/index.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { Recording } from '../support/watch/recording-observer.ts';

const OPEN = { account: 'ann', asset: 'GBP/2' } as const;
const GIVE = { from: 'world', to: 'ann', amount: 10n } as const;
const nothing = (): void => undefined;
/** What is drawn by chance would be in the hashes. */
const FIXED = {
  announceExpiries: false,
  clock: () => 100,
  randomBytes: (size: number) => new Uint8Array(size),
};

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

/** One of each thing that may become of a command: the answers, for who compares two houses. */
async function useBook(book: OpenBook): Promise<unknown[]> {
  return [
    await book.openAccount({ ...OPEN, id: 'open', effectiveAt: 1 }),
    await book.transfer({ ...GIVE, id: 'give', effectiveAt: 2 }),
    await book.transfer({ ...GIVE, id: 'give', effectiveAt: 2 }),
    await book.transfer({ ...GIVE, id: 'give', amount: 11n, effectiveAt: 2 }),
    await book.transfer({ from: 'ann', to: 'world', amount: 99n, id: 'much', effectiveAt: 3 }),
    await book.submit([
      { kind: 'transfer', ...GIVE, id: 'i', effectiveAt: 4 },
      { kind: 'atomic', id: 'g', commands: [{ kind: 'transfer', ...GIVE, effectiveAt: 4 }] },
    ]),
    await book.transaction((tx) => tx.transfer({ ...GIVE, effectiveAt: 5 }), { id: 't' }),
  ];
}

const USED = [
  ['tallystick_commands_total', { kind: 'open_account', outcome: 'accepted' }, 1],
  ['tallystick_commands_total', { kind: 'transfer', outcome: 'accepted' }, 2],
  ['tallystick_commands_total', { kind: 'transfer', outcome: 'repeated' }, 1],
  ['tallystick_commands_total', { kind: 'transfer', outcome: 'refused' }, 2],
  ['tallystick_commands_total', { kind: 'atomic', outcome: 'accepted' }, 2],
  ['tallystick_refusals_total', { reason: 'insufficient_funds' }, 1],
  ['tallystick_refusals_total', { reason: 'id_conflict' }, 1],
  ['tallystick_repeats_total', {}, 1],
  ['tallystick_id_conflicts_total', {}, 1],
] as const;

describe.each(HOUSES)('an observer of a house on $name', (kind) => {
  test('is told what becomes of each command, once, and of each batch', async () => {
    await inPlace(kind, async ({ url }) => {
      const observe = new Recording();
      const house = await open(url, { announceExpiries: false, observe: observe.observer, clock: () => 100 });
      try {
        await useBook(house.book('shop'));
        for (const [name, labels, value] of USED)
          expect([name, labels, observe.valueOf(name, labels)]).toEqual([name, labels, value]);
        expect(observe.valueOf('tallystick_queue_commands')).toBe(0);
        const commands = observe.seenOf('tallystick_command_duration_seconds').length;
        expect(commands).toBe(8);
        expect(observe.seenOf('tallystick_queue_wait_seconds')).toHaveLength(commands);
        // What is only refused and not recorded commits nothing.
        const batched = observe.seenOf('tallystick_batch_commands').reduce((sum, one) => sum + one, 0);
        expect(batched).toBeGreaterThanOrEqual(commands - 1);
        expect(observe.seenOf('tallystick_commit_duration_seconds').length).toBe(
          observe.seenOf('tallystick_batch_weight').length,
        );
        expect(observe.begun).toBe(observe.ended.length);
        expect(observe.ended.filter(({ name }) => name === 'tallystick.command')).toHaveLength(commands);
        expect(observe.ended.at(1)?.attributes).toEqual({
          ...{ kind: 'transfer', book: 'shop', id: 'give', outcome: 'accepted' },
        });
        await house.atomic([
          { book: 'shop', kind: 'transfer', ...GIVE },
          { book: 'side', kind: 'open_account', ...OPEN },
        ]);
        expect(observe.ended.at(-1)?.attributes).toMatchObject({ kind: 'atomic', book: 'shop side' });
      } finally {
        await house.close();
      }
    });
  });

  test('that throws, or rejects, changes nothing and is told the rest', async () => {
    await inPlace(kind, async ({ url }) => {
      let told = 0;
      const raise = (): never => {
        told += 1;
        throw new Error('an observer fails');
      };
      const observe: Observer = {
        counter: raise,
        gauge: async () => raise(),
        histogram: raise,
        span: () => raise,
      };
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      try {
        const [answers, told0] = await answersOf(url, observe);
        expect(told0).toBeGreaterThan(20);
        expect(warned.mock.calls.map(([what]) => what)).toEqual([
          expect.stringContaining('an observer fails'),
        ]);
        const plain = await inPlace(kind, async (other) => (await answersOf(other.url, undefined))[0]);
        expect(answers).toEqual(plain);
      } finally {
        warned.mockRestore();
      }
      async function answersOf(place: string, observer: Observer | undefined): Promise<[unknown, number]> {
        const house = await open(place, { ...FIXED, observe: observer });
        try {
          const given = await useBook(house.book('shop'));
          const report = await house.verify();
          await pause(1);
          expect(unhandled.splice(0)).toEqual([]);
          return [[given, report], told];
        } finally {
          await house.close();
        }
      }
    });
  });
});

describe('the channels', () => {
  const CHANNELS = ['command', 'batch', 'queue', 'retry', 'cache', 'follow', 'due', 'audit'];

  test('tell who subscribes the facts themselves, without an observer', async () => {
    const facts: [string, unknown][] = [];
    const listeners = CHANNELS.map(
      (name) => [`tallystick:${name}`, (fact: unknown) => facts.push([name, fact])] as const,
    );
    const house = await open('memory:', { announceExpiries: false, clock: () => 100 });
    try {
      for (const [name, listener] of listeners) diagnostics.subscribe(name, listener);
      await useBook(house.book('shop'));
      await house.reconcile();
      for (const [name, listener] of listeners) diagnostics.unsubscribe(name, listener);
      const until = facts.length;
      await house.book('shop').transfer(GIVE);
      expect(facts).toHaveLength(until);
    } finally {
      await house.close();
    }
    const commands = facts.filter(([name]) => name === 'command').map(([, fact]) => fact);
    expect(commands).toHaveLength(8);
    expect(commands[4]).toEqual({
      ...{ kind: 'transfer', books: ['shop'], id: 'much', outcome: 'refused', reason: 'insufficient_funds' },
      waitMs: expect.any(Number),
      durationMs: expect.any(Number),
    });
    expect(new Set(facts.map(([name]) => name))).toEqual(
      new Set(['command', 'batch', 'queue', 'cache', 'audit']),
    );
  });
});

test('where nobody observes, nothing is told, timed or copied, however many commands there are', async () => {
  const reported = vi.spyOn(Observing.prototype, 'report');
  const span = vi.spyOn(Observing.prototype, 'span');
  const hears = vi.spyOn(Observing.prototype, 'hears');
  try {
    const house = await open('memory:', { announceExpiries: false });
    try {
      const book = house.book('shop');
      await book.openAccount(OPEN);
      await book.submit(Array.from({ length: 200 }, () => ({ kind: 'transfer', ...GIVE }) as const));
      await book.balance('ann');
      await house.verify();
    } finally {
      await house.close();
    }
    expect(reported).not.toHaveBeenCalled();
    // Once a command, and a few times a batch: each is answered by one look.
    const asked = hears.mock.calls.map(([fact]) => fact);
    expect(asked.filter((fact) => fact === 'command')).toHaveLength(201);
    expect(asked.length).toBeLessThan(230);
    expect(hears.mock.results.every(({ value }) => value === false)).toBe(true);
    const job = { work: { kind: 'request' } } as unknown as Job;
    expect(watchJob(new Observing(undefined), job, ['shop'])).toBe(job);
    // The span of the audit alone: it is asked for, and there is none.
    expect(span.mock.results.map(({ value }) => value)).toEqual([undefined]);
  } finally {
    vi.restoreAllMocks();
  }
});

test('with an observer the journal is the same, and nothing of it stays behind when it is closed', async () => {
  const heads = [];
  for (const observe of [undefined, new Recording()]) {
    const house = await open('memory:', { ...FIXED, observe: observe?.observer, newId: ids() });
    await useBook(house.book('shop'));
    heads.push(await house.book('shop').head());
    await house.close();
  }
  expect(heads[1]).toEqual(heads[0]);
});

function ids(): () => string {
  let count = 0;
  return () => `made-${++count}`;
}

const NO_OBSERVERS: readonly (readonly [observe: unknown, field: string])[] = [
  [{}, 'observe'],
  [5, 'observe'],
  [null, 'observe'],
  [{ counter: 5 }, 'observe.counter'],
  [{ counter: nothing, counters: nothing }, 'observe.counters'],
  [new Recording(), 'observe'],
  [{ counter: nothing, span: {} }, 'observe.span'],
];

test.each(NO_OBSERVERS)('what is no observer is refused: %o', async (observe, field) => {
  const opening = open('memory:', { observe: observe as Observer });
  await expect(opening).rejects.toMatchObject({ code: 'bad_option', field });
});
