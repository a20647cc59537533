import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { type AcrossAsk, askHouse } from '../support/across/across-commands.ts';
import { checkFunds, checkGroups, type Told } from '../support/across/across-group-checks.ts';
import {
  acrossLoadAsk,
  acrossLoadBeginnings,
  LOAD_ACCOUNTS,
  LOAD_BOOKS,
  LOAD_FUNDS,
} from '../support/across/across-load.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { House } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const CALLERS = 8;

/** What every caller asks for, some of it also what others ask for at the same time, under the same id. */
function asksOf(caller: number, count: number): AcrossAsk[] {
  const own = new SeededChoices(caller + 1);
  return Array.from({ length: count }, (_, i) => {
    const isShared = own.chance(30);
    return acrossLoadAsk(
      isShared ? `shared ${i}` : `of ${caller}: ${i}`,
      isShared ? new SeededChoices(i) : own,
    );
  });
}

const TOO_MUCH: AcrossAsk = {
  do: 'transfer',
  id: 'too much',
  transfer: {
    from: { book: 'a', account: 'x' },
    to: { book: 'b', account: 'x' },
    amount: LOAD_FUNDS * BigInt(LOAD_BOOKS.length * LOAD_ACCOUNTS.length) + 1n,
  },
};

const WAYS = [
  { kind: HOUSE.memory, nodes: 1, cacheRowsMax: 0, each: 60 },
  { kind: HOUSE.sqlite, nodes: 1, cacheRowsMax: 1_000_000, each: 60 },
  { kind: HOUSE.postgres, nodes: 1, cacheRowsMax: 1_000_000, each: 30 },
  { kind: HOUSE.postgres, nodes: 2, cacheRowsMax: 1_000_000, each: 20 },
] as const;

async function begin(house: House, told: Told[]): Promise<void> {
  for (const ask of acrossLoadBeginnings()) told.push({ ask, answer: await askHouse(house, ask) });
}

describe('many callers with groups on overlapping books', () => {
  test.each(WAYS)('$kind.name, $nodes open, at most $cacheRowsMax rows cached', async (way) => {
    await inPlace(way.kind, async ({ url }) => {
      const options = { announceExpiries: false, cacheRowsMax: way.cacheRowsMax };
      const houses = await Promise.all(Array.from({ length: way.nodes }, () => open(url, options)));
      const [house] = houses;
      if (house === undefined) throw new Error('a house is open');
      // The books are made by all at once, too.
      const told: Told[] = [];
      await Promise.all(houses.map((each) => begin(each, told)));
      const serve = async (caller: number): Promise<void> => {
        for (const ask of asksOf(caller, way.each)) {
          const asker = houses[(caller + told.length) % houses.length] ?? house;
          told.push({ ask, answer: await askHouse(asker, ask) });
        }
      };
      await Promise.all(Array.from({ length: CALLERS }, (_, caller) => serve(caller)));
      // Whatever the callers' turns were, one is refused for certain.
      told.push({ ask: TOO_MUCH, answer: await askHouse(house, TOO_MUCH) });
      expect(told.length).toBe(CALLERS * way.each + way.nodes * acrossLoadBeginnings().length + 1);
      const counts = await checkGroups(houses.at(-1) ?? house, told, LOAD_BOOKS);
      expect(counts.accepted).toBeGreaterThan(way.each);
      expect(counts.refused).toBeGreaterThan(0);
      await checkFunds(house);
      await checkSound(house);
      await Promise.all(houses.map((each) => each.close()));
    });
  });
});
