import { TallystickError } from '../../base/error.ts';
import { CONNECTIONS_MAX, READERS_MAX, WRITERS_MAX } from './connection-limits.ts';

/** Where a house is, as its url says it. */
export interface PostgresPlace {
  /** The servers that may have it, each as a url that the driver reads, in the order in which to try them. */
  readonly servers: readonly string[];
  /** The schema that holds its tables. */
  readonly schema: string;
  /** Most connections for transactions, and for reading. */
  readonly writersMax: number;
  readonly readersMax: number;
  /** The url without what is secret, for messages. */
  readonly url: string;
}

export const SCHEMA_DEFAULT = 'tallystick';

/** Shown instead of a url that cannot be read, which may hold a password. */
const HIDDEN = 'postgres://...';

const EXPECTED =
  'postgres://USER:PASSWORD@HOST:PORT/DATABASE?schema=NAME&writers=N&readers=N, with HOST:PORT,HOST:PORT for several servers';

const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<who>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?$/;

/** The news channel has a name of its own, which is longer by a few letters, and 63 is the limit. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,47}$/;

/** Reads the url of a house on PostgreSQL. Throws `bad_option` when it is none. */
export function parsePostgresUrl(url: string): PostgresPlace {
  const parts = URL_PARTS.exec(url)?.groups;
  if (parts === undefined || url.includes('\0')) throw badUrl();
  const { who, hosts = '', path = '', query = '' } = parts;
  const options = new URLSearchParams(query);
  const schema = takeSchema(options);
  const writersMax = takeCount(options, 'writers', WRITERS_MAX);
  const readersMax = takeCount(options, 'readers', READERS_MAX);
  const rest = options.size === 0 ? '' : `?${options}`;
  const servers = hosts.split(',').map((host) => {
    const server = `postgres://${who === undefined ? '' : `${who}@`}${host}${path}${rest}`;
    if (!URL.canParse(server)) throw badUrl();
    return server;
  });
  const user = who === undefined ? '' : `${who.split(':')[0]}@`;
  const shown = `postgres://${user}${hosts}${path}${schema === SCHEMA_DEFAULT ? '' : `?schema=${schema}`}`;
  return { servers, schema, writersMax, readersMax, url: shown };
}

function takeSchema(options: URLSearchParams): string {
  const schema = options.get('schema') ?? SCHEMA_DEFAULT;
  options.delete('schema');
  if (SCHEMA.test(schema) && !schema.startsWith('pg_')) return schema;
  const expected = 'up to 48 small letters, digits and underscores, not beginning with a digit or pg_';
  throw new TallystickError('bad_option', 'url.schema', schema, expected);
}

function takeCount(options: URLSearchParams, name: string, otherwise: number): number {
  const given = options.get(name);
  options.delete(name);
  if (given === null) return otherwise;
  const count = /^[0-9]{1,9}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= CONNECTIONS_MAX) return count;
  throw new TallystickError('bad_option', `url.${name}`, given, `an integer from 1 to ${CONNECTIONS_MAX}`);
}

function badUrl(): TallystickError {
  return new TallystickError('bad_option', 'url', HIDDEN, EXPECTED);
}
