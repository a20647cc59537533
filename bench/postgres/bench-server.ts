import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { getuid } from 'node:process';
import { EmbeddedPostgres } from '../../test/support/postgres/embedded-postgres.ts';
import { freePort } from '../../test/support/postgres/postgres-server.ts';

/** A PostgreSQL server that benches run on. */
export interface BenchServer {
  readonly url: string;
  /** Where its data is; undefined for a server that somebody else runs. */
  readonly folder: string | undefined;
  stop(): Promise<void>;
}

/** Of a server that is given: nothing is started then. */
const GIVEN = 'TALLYSTICK_BENCH_POSTGRES_URL';

/** In the project's own folder: the system's temporary folder may be in memory. */
const FILES = resolve(import.meta.dirname, '../../var');

/** What anyone sets on a server of some size. Everything that has to do with what is durable stays as it is: on. */
const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '2GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
};

/** Starts a new server with empty data, or takes the one that TALLYSTICK_BENCH_POSTGRES_URL names. */
export async function startBenchServer(): Promise<BenchServer> {
  const given = process.env[GIVEN];
  if (given !== undefined && given !== '')
    return { url: given, folder: undefined, stop: () => Promise.resolve() };
  const folder = makeFolder();
  const port = await freePort();
  const complaints: string[] = [];
  const isRoot = getuid?.() === 0;
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'tallystick',
    password: 'tallystick',
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: Object.entries({
      ...SETTINGS,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: (message) => complaints.push(message),
    onError: (message) => complaints.push(String(message)),
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    remove();
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${complaints.join('')}`);
  }
  return {
    url: `postgres://tallystick:tallystick@127.0.0.1:${port}/postgres`,
    folder,
    stop: async () => {
      await server.stop();
      remove();
    },
  };
}

/** A folder that the user who runs the server gets through to: as root, that is another user. */
function makeFolder(): string {
  mkdirSync(FILES, { recursive: true });
  const folder = mkdtempSync(join(isOpenToAll(FILES) ? FILES : tmpdir(), 'bench-postgres-'));
  chmodSync(folder, 0o711);
  return folder;
}

function isOpenToAll(folder: string): boolean {
  if (getuid?.() !== 0) return true;
  const canPass = (statSync(folder).mode & 0o001) !== 0;
  const above = dirname(folder);
  return canPass && (above === folder || isOpenToAll(above));
}
