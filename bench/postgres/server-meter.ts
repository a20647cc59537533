import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { parsePostgresUrl } from '../../src/store/postgres/postgres-url.ts';

/** What a server has done so far. Differences of two looks are what a run cost. */
export interface ServerFigures {
  /** Written to the write-ahead log, in all. */
  readonly walBytes: number;
  /** Tables of the schema with their indexes. */
  readonly bytes: number;
  /** Batches in the journals of the schema; 0 where it has none. */
  readonly batches: number;
}

/** Reads what the server knows of itself, on a connection of its own. */
export class ServerMeter {
  readonly #client: pg.Client;
  readonly #schema: string;

  private constructor(client: pg.Client, schema: string) {
    this.#client = client;
    this.#schema = schema;
  }

  /** @param url of a house, whose schema is looked at */
  static async open(url: string): Promise<ServerMeter> {
    const { servers, schema } = parsePostgresUrl(url);
    const client = new pg.Client({ connectionString: servers[0], application_name: 'meter' });
    await client.connect();
    return new ServerMeter(client, schema);
  }

  async look(): Promise<ServerFigures> {
    const row = await this.#get(
      `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal,
        to_regclass($1 || '.journal') IS NOT NULL AS "hasJournal",
        (SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class
          WHERE relnamespace = to_regnamespace($1) AND relkind = 'r') AS bytes`,
      [this.#schema],
    );
    // A batch has one link, on its last row.
    const count = `SELECT count(*) AS batches FROM "${this.#schema}".journal WHERE link IS NOT NULL`;
    const batches = row.hasJournal === true ? Number((await this.#get(count)).batches) : 0;
    return { walBytes: Number(row.wal), bytes: Number(row.bytes), batches };
  }

  /** How many deadlocks the server has broken in this database, once all houses have let go of it. */
  async deadlocks(): Promise<number> {
    // What a connection knows is told when it ends at the latest.
    const others = `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'tallystick'`;
    for (let tries = 0; tries < 100 && (await this.#get(others)).n !== '0'; tries += 1) await setTimeout(50);
    const text = 'SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()';
    return Number((await this.#get(text)).n);
  }

  /** Drops the schema, and has what was written so far go to the files, so that the next run does not pay for it. */
  async tidy(): Promise<void> {
    await this.#client.query(
      `SET client_min_messages = error; DROP SCHEMA IF EXISTS "${this.#schema}" CASCADE`,
    );
    // A user of somebody else's server may lack the right.
    await this.#client.query('CHECKPOINT').catch(() => undefined);
  }

  /** The version, what is set otherwise than by default, and what makes commits durable whatever it is set to. */
  async settings(): Promise<{ readonly version: string; readonly settings: readonly string[] }> {
    const { rows } = await this.#client.query<{ name: string; value: string }>(
      `SELECT name, current_setting(name) AS value FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')
          OR (setting IS DISTINCT FROM boot_val AND source NOT IN ('default', 'override', 'client', 'session')
            AND category !~ '^(File|Connections|Preset|Reporting|Client Connection Defaults)' AND name !~ 'log')
        ORDER BY name`,
    );
    const version = String((await this.#get(`SELECT current_setting('server_version') AS version`)).version);
    return { version, settings: rows.map(({ name, value }) => `${name} = ${value}`) };
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async #get(text: string, values: unknown[] = []): Promise<Record<string, unknown>> {
    const { rows } = await this.#client.query<Record<string, unknown>>(text, values);
    return rows[0] ?? {};
  }
}
