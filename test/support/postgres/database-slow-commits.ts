import { query } from './postgres-place.ts';

const DELAY_MICROSECONDS = 10_000;

/** Has every commit of a server wait before it is on disk, so that whatever happens often happens in the midst of some. */
export async function slowCommits(serverUrl: string): Promise<void> {
  await query(serverUrl, `ALTER SYSTEM SET commit_delay = ${DELAY_MICROSECONDS}`);
  await query(serverUrl, 'ALTER SYSTEM SET commit_siblings = 0');
  await query(serverUrl, 'SELECT pg_reload_conf()');
}
