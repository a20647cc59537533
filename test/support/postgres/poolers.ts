import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { getuid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { freePort } from './postgres-server.ts';
import { TransactionPooler } from './transaction-pooler.ts';

/** Something that lends a few connections of a server to many clients, for a transaction each. */
export interface StartedPooler {
  /** The same url, through the pooler, of which the house is told. */
  urlFor(url: string): string;
  close(): Promise<void>;
}

export interface PoolerKind {
  readonly name: string;
  start(serverUrl: string, backends: number): Promise<StartedPooler>;
}

const OWN: PoolerKind = {
  name: 'a pooler',
  start: async (serverUrl, backends) => {
    const pooler = await TransactionPooler.start(serverUrl, { backends });
    return { urlFor: (url) => withOption(pooler.urlFor(url)), close: () => pooler.close() };
  },
};

const PGBOUNCER: PoolerKind = { name: 'PgBouncer', start: startPgBouncer };

/** Those that a house is tried with: one of our own, and PgBouncer where it is installed. */
export const POOLERS: readonly PoolerKind[] = isInstalled('pgbouncer') ? [OWN, PGBOUNCER] : [OWN];

function withOption(url: string): string {
  const told = new URL(url);
  told.searchParams.set('pooler', 'transaction');
  return told.href;
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function startPgBouncer(serverUrl: string, backends: number): Promise<StartedPooler> {
  const { hostname, port: serverPort, username, password } = new URL(serverUrl);
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-pgbouncer-'));
  // The user who runs it must get through to its settings: it refuses to run as root.
  await chmod(folder, 0o711);
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${serverPort} user=${username} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${backends}
max_client_conn = 500
server_round_robin = 1
`,
  );
  const user = getuid?.() === 0 ? ['-u', 'postgres'] : [];
  const complaints: string[] = [];
  const bouncer = spawn('pgbouncer', ['-q', ...user, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  bouncer.stderr.on('data', (text) => complaints.push(String(text)));
  bouncer.on('error', (error) => complaints.push(String(error)));
  try {
    await untilItListens(port, bouncer);
  } catch (error) {
    bouncer.kill('SIGKILL');
    throw new Error(`PgBouncer did not start: ${String(error)}\n${complaints.join('')}`);
  }
  return {
    urlFor: (url) => {
      const through = new URL(url);
      through.host = `127.0.0.1:${port}`;
      return withOption(through.href);
    },
    close: async () => {
      const ended = once(bouncer, 'exit');
      bouncer.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilItListens(port: number, { exitCode }: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && exitCode === null; tries += 1) {
    const guest = connect(port, '127.0.0.1');
    const outcome = await once(guest, 'connect').then(
      () => true,
      () => false,
    );
    guest.destroy();
    if (outcome) return;
    await setTimeout(25);
  }
  throw new Error('nobody listens');
}
