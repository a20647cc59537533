import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSchema, type PostgresSchema } from '../../../test/support/postgres/postgres-place.ts';
import { connect } from './connect.ts';
import type { Connection } from './connection.ts';
import { connectingTo } from './open.ts';
import { Pool } from './pool.ts';

let schema: PostgresSchema;

beforeAll(async () => {
  schema = await makeSchema();
});

afterAll(() => schema.drop());

/** A pool of real connections, and how many were opened. */
function makePool(max: number, url = schema.url): { pool: Pool; opened: () => number } {
  const connecting = connectingTo(url);
  let opened = 0;
  const open = async (): Promise<Connection> => {
    opened += 1;
    return (await connect(connecting, { hasNoTimeout: false, dropsIdle: true })).connection;
  };
  return { pool: new Pool(open, max), opened: () => opened };
}

describe('a pool', () => {
  test('opens what is needed, up to its limit, and keeps it', async () => {
    const { pool, opened } = makePool(2);
    const [a, b] = await Promise.all([pool.acquire(), pool.acquire()]);
    expect(a).not.toBe(b);
    pool.release(a);
    expect(await pool.acquire()).toBe(a);
    expect(opened()).toBe(2);
    await pool.close(new Error('over'));
  });

  test('serves who waits in order of coming, also when one is given back meanwhile', async () => {
    const { pool, opened } = makePool(1);
    const order: number[] = [];
    const first = await pool.acquire();
    const others = [1, 2, 3].map(async (number) => {
      const connection = await pool.acquire();
      order.push(number);
      await setTimeout(1);
      pool.release(connection);
    });
    pool.release(first);
    await Promise.all(others);
    expect(order).toEqual([1, 2, 3]);
    expect(opened()).toBe(1);
    await pool.close(new Error('over'));
  });

  test('replaces a connection that broke, whether it was in use or idle', async () => {
    const { pool, opened } = makePool(1);
    const first = await pool.acquire();
    await first.close();
    pool.release(first);
    const second = await pool.acquire();
    expect(second.isBroken).toBe(false);
    pool.release(second);
    await second.close();
    const third = await pool.acquire();
    expect([third.isBroken, opened()]).toEqual([false, 3]);
    await pool.close(new Error('over'));
  });

  test('tells each who waits when none can be opened, and goes on', async () => {
    const { pool } = makePool(2, schema.url.replace(/:\d+\//, ':1/'));
    const failed = { name: 'StoreError', code: 'store_failed', isRetryable: true };
    const takes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => pool.acquire()));
    for (const take of takes) expect(take).toMatchObject({ status: 'rejected', reason: failed });
    await pool.close(new Error('over'));
  });

  test('closed while one is being opened: ends that, too, before it says that it is closed', async () => {
    const made: Connection[] = [];
    const open = async (): Promise<Connection> => {
      const { connection } = await connect(connectingTo(schema.url), {
        hasNoTimeout: false,
        dropsIdle: true,
      });
      made.push(connection);
      return connection;
    };
    const pool = new Pool(open, 1);
    const waiting = expect(pool.acquire()).rejects.toThrow('over');
    await pool.close(new Error('over'));
    await waiting;
    expect(made.map(({ isBroken }) => isBroken)).toEqual([true]);
  });

  test('closed: refuses who waits and who comes, and ends what is in use', async () => {
    const { pool } = makePool(1);
    const reason = new Error('over');
    const busy = await pool.acquire();
    const waiting = expect(pool.acquire()).rejects.toBe(reason);
    await pool.close(reason);
    await waiting;
    expect(busy.isBroken).toBe(true);
    pool.release(busy);
    await expect(pool.acquire()).rejects.toBe(reason);
  });
});
