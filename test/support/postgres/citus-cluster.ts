import { distributeHouse } from '../../../src/store/postgres/distribute-on-citus.ts';
import { migrateHouse } from '../../../src/store/postgres/open.ts';

/** Whether the tests are to be run on a Citus cluster. */
export const IS_ON_CITUS = process.env.TALLYSTICK_TEST_CITUS === '1';

/**
 * With `TALLYSTICK_TEST_CITUS=1` the server that `TALLYSTICK_TEST_POSTGRES_URL` names is the coordinator of a Citus cluster,
 * and every house of a test on it is distributed. Servers that a test starts for itself are what they are.
 */
export function isCluster(serverUrl: string): boolean {
  return IS_ON_CITUS && serverUrl === process.env.TALLYSTICK_TEST_POSTGRES_URL;
}

/** Makes and distributes the house of a url, as an operator does before its first node comes. */
export async function makeDistributed(url: string): Promise<void> {
  await migrateHouse(url);
  await distributeHouse(url);
}

/**
 * A condition on pg_stat_activity: who waits for a lock. On Citus the coordinator waits for a worker, which does; so it does for
 * a moment with every statement, and only who has done so for a while is counted.
 */
export const WAITS_FOR_LOCK = `(wait_event_type = 'Lock' OR state = 'active' AND wait_event = 'ClientRead'
  AND clock_timestamp() - query_start > interval '0.3 s')`;

/** What the server says of two that wait for each other. */
export const DEADLOCK = /(?:deadlock detected|involved in a distributed deadlock).*40P01/;
