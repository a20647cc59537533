import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test asks for the server that all share. */
    postgresDoor: number;
  }
}

/**
 * Runs once for all test files. Whoever connects to the door is told the url of a PostgreSQL server; the first one has it
 * started, so tests that need none do not wait for it. `TALLYSTICK_TEST_POSTGRES_URL` names another server to be used.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | undefined;
  const given = process.env.TALLYSTICK_TEST_POSTGRES_URL;
  const findUrl = async (): Promise<string> => {
    if (given !== undefined && given !== '') return given;
    started ??= startPostgres({ isCrashed: false });
    return (await started).url;
  };
  const door = createServer((guest: Socket) => {
    guest.on('error', () => undefined);
    findUrl().then(
      (url) => guest.end(`url ${url}`),
      (error: unknown) => guest.end(`error ${String(error)}`),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo; // It listens on a port.
  project.provide('postgresDoor', port);
  return async () => {
    await new Promise((resolve) => door.close(resolve));
    await (await started?.catch(() => undefined))?.stop();
  };
}
