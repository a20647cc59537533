import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { Bug } from '../../src/base/assert.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { Residency } from '../../src/kernel/residency.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import type { House } from '../support/house/house-door.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Of what is nowhere it has to be known that nothing is there. */
const lost = { from: 'nobody', to: 'b', amount: 1n } as const;

/** Everything that brings what a rule lacks and begins again. */
const CALLS: readonly (readonly [string, (house: House) => Promise<unknown>])[] = [
  ['a command', (house) => house.book('x').transfer(lost)],
  ['a late command', (house) => house.book('x').transfer({ ...lost, effectiveAt: 2 })],
  [
    'a group over two books',
    (house) =>
      house.atomic([
        { book: 'x', kind: 'transfer', ...lost },
        { book: 'y', kind: 'transfer', ...lost },
      ]),
  ],
  ['a balance', (house) => house.book('x').balance('nobody')],
  ['balances', (house) => house.book('x').balances(['a', 'nobody'])],
  ['a step of a transaction', async (house) => (await house.book('x').begin()).transfer(lost)],
  ['a balance in a transaction', async (house) => (await house.book('x').begin()).balance('nobody')],
];

test.each(CALLS)(
  '%s that lacks what was brought ends by a bug that names it, and no loop',
  async (_, call) => {
    const store = await openMemoryStore();
    const before = await openHouse(store, { announceExpiries: false, clock: () => 1_000 });
    for (const name of ['x', 'y']) {
      for (const account of ['a', 'b'])
        await before.book(name).openAccount({ account, asset: 'GBP/2', effectiveAt: 1 });
      await before.book(name).transfer({ from: 'world', to: 'a', amount: 9n, effectiveAt: 5 });
    }
    const head = await before.book('x').head();
    // Another house, which remembers nothing; and a bug, by which what was brought is not known to be there.
    const house = await openHouse(store, { announceExpiries: false, clock: () => 1_000 });
    vi.spyOn(Residency.prototype, 'know').mockImplementation(() => undefined);
    const failure = await call(house).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Bug);
    expect((failure as Bug).message).toMatch(
      /account nobody was brought and is missing all the same|nobody brought \{"kind":"account","key":"nobody"\}/,
    );
    vi.restoreAllMocks();
    // Nothing of it was written, and the house goes on.
    expect(await before.book('x').head()).toEqual(head);
    expect(await house.book('x').transfer({ ...lost, from: 'a' })).toMatchObject({ ok: true });
    await house.close();
  },
);

test('nobody else begins again what lacked something: whoever catches that says once what was brought', () => {
  const root = new URL('../../src/', import.meta.url).pathname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.startsWith('engine/') && file.endsWith('.ts'),
  );
  const catching = files.filter((file) =>
    readFileSync(join(root, file), 'utf8').includes('instanceof Missing)'),
  );
  const once = [
    // They look, and do not begin again.
    'engine/commit/writer.ts',
    'engine/commit/look-ahead.ts',
    'engine/commit/natural-names.ts',
    'engine/read/book-reader.ts',
    'engine/transact/overlay.ts',
  ];
  const counted = catching.filter((file) => !once.includes(file) && !file.endsWith('.test.ts')).sort();
  expect(counted).toEqual([
    'engine/audit/rebuild-book.ts',
    'engine/cache/until-there.ts',
    'engine/commit/decide-groups.ts',
  ]);
  for (const file of counted) expect(readFileSync(join(root, file), 'utf8')).toContain('new Brought()');
});
