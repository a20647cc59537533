import { StoreError } from '../../base/store-error.ts';
import { textFromSql } from './column-values.ts';
import { withoutTimeout } from './connect.ts';
import type { Connection } from './connection.ts';
import { connectingTo } from './open.ts';
import { TABLES } from './schema.ts';
import { rareStatement, type Statement } from './statements.ts';

const HAS_CITUS = rareStatement('schema', "SELECT count(*) FROM pg_extension WHERE extname = 'citus'");
const DISTRIBUTED = rareStatement(
  'schema',
  `SELECT "table"."relname" FROM pg_dist_partition AS "part"
    JOIN pg_class AS "table" ON "table"."oid" = "part"."logicalrelid"
    JOIN pg_namespace AS "schema" ON "schema"."oid" = "table"."relnamespace" WHERE "schema"."nspname" = '@@'`,
);

/** The statements that distribute a house, by table, in order: the books first, and with them all that is theirs. */
const DISTRIBUTE: ReadonlyMap<string, Statement> = new Map([
  ...TABLES.map(({ name }, i): [string, Statement] => {
    const where = i === 0 ? 'none' : '@books';
    const text = `SELECT create_distributed_table('@${name}', 'book', colocate_with => '${where}')`;
    return [name, rareStatement('schema', text)];
  }),
  ['migrations', rareStatement('schema', "SELECT create_reference_table('@migrations')")],
]);

/**
 * Distributes all tables of a house over the nodes of a Citus cluster by book, so that all rows of a book are on one node.
 * Those that are distributed already are left, so it may be run again after it was interrupted. What is in the tables
 * moves; run it while nobody writes. Returns the tables that it distributed.
 * Throws StoreError `store_failed` when the database has no Citus.
 */
async function distributeOnCitus(connection: Connection): Promise<string[]> {
  const found = await connection.get(HAS_CITUS);
  if (found?.[0] !== '1') {
    const message = `${connection.url} has no Citus: run CREATE EXTENSION citus on every node, then add the nodes`;
    throw new StoreError('store_failed', message);
  }
  const done = new Set((await connection.all(DISTRIBUTED)).map((row) => textFromSql(row[0])));
  const distributed: string[] = [];
  for (const [table, statement] of DISTRIBUTE) {
    if (done.has(table)) continue;
    await connection.run(statement);
    distributed.push(table);
  }
  return distributed;
}

/** Distributes the house of a url, whose schema is there, and returns the tables. The url is that of the coordinator. */
export function distributeHouse(url: string): Promise<string[]> {
  return withoutTimeout(connectingTo(url), distributeOnCitus);
}
