import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { EmbeddedPostgres } from './embedded-postgres.ts';

/** A PostgreSQL server of the tests' own. */
export interface PostgresServer {
  /** Of a database, as a user who may do everything. */
  readonly url: string;
  readonly port: number;
  /** Ends the server at once, as a crash would. What was committed is there after a restart. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  /** Stops the server, and deletes all that it kept. */
  stop(): Promise<void>;
}

/** What every server of the tests is started with; a standby needs as much of everything as its primary has. */
export const SERVER_SETTINGS: readonly string[] = [
  'max_connections=300',
  'max_prepared_transactions=20',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
];

/** What a server need not do whose machine never loses its power; what its processes wrote outlives them without it. */
const WITHOUT_DISK = ['fsync=off', 'full_page_writes=off'];

/**
 * Starts a new server on a port that is free, with its data in the system's folder for temporary files. As root it runs as
 * the user `postgres`, who is made if need be: PostgreSQL refuses to run as root. Takes some seconds. One that no test
 * crashes need not wait for its disk.
 */
export async function startPostgres({ isCrashed = true } = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-postgres-'));
  // The user who runs it must get through to the data.
  await chmod(folder, 0o711);
  const port = await freePort();
  const complaints: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'tallystick',
    password: 'tallystick',
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: getuid?.() === 0,
    // A language that does not order text by its bytes, so that a house has to say that it wants that.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
    postgresFlags: [...SERVER_SETTINGS, ...(isCrashed ? [] : WITHOUT_DISK)].flatMap((setting) => [
      '-c',
      setting,
    ]),
    onLog: (message) => complaints.push(message),
    onError: (message) => complaints.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${complaints.join('')}`);
  }
  return {
    url: `postgres://tallystick:tallystick@127.0.0.1:${port}/postgres`,
    port,
    crash: () => crash(server, join(folder, 'data')),
    restart: () => server.start(),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends the server and all its processes, by its own file of who it is. It can be stopped or started after that. */
async function crash(server: EmbeddedPostgres, dataFolder: string): Promise<void> {
  const pid = Number((await readFile(join(dataFolder, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  // This is what `pg_ctl stop -m immediate` sends. Stopping waits for the end, and has nothing to add.
  process.kill(pid, 'SIGQUIT');
  await server.stop();
}

/** A port that nobody listens to just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // It listens on a port.
  await new Promise((resolve) => server.close(resolve));
  return port;
}
