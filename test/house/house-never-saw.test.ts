import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { ENTRIES } from '../../src/commands/command-table.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { ROW_KIND_NAMES } from '../../src/store/row-kinds.ts';
import type { Store } from '../../src/store/store.ts';
import { callMethod, type House, type OpenBook, type Transaction } from '../support/house/house-door.ts';
import type { SingleInput } from '../support/house/house-input.ts';
import { HOUSE, type HouseKind } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { anyCommands } from '../support/random/any-commands.ts';
import { SeededChoices } from '../support/random/house-random.ts';
import { through } from '../support/watch/through.ts';

/**
 * Of two houses one sees what is refused, rolled back, in conflict or not written, and the other never does. They have the same answers
 * afterwards, and the same rows: sums, frontiers and counts too.
 */

const ALL = 1_000_000;
/** What says which commands there were, and not what came of them. */
const OF_COMMANDS: readonly string[] = ['command', 'label', 'private', 'privateAccount'];
const FATES = ['kept', 'refused', 'rolled back', 'layer', 'conflict', 'dry', 'failed'] as const;
type Fate = (typeof FATES)[number];

const NEVER = { kind: 'transfer', from: 'nobody', to: 'world', amount: 1n } as const;
const FLOORS = [null, 0n, -9n];
const CEILINGS = [null, 3n, 40n];
const LIMITS = [
  [{ name: 'in', direction: 'in', amount: 70n, perMs: 20 }],
  [{ name: 'out', direction: 'out', count: 3, perMs: 9 }],
];

