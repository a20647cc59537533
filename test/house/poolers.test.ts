import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { StoreRun, storeRuns } from '../store/store-random-run.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { useHouse } from '../support/house/use-house.ts';
import { setOnFire } from '../support/nodes/node-fire.ts';
import { checkFire } from '../support/nodes/node-fire-checks.ts';
import { POOLERS, type StartedPooler } from '../support/postgres/poolers.ts';
import {
  makeEmptySchema,
  type PostgresSchema,
  postgresUrl,
  query,
} from '../support/postgres/postgres-place.ts';
import { type PoolerOptions, TransactionPooler } from '../support/postgres/transaction-pooler.ts';

const SECONDS = Number(process.env.TALLYSTICK_FIRE_SECONDS ?? 3);
const BACKENDS = 3;
/** Steps of a random run: each is looked at from every side. */
const STEPS = 5;

/** What is told of a pooler that the url says nothing of. */
const named = expect.objectContaining({
  name: 'StoreError',
  code: 'store_failed',
  isRetryable: false,
  message: expect.stringMatching(/pooler.*add pooler=transaction to the url.*pooler=session/),
});

let schema: PostgresSchema;

beforeEach(async () => {
  schema = await makeEmptySchema('writers=3&readers=3');
});

afterEach(() => schema.drop());

describe.each(POOLERS)('through $name that lends connections for a transaction', (kind) => {
  let pooler: StartedPooler;

  beforeAll(async () => {
    pooler = await kind.start(await postgresUrl(), BACKENDS);
  });

  afterAll(() => pooler?.close());

  test('the store shows what a list of rows would show, in every view, after every step', async () => {
    // Each view that is open at the same time has a connection of the server to itself.
    const wide = await kind.start(await postgresUrl(), STEPS + 2);
    const makePlace = async () => {
      const place = await makeEmptySchema(`writers=1&readers=${STEPS}`);
      return { open: () => openPostgresStore(wide.urlFor(place.url)), remove: () => place.drop() };
    };
    const place = { name: 'pooled', isDurable: true, runs: 1, makePlace };
    try {
      const runs = storeRuns.map((steps) => steps.slice(0, STEPS));
      await fc.assert(
        fc.asyncProperty(runs, (run) => StoreRun.of(place, run)),
        { numRuns: 1, endOnFailure: true },
      );
    } finally {
      await wide.close();
    }
  });

  test('nodes that are killed and replaced over a few connections are told one serial history', async () => {
    await inFolder(async (folder) => {
      const url = pooler.urlFor(schema.url);
      const fire = { url, folder, seed: 1, nodes: 3, clients: 8, milliseconds: SECONDS * 1_000 };
      const counts = await checkFire(url, await setOnFire(fire));
      expect(counts.answered).toBeGreaterThan(20);
    });
  });

  test('is named to whoever opens a house without a word of it', async () => {
    const url = pooler.urlFor(schema.url).replace('pooler=transaction', '');
    await expect(open(url.replace(/&$/, ''))).rejects.toEqual(named);
  });

  test('everything works that a house does, and nothing is left to whoever gets the connections next', async () => {
    const url = pooler.urlFor(schema.url);
    await useHouse(url);
    const client = new pg.Client({ connectionString: urlOfDriver(url) });
    await client.connect();
    const seen = new Map<number, object>();
    try {
      for (let i = 0; i < 40; i += 1) {
        const { rows } = await client.query(LEFT_BEHIND);
        seen.set(rows[0].pid, rows[0]);
      }
    } finally {
      await client.end();
    }
    expect(seen.size).toBeGreaterThan(1);
    expect(seen.size).toBeLessThanOrEqual(BACKENDS);
    for (const [pid, left] of seen) {
      expect(left).toEqual({
        pid,
        path: '"$user", public',
        seqscan: 'on',
        idle: '0',
        names: 0,
        channels: 0,
        locks: 0,
      });
    }
  });
});

const LEFT_BEHIND = `SELECT pg_backend_pid() AS pid, current_setting('search_path') AS path,
  current_setting('enable_seqscan') AS seqscan, current_setting('idle_in_transaction_session_timeout') AS idle,
  (SELECT count(*)::int FROM pg_prepared_statements) AS names,
  (SELECT count(*)::int FROM pg_listening_channels()) AS channels,
  (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks`;

/** The driver knows no options of a house. */
function urlOfDriver(url: string): string {
  const bare = new URL(url);
  for (const name of ['schema', 'writers', 'readers', 'pooler']) bare.searchParams.delete(name);
  return bare.href;
}

describe('a pooler that the url says nothing of', () => {
  async function withPooler(
    options: PoolerOptions,
    work: (pooler: TransactionPooler) => Promise<void>,
  ): Promise<void> {
    const pooler = await TransactionPooler.start(schema.serverUrl, options);
    try {
      await work(pooler);
    } finally {
      await pooler.close();
    }
  }

  test('is named when the house is opened, and nothing is made', async () => {
    await withPooler({ backends: 2 }, async (pooler) => {
      await expect(open(pooler.urlFor(schema.url))).rejects.toEqual(named);
      const found = await query(schema.serverUrl, 'SELECT 1 FROM pg_namespace WHERE nspname = $1', [
        schema.name,
      ]);
      expect(found).toEqual([]);
      // Nothing that was set or prepared meanwhile is left in the server's connections.
      const house = await open(`${pooler.urlFor(schema.url)}&pooler=session`);
      await house.close();
    });
  });

  test('that passes for the server itself is named by the first who meets it, and no outcome is unknown', async () => {
    const plain = await open(schema.url);
    try {
      await plain.book('b').openAccount({ account: 'a', asset: 'GBP/2' });
      await withPooler({ backends: 2, invents: false }, async (pooler) => {
        const house = await open(pooler.urlFor(schema.url), { announceExpiries: false });
        const done: unknown[] = [];
        try {
          const failed: unknown[] = [];
          for (let i = 0; i < 12; i += 1) {
            const transfer = { from: 'world', to: 'a', amount: 1n, id: `t${i}` };
            await house
              .book(`b`)
              .transfer(transfer)
              .then(
                (answer) => done.push(answer.id),
                (error) => failed.push(error),
              );
          }
          expect(failed.length).toBeGreaterThan(0);
          expect(new Set(failed.map((error) => (error as { code?: string }).code))).toEqual(
            new Set(['store_failed']),
          );
          expect(failed).toContainEqual(named);
        } finally {
          await house.close();
        }
        const recorded = (await plain.book('b').events()).map(({ id }) => id).slice(1);
        expect(recorded).toEqual(done);
      });
      expect((await plain.verify()).problems).toEqual([]);
    } finally {
      await plain.close();
    }
  });
});
