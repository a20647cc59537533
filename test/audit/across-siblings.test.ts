import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { CleverTamperer } from '../support/across/across-tampering.ts';
import { inFolder } from '../support/house/house-folder.ts';

/** How a house came to be: what is written in book b is as one of these has it. */
interface Past {
  /** What the transfer between the books moves. */
  readonly amount?: bigint;
  /** What the payer has; with less than the amount the transfer is refused. */
  readonly funds?: bigint;
  readonly isWithGroup?: boolean;
  readonly clock?: number;
}

/** Two books; a transfer between them, one that the first of them refuses, and one that is last and refused. */
async function makeHouse(file: string, past: Past = {}): Promise<void> {
  const { amount = 10n, funds = 50n, isWithGroup = true, clock = 1_000 } = past;
  let now = clock;
  const house = await open(`sqlite:${file}`, { announceExpiries: false, clock: () => now++ });
  for (const book of ['a', 'b']) {
    await house.book(book).openAccount({ account: 'x', asset: 'GBP/2', effectiveAt: 0 });
    await house.book(book).transfer({ id: 'funds', from: 'world', to: 'x', amount: funds, effectiveAt: 1 });
  }
  const between = { from: { book: 'a', account: 'x' }, to: { book: 'b', account: 'x' } };
  if (isWithGroup) await house.transfer({ ...between, id: 'moved', amount, effectiveAt: 2 });
  await house.transfer({ ...between, id: 'refused', amount: 9_000n, effectiveAt: 3 });
  await house.close();
}

type Tamper = (tamperer: CleverTamperer, otherPast: (past: Past) => Promise<string>) => Promise<void> | void;

async function problemsAfter(tamper: Tamper): Promise<string[]> {
  return inFolder(async (folder) => {
    const file = join(folder, 'house.db');
    await makeHouse(file);
    const tamperer = new CleverTamperer(file);
    await tamper(tamperer, async (past) => {
      const other = join(folder, 'other.db');
      await makeHouse(other, past);
      return other;
    });
    tamperer.fitChain('b');
    tamperer.close();
    const house = await open(`sqlite:${file}`, { announceExpiries: false });
    const { problems } = await house.verify({ decideAgain: true });
    // What each book says of itself alone is sound: only the other one knows.
    expect((await house.reconcile()).problems).toEqual([]);
    await house.close();
    return problems.map(({ book, where, what }) => `${book}, ${where}: ${what}`);
  });
}

describe('somebody changes one book, so that nothing in that book is wrong', () => {
  test('who only makes the chain fit again is not told of', async () => {
    expect(await problemsAfter(() => undefined)).toEqual([]);
  });

  test.each<[what: string, tamper: Tamper, problems: string[]]>([
    [
      'the last row, a refused group, is taken away',
      (tamperer) => tamperer.dropLast('b', 'refused'),
      ['a, journal row 4: its group is not in b'],
    ],
    [
      'a group is taken out of the history',
      async (tamperer, otherPast) => tamperer.splice('b', await otherPast({ isWithGroup: false })),
      ['a, journal row 3: its group is not in b'],
    ],
    [
      'another amount came in than went out',
      async (tamperer, otherPast) => {
        tamperer.splice('b', await otherPast({ amount: 20n }));
      },
      ['a, journal row 3: its group is another one in b', 'b, journal row 3: its group is another one in a'],
    ],
    [
      'another amount came in than went out, under the hash of the right one',
      async (tamperer, otherPast) => {
        const other = await otherPast({ amount: 20n });
        tamperer.splice('b', other);
        tamperer.rewrite('b', 'moved', 'request', /"groupHash":"\w+"/, `"groupHash":"${hashIn(tamperer)}"`);
      },
      [
        'a, journal row 3: its group is not the one that it holds the hash of',
        'b, journal row 3: its group is not the one that it holds the hash of',
      ],
    ],
    [
      'a group was refused that is accepted in the other book',
      async (tamperer, otherPast) => {
        tamperer.splice('b', await otherPast({ funds: 5n }));
      },
      ['a, journal row 3: its group was refused in b', 'b, journal row 3: its group was accepted in a'],
    ],
    [
      'a group was recorded at another moment',
      async (tamperer, otherPast) => tamperer.splice('b', await otherPast({ clock: 5_000 })),
      [
        'a, journal row 3: its group was recorded at another moment in b',
        'a, journal row 4: its group was recorded at another moment in b',
        'b, journal row 3: its group was recorded at another moment in a',
        'b, journal row 4: its group was recorded at another moment in a',
      ],
    ],
    [
      'a group is one of other books',
      (tamperer) => tamperer.rewrite('b', 'moved', 'request', '"across":["a","b"]', '"across":["c","b"]'),
      ['b, journal row 3: its group is not in c'],
    ],
    [
      'a refusal is given another reason',
      (tamperer) => tamperer.rewrite('b', 'refused', 'answer', /"available":"\d+"/, '"available":"7"'),
      [
        'a, journal row 4: its group was refused in other words in b',
        'b, journal row 4: its group was refused in other words in a',
      ],
    ],
    [
      'a refusal is that of no book of the group',
      (tamperer) => tamperer.rewrite('b', 'refused', 'answer', '"book":"a"', '"book":"c"'),
      [
        'a, journal row 4: its group was refused in other words in b',
        'b, journal row 4: none of the books of its group refused it: c',
      ],
    ],
    [
      'a group is made one of this book alone',
      (tamperer) => tamperer.rewrite('b', 'moved', 'request', /"across":\["a","b"\],"groupHash":"\w+",/, ''),
      ['a, journal row 3: its group is another one in b'],
    ],
    ...['{}', '"a"', '[]', '[{},"b"]', '[1,"b"]', '["b","b"]', 'null'].map(
      (across): [string, Tamper, string[]] => [
        `the books of a group are ${across}`,
        (tamperer) => tamperer.rewrite('b', 'moved', 'request', '["a","b"]', across),
        [],
      ],
    ),
  ])('%s', async (_what, tamper, problems) => {
    const found = await problemsAfter(tamper);
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(expect.arrayContaining(problems));
  });
});

/** The hash of the whole group as book a holds it. */
function hashIn(tamperer: CleverTamperer): string {
  const hash = /"groupHash":"(\w+)"/.exec(tamperer.textOf('a', 'moved'))?.[1];
  if (hash === undefined) throw new Error('a group has its hash');
  return hash;
}