/** The rows of a book that hold what is, in order. */
async function rowsOf({ latest }: Store): Promise<string[]> {
  const rows: string[] = [];
  const put = (kind: string, found: readonly object[]): void => {
    for (const row of found)
      rows.push(
        `${kind} ${JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
      );
  };
  for (const kind of ROW_KIND_NAMES) {
    if (!OF_COMMANDS.includes(kind)) put(kind, await latest.list('shop', kind, { limit: ALL }));
  }
  put('entry', await latest.allEntries('shop', { limit: ALL }));
  put('checkpoint', await latest.checkpoints('shop', { limit: ALL }));
  return rows.sort();
}

/** What comes due while the run goes on. */
const LATER = { kind: 'transfer', from: 'a', to: 'b', amount: 1n } as const;

/** What builds on one another, with names of its own. */
function orderOf(i: number, effectiveAt: number): SingleInput[] {
  const [hold, group] = [`h${i}`, `order ${i}`];
  const commands = [
    { kind: 'update_account', account: 'b', floor: null, limits: LIMITS[i % 2] },
    { kind: 'hold', hold, account: 'b', amount: 2n, expiresAt: null },
    { kind: 'adjust_hold', hold, amount: 3n },
    { kind: 'capture', hold, amount: 4n, force: true, payment: `p${i}`, group, to: 'a' },
    { kind: 'pay', payment: `q${i}`, account: 'a', amount: 5n, group, rank: 1 },
    { kind: 'refund', refund: `r${i}`, account: 'a', amount: 3n, group, rules: ['RANK_FIRST'], to: 'source' },
    {
      kind: 'distribute',
      from: [{ account: 'a', atMost: 1n }, { account: 'world' }],
      to: [
        { account: 'b', share: 1 },
        { account: 'c', rest: true },
      ],
      amount: 3n,
    },
    { kind: 'reverse', transaction: `distribute ${i}` },
    { kind: 'grant', credit: `k${i}`, account: 'a', amount: 2n, expiry: null },
    { kind: 'spend', account: 'a', amount: 1n, clock: { n: 1 } },
    { kind: 'void_credit', grantedTo: 'a', credit: `k${i}` },
    { kind: 'schedule', schedule: `s${i}`, command: LATER, executeAt: i + 20 },
    { kind: 'schedule', schedule: `t${i}`, command: LATER, executeAt: i + 20 },
    { kind: 'cancel_schedule', schedule: `t${i}`, account: 'a' },
    {
      kind: 'post',
      entries: [
        { account: 'a', amount: 1n },
        { account: 'world', amount: -1n, asset: 'GBP/2' },
      ],
    },
    { kind: 'grant', credit: `d${i}`, account: 'a', amount: 2n, expiresAt: i + 9 },
    { kind: 'extend_credit', grantedTo: 'a', credit: `d${i}`, expiresAt: i + 12 },
  ] as const;
  return commands.map(
    (command, n) =>
      ({
        ...command,
        id: `${command.kind} ${i}${n === 12 || n === 15 ? ' too' : ''}`,
        effectiveAt,
      }) as SingleInput,
  );
}

/** Opens an id again and again, each time with other limits, and asks for anything. */
function movesOf(choices: SeededChoices, all: readonly SingleInput[], i: number): SingleInput[] {
  const lives: SingleInput[] = [];
  const effectiveAt = 5 + i + choices.pick([0, 0, 0, 3, -4]);
  if (choices.chance(40)) {
    const floor = FLOORS[choices.below(3)];
    const ceiling = CEILINGS[choices.below(3)];
    const limits = choices.pick([[], ...LIMITS]);
    lives.push({
      kind: 'open_account',
      id: `open w ${i}`,
      account: 'w',
      asset: 'GBP/2',
      floor,
      ceiling,
      limits,
      effectiveAt,
    } as SingleInput);
    lives.push({
      kind: 'transfer',
      id: `fill w ${i}`,
      from: 'world',
      to: 'w',
      amount: 2n,
      effectiveAt,
    } as SingleInput);
    if (choices.chance(60))
      lives.push({
        kind: 'merge',
        id: `merge w ${i}`,
        from: 'w',
        into: 'a',
        effectiveAt: effectiveAt + 1,
      } as SingleInput);
  }
  return [...lives, ...(choices.chance(40) ? orderOf(i, effectiveAt) : all.slice(i, i + 3))];
}

interface Side {
  readonly house: House;
  readonly store: Store;
  readonly book: OpenBook;
  now: number;
  /** True: the next commit fails, and nothing of it is written. */
  isFailing: boolean;
}

/** @param cacheRowsMax as small as can be: everything is read again for each batch */
async function sideOn(openStore: () => Promise<Store>, cacheRowsMax = 100_000): Promise<Side> {
  const inner = await openStore();
  const side = { now: 5, isFailing: false };
  const store = through(inner, {
    begin: async () => {
      const transaction = await inner.begin();
      if (!side.isFailing) return transaction;
      side.isFailing = false;
      const commit = async (): Promise<void> => {
        await transaction.rollback();
        throw new StoreError('store_failed', 'the disk is full for a moment');
      };
      return through(transaction, { commit });
    },
  });
  const house = await openHouse(store, {
    announceExpiries: false,
    cacheRowsMax,
    clock: () => side.now,
  });
  return Object.assign(side, { house, store, book: house.book('shop') });
}

/** The kinds of what was done before it was taken back. */
const UNDONE = new Set<string>();

async function takeInVain(tx: Transaction, moves: readonly SingleInput[]): Promise<void> {
  for (const move of moves) if ((await callMethod(tx, move)).ok) UNDONE.add(move.kind);
}

/** Does with a book what the fate of the moves is, as one who sees them, or does not. */
async function meet(
  side: Side,
  fate: Fate,
  moves: readonly SingleInput[],
  i: number,
  sees: boolean,
): Promise<unknown> {
  const { book } = side;
  const group = (commands: readonly object[]) =>
    book.submit([{ kind: 'atomic', id: `group ${i}`, commands }] as Parameters<OpenBook['submit']>[0]);
  const other = {
    kind: 'transfer',
    id: `other ${i}`,
    from: 'world',
    to: 'a',
    amount: 1n,
    effectiveAt: 5 + i,
  } as const;
  switch (fate) {
    case 'kept':
      return await book.submit(moves as Parameters<OpenBook['submit']>[0]);
    case 'refused':
      return (await group([...(sees ? moves : []), NEVER])).map(({ ok, seq }) => [ok, seq]);
    case 'dry':
      return sees ? void (await book.dryRun(moves as Parameters<OpenBook['dryRun']>[0])) : undefined;
    case 'failed':
      if (!sees) return;
      side.isFailing = true;
      expect(await rejectionOf(book.submit(moves as Parameters<OpenBook['submit']>[0]))).toMatchObject({
        code: 'store_failed',
      });
      return;
    case 'rolled back': {
      if (!sees) return;
      const tx = await book.begin();
      await takeInVain(tx, moves);
      await tx.rollback();
      return;
    }
    case 'layer': {
      const tx = await book.begin({ id: `tx ${i}` });
      if (sees) {
        await tx.begin();
        await takeInVain(tx, moves);
        await tx.rollback();
      }
      await callMethod(tx, other as SingleInput);
      return await tx.commit();
    }
    default: {
      const tx = sees ? await book.begin({ id: `tx ${i}` }) : undefined;
      await tx?.balance('a');
      if (tx) await takeInVain(tx, moves);
      const answer = await callMethod(book, other as SingleInput);
      // What changes nothing of what was read is in nobody's way.
      if (!answer.ok) await tx?.rollback();
      else if (tx) expect(await tx.commit()).toMatchObject({ reason: 'conflict' });
      return answer;
    }
  }
}

const RUNS: readonly { readonly kind: HouseKind; readonly seeds: number; readonly count: number }[] = [
  { kind: HOUSE.memory, seeds: 10, count: 90 },
  { kind: HOUSE.sqlite, seeds: 2, count: 60 },
  { kind: HOUSE.postgres, seeds: 1, count: 40 },
];

describe.each(RUNS)(
  'on $kind.name, a house is as one that never saw what was taken back',
  ({ kind, seeds, count }) => {
    test.each(Array.from({ length: seeds }, (_, i) => i + 1))('seed %i', async (seed) => {
      const places = [await kind.makePlace(), await kind.makePlace()] as const;
      const saw = await sideOn(() => places[0].openStore(), seed % 2 === 0 ? 0 : undefined);
      const never = await sideOn(() => places[1].openStore());
      try {
        const all = anyCommands(seed, count) as unknown as SingleInput[];
        const choices = new SeededChoices(seed);
        const fates = new Map<Fate, number>();
        for (let i = 0; i < all.length; i += 3) {
          for (const side of [saw, never]) {
            side.now = 5 + i;
            // Whoever looks has it decided, and keeps it.
            await side.book.runDue(side.now);
          }
          const moves = movesOf(choices, all, i);
          const fate: Fate = i < 9 ? 'kept' : choices.pick<Fate>(['kept', 'kept', ...FATES]);
          fates.set(fate, (fates.get(fate) ?? 0) + 1);
          const script = `${fate} ${JSON.stringify(moves, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`;
          const seen = await meet(saw, fate, moves, i, true);
          expect(seen, script).toEqual(await meet(never, fate, moves, i, false));
          expect(await rowsOf(saw.store), script).toEqual(await rowsOf(never.store));
          // What was refused may well be accepted later.
          if (fate !== 'kept' && choices.chance(50))
            expect(await meet(saw, 'kept', moves, i, true), script).toEqual(
              await meet(never, 'kept', moves, i, false),
            );
        }
        expect(fates.size).toBeGreaterThan(3);
        expect(await saw.house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
      } finally {
        for (const { house } of [saw, never]) await house.close();
        for (const place of places) await place.remove();
      }
    });
  },
);

test('much was done before it was taken back', () => {
  // The book has purses from the start.
  const rare = [
    'start_purses',
    'offer',
    'accept',
    'cancel',
    'decline',
    'release',
    'close_account',
    'expire_credits',
  ];
  expect([...ENTRIES.keys()].filter((kind) => !UNDONE.has(kind) && !rare.includes(kind))).toEqual([]);
});
