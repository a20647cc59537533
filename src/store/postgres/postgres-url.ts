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
  /** What stands between the house and the server, and lends its connections to many; undefined: nothing. */
  readonly pooler: Pooler | undefined;
  /** Whether the house is opened to write, or only to read. */
  readonly mode: 'write' | 'read';
  /** The url without what is secret, for messages. */
  readonly url: string;
}

/** For how long a pooler lends a connection: for a transaction, or for as long as its client stays. */
export type Pooler = 'transaction' | 'session';
const POOLERS: readonly string[] = ['transaction', 'session'] satisfies Pooler[];

const SCHEMA_DEFAULT = 'tallystick';

/** Shown instead of a url that cannot be read, which may hold a password. */
const HIDDEN = 'postgres://...';

const EXPECTED =
  'postgres://USER:PASSWORD@HOST:PORT/DATABASE?schema=NAME&writers=N&readers=N&pooler=transaction, with HOST:PORT,HOST:PORT for several servers';

/** A sign that has a meaning elsewhere is refused: it may be part of a password that should have been written with %. */
const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<who>[^@/?#]*)@)?(?<hosts>[^@/?#]*)(?<path>\/[^?#@]*)?(?:\?(?<query>[^#@]*))?$/;

/** A name or an address, or the path of a socket. What else is written with % would be shown in messages of the system. */
const HOST = /^(?:[^%]|%2f)*$/i;

/** The options that the driver may get. Its other options are the house's own to set, or would do nothing. */
const DRIVER_OPTIONS = [
  'user',
  'password',
  'host',
  'port',
  'application_name',
  'options',
  'ssl',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslnegotiation',
  'uselibpqcompat',
];
const OPTIONS = ['schema', 'writers', 'readers', 'pooler', ...DRIVER_OPTIONS];

/** The news channel has a name of its own, which is longer by a few letters, and 63 is the limit. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,47}$/;

/** Reads the url of a house on PostgreSQL. Throws `bad_option` when it is none. */
export function parsePostgresUrl(url: string, mode: PostgresPlace['mode'] = 'write'): PostgresPlace {
  const parts = URL_PARTS.exec(url)?.groups;
  if (parts === undefined || url.includes('\0')) throw badUrl();
  const { who, hosts = '', path = '', query = '' } = parts;
  if (!HOST.test(hosts) || /^[^:]*%3a/i.test(who ?? '')) throw badUrl();
  const options = new URLSearchParams(query);
  checkOptions(options);
  const schema = takeSchema(options);
  const writersMax = takeCount(options, 'writers', WRITERS_MAX);
  const readersMax = takeCount(options, 'readers', READERS_MAX);
  const pooler = takePooler(options);
  const rest = options.size === 0 ? '' : `?${options}`;
  const servers = hosts.split(',').map((host) => {
    const server = `postgres://${who === undefined ? '' : `${who}@`}${host}${path}${rest}`;
    if (!URL.canParse(server)) throw badUrl();
    return server;
  });
  const user = who === undefined ? '' : `${who.split(':')[0]}@`;
  const shown = `postgres://${user}${hosts}${path}${schema === SCHEMA_DEFAULT ? '' : `?schema=${schema}`}`;
  return { servers, schema, writersMax, readersMax, pooler, mode, url: shown };
}

const POOL_URL = 'postgres://?schema=NAME&writers=N&readers=N: with a pool, the pool knows the server';

/** Reads the url of a house whose connections come from a pool of the caller's: it names no server. Throws `bad_option`. */
export function parsePoolUrl(url: string, mode: PostgresPlace['mode']): PostgresPlace {
  const parts = URL_PARTS.exec(url)?.groups;
  const names = [...new URLSearchParams(parts?.query ?? '').keys()];
  const named =
    parts === undefined || parts.who !== undefined || parts.hosts !== '' || /^\/./.test(parts.path ?? '');
  if (named || names.some((name) => DRIVER_OPTIONS.includes(name) || name === 'pooler')) {
    throw new TallystickError('bad_option', 'url', HIDDEN, POOL_URL);
  }
  const place = parsePostgresUrl(url, mode);
  const schema = place.schema === SCHEMA_DEFAULT ? '' : `?schema=${place.schema}`;
  return { ...place, servers: [], url: `postgres://${schema} (a pool)` };
}

/** Throws for an option that would silently do nothing, or of which one value would: another house might be meant. */
function checkOptions(options: URLSearchParams): void {
  for (const name of options.keys()) {
    // What it is set to may be secret, and so may be what is no name.
    if (!/^\w{1,40}$/.test(name)) throw badUrl();
    if (!OPTIONS.includes(name)) {
      throw new TallystickError('bad_option', `url.${name}`, '...', `one of ${OPTIONS.join(', ')}`);
    }
    if (options.getAll(name).length > 1) {
      throw new TallystickError('bad_option', `url.${name}`, '...', 'each option once');
    }
  }
  if (!HOST.test(options.get('host') ?? '') || /[@:]/.test(options.get('host') ?? '')) throw badUrl();
  if (!/^\d{0,5}$/.test(options.get('port') ?? '')) throw badUrl();
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

function takePooler(options: URLSearchParams): Pooler | undefined {
  const given = options.get('pooler');
  options.delete('pooler');
  if (given === null || POOLERS.includes(given)) return (given ?? undefined) as Pooler | undefined; // It is one.
  throw new TallystickError('bad_option', 'url.pooler', given, POOLERS.join(' or '));
}

function badUrl(): TallystickError {
  return new TallystickError('bad_option', 'url', HIDDEN, EXPECTED);
}
