import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { expectSame, rejectionOf } from '../support/house/house-same.ts';
import { WAITS_FOR_LOCK } from '../support/postgres/citus-cluster.ts';
import {
  BOOK,
  CLOCK,
  CLOCK_BESIDE,
  type HouseBehindProxy,
  houseBehindProxy,
  OTHER_BOOK,
} from '../support/postgres/database-behind-proxy.ts';
import { checkContent } from '../support/postgres/database-checks.ts';
import { CUTS, type Cut } from '../support/postgres/database-cuts.ts';
import { untilBackends } from '../support/postgres/postgres-backends.ts';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.ts';

let server: PostgresServer;
let made = 0;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

/** Runs a test on a house of its own, which at the end is well and has the transfer of 5 once, in so many books. */
async function onHouse(work: (place: HouseBehindProxy) => Promise<void>, books = [BOOK]): Promise<void> {
  made += 1;
  const place = await houseBehindProxy(server, `lost_commit_${made}`);
  try {
    await work(place);
    for (const book of books) {
      expect(await place.idsIn(book)).toEqual([expect.any(String)]);
      expect(await place.posted(book)).toBe(5n);
    }
    // The house that it happened to goes on by itself.
    const next = await place.house.book(BOOK).transfer({ from: 'a', to: 'b', amount: 1n });
    expect(next.ok).toBe(true);
    await checkContent(place.house);
  } finally {
    await place.end();
  }
}

const TRANSFER = { from: 'a', to: 'b', amount: 5n } as const;

interface Way {
  readonly name: string;
  readonly books: readonly string[];
  readonly ask: (
    house: HouseBehindProxy['house'],
  ) => Promise<{ readonly ok: boolean; readonly recordedAt?: number }>;
}

const WITH_ID: Way = {
  name: 'a command',
  books: [BOOK],
  ask: (house) => house.book(BOOK).transfer({ id: 't', ...TRANSFER }),
};

const WAYS: readonly Way[] = [
  WITH_ID,
  { name: 'a command without an id', books: [BOOK], ask: (house) => house.book(BOOK).transfer(TRANSFER) },
  {
    name: 'a group on two books',
    books: [BOOK, OTHER_BOOK],
    ask: (house) =>
      house.atomic(
        [BOOK, OTHER_BOOK].map((book) => ({ book, kind: 'transfer', ...TRANSFER })),
        { id: 't' },
      ),
  },
  {
    name: 'an interactive transaction',
    books: [BOOK],
    ask: (house) =>
      house.book(BOOK).transaction(async (transaction) => {
        await transaction.transfer(TRANSFER);
      }),
  },
];

function byName<Each extends { readonly name: string }>(some: readonly Each[]): [string, Each][] {
  return some.map((each) => [each.name, each]);
}

describe.concurrent.each(WAYS)('the COMMIT of $name', ({ books, ask }) => {
  test.each(byName(CUTS))('%s: done once, and told as if nothing had happened', async (_, cut) => {
    await onHouse(
      async ({ house, cuts, name }) => {
        // What the server is told late, it is told when the house waits to find out.
        const later = () => untilBackends(server.url, name, WAITS_FOR_LOCK);
        cuts.nextCommit((held) => cut.inflict(held, later));
        const answer = await ask(house);
        expect([answer.ok, cuts.inflicted]).toEqual([true, 1]);
      },
      [...books],
    );
  });
});

/** What a caller is told while nothing can be reached. */
async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await rejectionOf(work);
  if (error instanceof StoreError) return error;
  throw error;
}

const NOTHING_ARRIVES: Cut = {
  name: 'never arrives, and neither does what it was to commit',
  takesEffect: false,
  inflict: ({ link }) => link.reset(),
};

const isWrite = (statement: string): boolean => /^INSERT INTO "\w+"\."journal"/.test(statement);

describe.concurrent('when nothing can be reached for long after', () => {
  test.each(byName([...CUTS, NOTHING_ARRIVES]))(
    'a COMMIT that %s: asking again tells what came of it',
    async (_, cut) => {
      await onHouse(async (place) => {
        const { house, beside, cuts, proxy } = place;
        const told = Promise.withResolvers<void>();
        const inflict: Cut['inflict'] = (held) => {
          proxy.shut();
          cut.inflict(held, () => told.promise);
        };
        if (cut === NOTHING_ARRIVES) cuts.next(isWrite, (held) => inflict(held, () => told.promise));
        else cuts.nextCommit((held) => inflict(held, () => told.promise));
        const error = await failureOf(WITH_ID.ask(house));
        // What is written and the COMMIT are sent together: nobody can tell which of them arrived.
        expect([error.code, error.isRetryable]).toEqual(['outcome_unknown', false]);
        told.resolve();
        // Another house finds out by the id, and so does this one as soon as it can.
        const found = await WITH_ID.ask(beside);
        proxy.open();
        expectSame('the answer', await WITH_ID.ask(house), found);
        // Their clocks tell which of them has written it.
        expect([found.ok, found.recordedAt]).toEqual([true, cut.takesEffect ? CLOCK : CLOCK_BESIDE]);
      });
    },
  );
});

const isLookUp = (statement: string): boolean => /^SELECT .* FROM "\w+"\."journal"/.test(statement);
const isCommit = (statement: string): boolean => statement === 'COMMIT';

describe.concurrent.each([
  ['while it is looked up', isLookUp],
  ['before it is known to be durable', isCommit],
])('a COMMIT that is carried out, whose answer is lost, and then the connection %s', (_when, isMeant) => {
  const answerLost = CUTS.find(({ name }) => name === 'is carried out, and the answer is lost');

  test.each(byName(WAYS))('%s: it is done once', async (_, { ask, books }) => {
    await onHouse(
      async ({ house, cuts }) => {
        cuts.nextCommit((held) => answerLost?.inflict(held, () => Promise.resolve()));
        cuts.next(isMeant, ({ link }) => link.reset());
        expect((await ask(house)).ok).toBe(true);
        expect(cuts.inflicted).toBe(2);
      },
      [...books],
    );
  });

  test('and nothing can be reached any more: the caller is not told that nothing was written', async () => {
    await onHouse(async ({ house, cuts, proxy }) => {
      cuts.nextCommit((held) => answerLost?.inflict(held, () => Promise.resolve()));
      cuts.next(isMeant, ({ link }) => {
        proxy.shut();
        link.reset();
      });
      const error = await failureOf(WITH_ID.ask(house));
      proxy.open();
      expect([error.code, cuts.inflicted]).toEqual(['outcome_unknown', 2]);
      expect((await WITH_ID.ask(house)).ok).toBe(true);
    });
  });
});
