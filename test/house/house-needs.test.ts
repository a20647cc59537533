import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { needsRun } from '../support/random/needs-run.ts';

type Commands = Parameters<OpenBook['submit']>[0];

const SEEDS = Array.from({ length: 6 }, (_, i) => i + 1);

test.each(SEEDS)(
  'what a rule looks at had been fetched, whatever is in memory before, seed %i',
  async (seed) => {
    const ends = [];
    // With no row kept, all that is looked at has to be named each time anew.
    for (const cacheRowsMax of [0, 1_000_000_000]) {
      ends.push(await needsRun(seed, 300, { store: await openMemoryStore(), cacheRowsMax }));
    }
    const [cold, warm] = ends;
    expect(cold?.commands).toBeGreaterThanOrEqual(300);
    expect(cold).toEqual(warm);
  },
);

/** A house that keeps nothing in memory, in which some commands were accepted, and what others come to then. */
async function answersOnCold(before: readonly unknown[], asked: readonly unknown[]) {
  const house = await openHouse(await openMemoryStore(), {
    announceExpiries: false,
    cacheRowsMax: 0,
    clock: () => 1_000,
  });
  const book = house.book('x');
  for (const answer of await book.submit(before as Commands)) expect(answer).toMatchObject({ ok: true });
  const answers = await book.submit(asked as Commands);
  await checkSound(house);
  await house.close();
  return answers;
}

const OPENED = ['a', 'b'].map((account) => ({
  kind: 'open_account',
  account,
  asset: 'GBP/2',
  effectiveAt: 1,
}));
const PAID = [2, 900].map((effectiveAt) => ({
  kind: 'transfer',
  from: 'world',
  to: 'a',
  amount: 9n,
  effectiveAt,
}));

test('a group is led by its own commands to a past that none of them would look at alone', async () => {
  const hold = { kind: 'hold', hold: 'h', account: 'a', amount: 5n, expiresAt: null, effectiveAt: 3 };
  const [answer] = await answersOnCold(
    [...OPENED, ...PAID, hold],
    [
      {
        kind: 'atomic',
        commands: [
          { kind: 'capture', hold: 'h', to: 'b', id: 'c', effectiveAt: 10 },
          // Who paid the capture gets it back while that is past.
          { kind: 'reverse', transaction: 'c', effectiveAt: 12 },
        ],
      },
    ],
  );
  expect(answer).toMatchObject({ ok: true });
});

test('a group grants, refunds and spends on the world of an asset that only an account which it opens has', async () => {
  const opens = { kind: 'open_account', account: 'new', asset: 'JPY/0' };
  const lots = [
    { kind: 'grant', account: 'world', from: 'new', credit: 'c', amount: 1n, expiry: null },
    { kind: 'refund', account: 'world', to: 'new', refund: 'r', amount: 1n },
    { kind: 'spend', account: 'world', to: 'new', amount: 1n, clock: { n: 1 } },
  ];
  const answers = await answersOnCold(
    OPENED,
    lots.map((lot) => ({ kind: 'atomic', commands: [opens, lot] })),
  );
  expect(answers.map((answer) => (answer.ok ? undefined : answer.reason))).toEqual([
    'insufficient_funds',
    'payments_insufficient',
    'credits_insufficient',
  ]);
});

test('what was merged many times over is found in a few rounds', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `m${i}`);
  const opened = names.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 1 }));
  const merges = names
    .slice(1)
    .map((into, i) => ({ kind: 'merge', from: names[i], into, effectiveAt: 100 + i }));
  const [answer] = await answersOnCold(
    [...opened, ...merges],
    [{ kind: 'transfer', from: 'world', to: 'm0', amount: 7n, effectiveAt: 50 }],
  );
  expect(answer).toMatchObject({ ok: true });
});
