import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { query } from './postgres-place.ts';
import { SERVER_SETTINGS } from './postgres-server.ts';

/** A server that follows another one, until it is promoted and takes its place. */
export interface PostgresStandby {
  /** Of the same database and user as the primary's. */
  readonly url: string;
  readonly port: number;
  /** Makes a primary of it; resolves when it takes writes. */
  promote(): Promise<void>;
  /** Ends the server at once, as a crash would. */
  crash(): Promise<void>;
  /** Stops the server, and deletes all that it kept. */
  stop(): Promise<void>;
}

const TRIES = 600;

/**
 * Copies a running server, and starts the copy on a port that is free as its standby: a synchronous one, so that whatever
 * the primary answers to be committed is on the standby too. Resolves when that holds.
 * @param sourcePort where the standby reaches the primary, if by another door than others
 */
export async function startStandby(
  primaryUrl: string,
  port: number,
  sourcePort?: number,
): Promise<PostgresStandby> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-standby-'));
  await chmod(folder, 0o711);
  const data = join(folder, 'data');
  const name = `standby_${port}`;
  const source = new URL(primaryUrl);
  if (sourcePort !== undefined) source.port = String(sourcePort);
  const url = new URL(primaryUrl);
  url.port = String(port);
  const complaints: string[] = [];
  let server: ChildProcess | undefined;
  try {
    const owner = await copyServer(primaryUrl, data, connectionInfo(source, name));
    const [{ setting = '' } = {}] = await query(
      primaryUrl,
      `SELECT setting FROM pg_config WHERE name = 'BINDIR'`,
    );
    const started = spawn(
      join(String(setting), 'postgres'),
      ['-D', data, '-p', String(port), ...SERVER_SETTINGS.flatMap((setting) => ['-c', setting])],
      { ...owner, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    server = started;
    started.on('error', (error) => complaints.push(String(error)));
    started.stderr.on('data', (text) => complaints.push(String(text)));
    await query(primaryUrl, `ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
    await query(primaryUrl, 'SELECT pg_reload_conf()');
    await untilTrue(
      primaryUrl,
      `SELECT count(*) = 1 AS is_so FROM pg_stat_replication WHERE sync_state = 'sync'`,
    );
  } catch (error) {
    await end(server, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true });
    throw new Error(`the standby did not start: ${String(error)}\n${complaints.join('')}`);
  }
  return {
    url: url.href,
    port,
    promote: async () => {
      await untilTrue(url.href, 'SELECT pg_is_in_recovery() AS is_so');
      await query(url.href, 'SELECT pg_promote()');
      await untilTrue(url.href, 'SELECT NOT pg_is_in_recovery() AS is_so');
    },
    crash: () => end(server, 'SIGQUIT'),
    stop: async () => {
      await end(server, 'SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Copies the files of a running server as a backup that a standby can begin with. */
async function copyServer(primaryUrl: string, data: string, source: string): Promise<Owner> {
  const client = new pg.Client({ connectionString: primaryUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const shown = await client.query('SHOW data_directory');
    const from = String(shown.rows[0]?.data_directory);
    const { uid, gid } = await stat(from);
    await mkdir(data, { mode: 0o700 });
    if (getuid?.() === 0) await chown(data, uid, gid);
    const owner = getuid?.() === 0 ? { uid, gid } : {};
    await client.query(`SELECT pg_backup_start('standby', fast => true)`);
    // A server at work deletes files while they are copied. What was written since the start is sent to the standby.
    await once(spawn('cp', ['-R', `${from}/.`, data], { ...owner, stdio: 'ignore' }), 'exit');
    const stopped = await client.query('SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)');
    for (const file of ['postmaster.pid', 'postmaster.opts']) await rm(join(data, file), { force: true });
    await writeFile(join(data, 'backup_label'), String(stopped.rows[0]?.labelfile));
    await writeFile(join(data, 'standby.signal'), '');
    // Once promoted it waits for nobody, until it has a standby of its own.
    await appendFile(
      join(data, 'postgresql.auto.conf'),
      `\nprimary_conninfo = '${source}'\nsynchronous_standby_names = ''\n`,
    );
    for (const file of ['backup_label', 'standby.signal']) {
      if (getuid?.() === 0) await chown(join(data, file), uid, gid);
    }
    return owner;
  } finally {
    await client.end();
  }
}

function connectionInfo({ hostname, port, username, password }: URL, name: string): string {
  return `host=${hostname} port=${port} user=${username} password=${password} application_name=${name}`;
}

/** Asks again until a server can be asked, and says that something is so. */
async function untilTrue(url: string, text: string): Promise<void> {
  let last: unknown = 'it is not so';
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const [row] = await query(url, text);
      if (row?.is_so === true) return;
    } catch (error) {
      last = error;
    }
    await setTimeout(50);
  }
  throw new Error(`${text}: ${String(last)}`);
}

async function end(server: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill(signal);
  await ended;
}
