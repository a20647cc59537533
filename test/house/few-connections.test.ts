import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { useHouse } from '../support/house/use-house.ts';
import { named } from '../support/postgres/postgres-backends.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';

/** What waits for ever for a connection that it has itself is not waited for any longer. */
const PATIENCE_MS = 60_000;

let schema: PostgresSchema;

beforeEach(async () => {
  schema = await makeSchema();
});

afterEach(() => schema.drop());

/** The most connections of a name that there were at once while work went on. */
async function mostConnections(name: string, work: () => Promise<void>): Promise<number> {
  let most = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const [row] = await query(
        schema.serverUrl,
        'SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = $1',
        [name],
      );
      most = Math.max(most, Number(row?.n));
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
  }
  return most;
}

describe('a house with one connection for writing and one for reading', () => {
  const url = (): string => named(`${schema.url}&writers=1&readers=1`, schema.name);

  test('has one for both, and does everything with it', { timeout: PATIENCE_MS }, async () => {
    const most = await mostConnections(schema.name, () => useHouse(url()));
    // Two houses; what an audit looks at first is looked at on a connection of its own.
    expect(most).toBeLessThanOrEqual(3);
    expect(most).toBeGreaterThan(0);
  });

  test('tells others what it wrote, and finds what they did', { timeout: PATIENCE_MS }, async () => {
    const small = await open(url());
    const large = await open(schema.url);
    try {
      await small.book('b').openAccount({ account: 'a', asset: 'GBP/2' });
      for await (const { kind } of large.book('b').follow()) {
        expect(kind).toBe('open_account');
        break;
      }
      const heard = (async () => {
        for await (const row of small.book('b').follow({ after: 1 })) return row.kind;
        return undefined;
      })();
      await large.book('b').transfer({ from: 'world', to: 'a', amount: 1n });
      expect(await heard).toBe('transfer');
    } finally {
      await small.close();
      await large.close();
    }
  });
});

describe("a pool of the caller's", () => {
  let pool: pg.Pool;

  afterEach(() => pool.end());

  const url = (): string => `postgres://?schema=${schema.name}`;

  test.each([
    [1, 'writers=1&readers=1'],
    [2, 'writers=1&readers=1'],
    [6, 'writers=2&readers=2'],
  ])(
    'of %i connections serves two houses with %s, and is as it was afterwards',
    {
      timeout: PATIENCE_MS,
    },
    async (max, options) => {
      pool = new pg.Pool({ connectionString: schema.serverUrl, max });
      await useHouse(`${url()}&${options}`, { pool });
      // They are closed, and have ended nothing that is not theirs.
      expect(pool.totalCount).toBe(pool.idleCount);
      expect(pool.totalCount).toBeGreaterThan(0);
      const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
      for (const client of clients) {
        const { rows } = await client.query(
          `SELECT current_setting('search_path') AS path, current_setting('enable_seqscan') AS seqscan,
          (SELECT count(*)::int FROM pg_prepared_statements) AS names`,
        );
        const listeners = ['error', 'notice', 'end'].map((event) => client.listenerCount(event));
        client.release();
        expect(rows).toEqual([{ path: '"$user", public', seqscan: 'on', names: 0 }]);
        expect(listeners).toEqual(listeners.map(() => expect.any(Number)));
        expect(Math.max(...listeners)).toBeLessThanOrEqual(2);
      }
    },
  );

  test('that pipelines is as good', { timeout: PATIENCE_MS }, async () => {
    pool = new pg.Pool({ connectionString: schema.serverUrl, max: 4, pipeline: true } as pg.PoolConfig);
    await useHouse(`${url()}&writers=1&readers=1`, { pool });
  });

  test('is not lent a connection that was lost in the middle of a transaction', async () => {
    pool = new pg.Pool({ connectionString: named(schema.serverUrl, schema.name), max: 2 });
    pool.on('error', () => undefined);
    const house = await open(`${url()}&writers=1&readers=1`, { pool, announceExpiries: false });
    try {
      const book = house.book('b');
      await book.openAccount({ account: 'a', asset: 'GBP/2' });
      const answers = Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          book.transfer({ from: 'world', to: 'a', amount: 1n, id: `t${i}` }),
        ),
      );
      await query(
        schema.serverUrl,
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
        [schema.name],
      );
      expect((await answers).every(({ ok }) => ok)).toBe(true);
      expect(await book.balance('a')).toMatchObject({ posted: 20n });
      await house.close();
      expect(pool.totalCount).toBe(pool.idleCount);
    } finally {
      await house.close();
    }
  });

  test('says why it has no connection to give, and the house is not opened', async () => {
    pool = new pg.Pool({ connectionString: schema.serverUrl.replace(/:\d+\//, ':1/') });
    expect(await rejectionOf(open(url(), { pool }))).toMatchObject({
      code: 'store_failed',
      isRetryable: true,
    });
    await pool.end();
    expect(await rejectionOf(open(url(), { pool }))).toMatchObject({
      code: 'store_failed',
      message: expect.stringMatching(/after calling end/),
    });
    pool = new pg.Pool();
  });

  test.each([
    'postgres://127.0.0.1/db',
    'postgres://user@',
    'postgres://?pooler=transaction',
    'postgres://?host=a',
  ])('goes with no url that names a server: %s', async (wrong) => {
    pool = new pg.Pool({ connectionString: schema.serverUrl });
    expect(await rejectionOf(open(wrong, { pool }))).toMatchObject({ code: 'bad_option', field: 'url' });
  });
});
