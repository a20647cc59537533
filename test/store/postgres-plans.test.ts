import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DUE_KINDS } from '../../src/store/due-rows.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { conditionOf } from '../../src/store/postgres/schema.ts';
import { allStatements, type Statement, StatementTexts } from '../../src/store/postgres/statements.ts';
import { ROW_KIND_NAMES, ROW_KINDS } from '../../src/store/row-kinds.ts';
import { IS_ON_CITUS } from '../support/postgres/citus-cluster.ts';
import { makeEmptySchema, makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';

vi.mock(import('../../src/store/side-kinds.ts'), async (original) => {
  const { addKinds } = await import('./test-side-kinds.ts');
  return addKinds(original);
});

// A plan that was made while nothing was known of a table is kept for long. So it must be right from the beginning: with
// empty tables, and with many rows that were never counted.

let schema: PostgresSchema;
let client: pg.Client;
const ROWS = 30_000;

beforeAll(async () => {
  // Shards are tables like these; how statements come to them is looked at below.
  schema = await makeEmptySchema();
  await (await openPostgresStore(schema.url)).close();
  client = new pg.Client({ connectionString: schema.serverUrl });
  await client.connect();
  // What session.ts says, and that plans are made once for all values.
  await client.query(
    "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan; SET search_path = 'pg_catalog'",
  );
});

afterAll(async () => {
  await client.end();
  await schema.drop();
});

async function planOf(statement: Statement, { name } = schema): Promise<string[]> {
  const text = new StatementTexts(name).of(statement);
  const count = Math.max(...[...text.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
  await client.query(`PREPARE looked_at AS ${text}`);
  const first = statement.reach === 'book' ? "'b'" : 'NULL';
  const values = [first, ...Array.from({ length: count - 1 }, () => 'NULL')].join(', ');
  const { rows } = await client.query(`EXPLAIN (COSTS OFF) EXECUTE looked_at (${values})`);
  await client.query('DEALLOCATE looked_at');
  return rows.map((row) => String(row['QUERY PLAN']).trim());
}

/** Rows as they stand in tables: any text and number will do. */
async function fill(): Promise<void> {
  const { rows } = await client.query(
    `SELECT table_name AS "table", column_name AS "name", data_type AS "type" FROM information_schema.columns
      WHERE table_schema = $1 AND table_name NOT IN ('books', 'house', 'migrations') ORDER BY ordinal_position`,
    [schema.name],
  );
  const values: Record<string, string> = {
    text: `'t' || i`,
    bigint: 'i',
    numeric: 'i',
    boolean: 'true',
    bytea: 'NULL',
  };
  for (const [table, columns] of Map.groupBy(rows, (row) => String(row.table))) {
    const list = columns.map(({ name, type }) => (name === 'book' ? `'b' || i % 3` : values[type]));
    const into = `"${schema.name}"."${table}"`;
    // Nobody counts the rows meanwhile.
    await client.query(`ALTER TABLE ${into} SET (autovacuum_enabled = off)`);
    await client.query(
      `INSERT INTO ${into} SELECT ${list.join(', ')} FROM generate_series(1, ${ROWS}) AS g (i)`,
    );
  }
}

const inserting = allStatements().filter(
  ({ reach, text }) => reach === 'book' && text.startsWith('INSERT') && text.includes('unnest'),
);
const reading = allStatements().filter(({ reach, text }) => reach === 'book' && !text.startsWith('INSERT'));

describe.each([
  ['empty', async () => {}],
  ['full, and never counted', fill],
  ['full, and counted', () => client.query('ANALYZE')],
] as const)('in tables that are %s', (_, prepare) => {
  beforeAll(async () => {
    await prepare();
  });

  test.each(reading.map((one) => [one.text.replaceAll(/\s+/g, ' '), one] as const))(
    'no more than one book is looked at: %s',
    async (_text, statement) => {
      const plan = await planOf(statement);
      expect(plan.filter((line) => line.includes('Seq Scan'))).toEqual([]);
      const conditions = plan.filter((line) => line.startsWith('Index Cond:'));
      expect(conditions.length).toBeGreaterThan(0);
      for (const condition of conditions) expect(condition).toMatch(/\bbook = \$1\b/);
    },
  );

  test.each(inserting.map((one) => [one.text.slice(0, one.text.indexOf(' (')), one] as const))(
    'rows are written in their order, beside the one row that is locked: %s',
    async (_text, statement) => {
      const plan = (await planOf(statement)).map((line) => line.replace(/^->\s+/, ''));
      const at = plan.indexOf('Nested Loop');
      expect(plan[0]).toMatch(/^Insert on /);
      // Once for the anchor, then once through the rows: nothing is sorted, kept aside or looked at besides.
      const [anchor, condition] = statement.text.includes('FROM @countergates')
        ? ['countergates', '((book = $1) AND (gate = $2))']
        : ['books', '(book = $1)'];
      expect(plan.slice(at + 1)).toEqual([
        expect.stringMatching(new RegExp(`^Index (?:Only )?Scan using ${anchor}_key on ${anchor} anchor$`)),
        `Index Cond: ${condition}`,
        expect.stringMatching(/^Function Scan on (?:unnest )?"row"$/),
      ]);
    },
  );

  test('what is looked up by ids is found by ids, each by its own index', async () => {
    let count = 0;
    for (const kind of ROW_KIND_NAMES) {
      const { table, key, lookups } = ROW_KINDS[kind];
      for (const [name, { column, where }] of Object.entries(lookups)) {
        const condition = where === undefined ? '' : ` AND ${conditionOf(where)}`;
        const end = `FROM @${table} WHERE "book" = $1 AND "${column}" = ANY ($2::text[])${condition}`;
        const find = reading.find(({ text }) => text.endsWith(end));
        if (find === undefined) throw new Error(`no statement ends in ${end}`);
        const plan = (await planOf(find)).join('\n');
        const indexes = column === key[0] ? `${table}_key` : `${table}_by_(?:${name}|account)`;
        expect(plan).toMatch(new RegExp(`using "?${indexes}"? |Bitmap Index Scan on "?${indexes}"?\\n`));
        expect(plan).toMatch(new RegExp(`Index Cond: .*"?${column}"? = ANY`));
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(12);
  });

  test('stale checkpoints are looked for in their accounts alone, and entries and sums in each account', async () => {
    const stale = reading.find(({ text }) => text.startsWith('DELETE') && text.includes('USING'));
    const ahead = reading.find(({ text }) => text.includes('"wanted"."after"'));
    const sums = reading.filter(({ text }) => text.includes('"added"'));
    if (stale === undefined || ahead === undefined) throw new Error('no such statements');
    expect(sums).toHaveLength(7);
    expect((await planOf(stale)).join('\n')).toMatch(/Index Cond: .*account = /);
    expect((await planOf(ahead)).join('\n')).toMatch(/Index Cond: .*account = .*at > .*at <= /);
    for (const one of sums) {
      const plan = (await planOf(one)).join('\n');
      // The nearest checkpoint is the first that the index has; what follows it lies between two places.
      expect(plan).toMatch(/Index Scan Backward using "?checkpoints_key/);
      expect(plan).toMatch(/Index Cond: .*account = .*ROW\(at, "order"\) > .*ROW\(at, "order"\) <= /);
    }
  });

  test('accounts of a path are found between two ids, and no others are looked at', async () => {
    const spans = reading.filter(({ text }) => text.includes('@accounts') && text.includes('AND "id" < '));
    expect(spans).toHaveLength(3);
    for (const one of spans) {
      const plan = (await planOf(one)).join('\n');
      expect(plan).toMatch(/Index Cond: .*ROW\(id, key\) > .*\(id < \$/);
    }
  });

  test('what is due is found in the indexes of all kinds by its moment, in order, and read no further than asked', async () => {
    const all = allStatements().filter(
      ({ text }) => text.includes(' UNION ALL ') && text.includes('"due" <= '),
    );
    expect(all.map(({ reach }) => reach)).toEqual(['book', 'all books', 'all books']);
    for (const statement of all) {
      const plan = await planOf(statement);
      for (const kind of DUE_KINDS) expect(plan.join('\n')).toContain(`${ROW_KINDS[kind].table}_by_due`);
      const conditions = plan.filter((line) => line.startsWith('Index Cond: '));
      const moment = statement.reach === 'book' ? '((due <= $2) AND (book = $1))' : '(due <= $1)';
      expect(conditions).toEqual(DUE_KINDS.map(() => `Index Cond: ${moment}`));
      // Nothing is sorted but what is merged: each index gives its rows in order, until there is enough.
      expect(plan.filter((line) => /\bSort$/.test(line)).length).toBeLessThanOrEqual(1);
      expect(plan.filter((line) => /\bLimit$/.test(line))).toHaveLength(DUE_KINDS.length + 1);
    }
  });

  test('what is looked up by the keys of counters is found by them', async () => {
    const standing = reading.find(({ text }) => text.includes('"wanted"."nth"'));
    const sums = reading.find(({ text }) => text.includes('ORDER BY "range"."nth"'));
    const top = reading.find(({ text }) => text.includes('"ranked"'));
    if (standing === undefined || sums === undefined || top === undefined)
      throw new Error('no such statements');
    expect((await planOf(standing)).join('\n')).toMatch(/Index Cond: .*counter = .*source = .*"eventId" = /);
    expect((await planOf(sums)).join('\n')).toMatch(/Index Cond: .*counter = .*size = .*start >= /);
    const plan = (await planOf(top)).join('\n');
    expect(plan).toMatch(/Index Cond: .*\(size \+ 0\) = .*\(start \+ 0\) >= /);
    expect(plan).toMatch(/Index Cond: .*counter = ranked\.counter/);
  });
});

if (IS_ON_CITUS) {
  test('one machine of a cluster carries out all of what is about one book', async () => {
    const distributed = await makeSchema();
    try {
      for (const statement of allStatements().filter(({ reach }) => reach === 'book')) {
        const plan = (await planOf(statement, distributed)).join('\n');
        expect(plan, statement.text).toMatch(/\bTask Count: 1\b/);
        expect(plan, statement.text).not.toMatch(/pull to coordinator|Distributed Subplan/);
      }
    } finally {
      await distributed.drop();
    }
  });
}
