import { setTimeout } from 'node:timers/promises';
import { query } from './postgres-place.ts';

/** How the connections of one house are told from others: it is a part of its url. */
export function named(url: string, name: string): string {
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  return named.href;
}

/** Ends or cancels what connections of that name do, those alone that match a condition on pg_stat_activity. */
export async function signalBackends(
  serverUrl: string,
  name: string,
  signal: 'terminate' | 'cancel',
  where = 'true',
): Promise<number> {
  const text = `SELECT pg_${signal}_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND (${where})`;
  const signalled = (await query(serverUrl, text, [name])).length;
  // A signal is only sent; a connection that nobody uses hears of it a little later.
  await setTimeout(20);
  return signalled;
}

/** Waits until connections of that name match a condition on pg_stat_activity. */
export async function untilBackends(serverUrl: string, name: string, where: string): Promise<void> {
  const text = `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = $1 AND (${where})`;
  for (let tries = 0; tries < 500; tries += 1) {
    const [row] = await query(serverUrl, text, [name]);
    if (row?.n !== '0') return;
    await setTimeout(10);
  }
  throw new Error(`no connection ${name} with ${where}`);
}
