import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { inject } from 'vitest';
import { isCluster, makeDistributed } from './citus-cluster.ts';

let found: Promise<string> | undefined;

/** The url of the PostgreSQL server that all tests share. The first who asks waits until it has started. */
export function postgresUrl(): Promise<string> {
  found ??= askAtDoor(inject('postgresDoor'));
  return found;
}

async function askAtDoor(port: number): Promise<string> {
  const door = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  for await (const part of door) parts.push(part);
  const answer = Buffer.concat(parts).toString();
  if (answer.startsWith('url ')) return answer.slice('url '.length);
  throw new Error(answer);
}

/** A schema of a test's own. */
export interface PostgresSchema {
  readonly name: string;
  /** The url of a house in it. */
  readonly url: string;
  /** The url of the server, for a connection past the house. */
  readonly serverUrl: string;
  drop(): Promise<void>;
}

/** A place for a house, which is made by who opens it first; on Citus it is there, and distributed. `options`: see below. */
export async function makeSchema(options = ''): Promise<PostgresSchema> {
  const schema = await makeEmptySchema(options);
  if (isCluster(schema.serverUrl)) await makeDistributed(schema.url);
  return schema;
}

/** A place where there is no house, and none is distributed. `options` are more of the url: `writers=1&readers=2`. */
export async function makeEmptySchema(options = ''): Promise<PostgresSchema> {
  const serverUrl = await postgresUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const separator = serverUrl.includes('?') ? '&' : '?';
  return {
    name,
    url: `${serverUrl}${separator}schema=${name}${options === '' ? '' : `&${options}`}`,
    serverUrl,
    drop: () =>
      asOperator(serverUrl, `SET client_min_messages = error; DROP SCHEMA IF EXISTS "${name}" CASCADE`),
  };
}

/** Runs a statement past the house, and returns what it found. */
export async function query(
  serverUrl: string,
  text: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: serverUrl });
  // A server that is stopped by a test ends connections too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function asOperator(serverUrl: string, text: string): Promise<void> {
  await query(serverUrl, text);
}
