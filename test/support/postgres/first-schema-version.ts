import { type PostgresSchema, query } from './postgres-place.ts';

/** What finds the tables that later versions of a schema added to the first. */
export const LATER_TABLES = `SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename SIMILAR TO 'counter%|imports|labels|private%|house|booknames|schedules' ORDER BY 1`;

/** Takes the schema of a house that is closed back to its first version, with what rows there are in the tables of that. */
export async function backToFirstSchema({ serverUrl, name }: PostgresSchema): Promise<void> {
  const added = await query(serverUrl, LATER_TABLES, [name]);
  const names = added.map(({ tablename }) => `"${name}"."${tablename}"`);
  await query(
    serverUrl,
    `DROP TABLE ${names.join(', ')};
     ${withoutFinding(name)}
     ALTER TABLE "${name}".journal DROP COLUMN "retryOf", DROP COLUMN rules, DROP COLUMN actor;
     ALTER TABLE "${name}".books DROP COLUMN rules, DROP COLUMN "hasPurses";
     ${['entries', 'checkpoints', 'accounts']
       .map(
         (table) =>
           `ALTER TABLE "${name}".${table} DROP COLUMN "expected", DROP COLUMN purse, DROP COLUMN spendable`,
       )
       .join('; ')};
     ${['targetKey', 'lastTarget', 'metAt', 'metOrder']
       .map((column) => `ALTER TABLE "${name}".holds DROP COLUMN "${column}"`)
       .join('; ')};
     ALTER TABLE "${name}".holds DROP COLUMN terms;
     ALTER TABLE "${name}".credits DROP COLUMN at, DROP COLUMN "hereAt", DROP COLUMN "hereOrder";
     ALTER TABLE "${name}".credits DROP COLUMN "expiresAt", DROP COLUMN "expiredAt", DROP COLUMN "extendedBy", DROP COLUMN "dueAt", DROP COLUMN "startsAt", DROP COLUMN priority;
     ALTER TABLE "${name}".books DROP COLUMN "lockedBefore", DROP COLUMN due, DROP COLUMN "creditOrder";
     ALTER TABLE "${name}".payments DROP COLUMN "inGroup", DROP COLUMN rank;
     ${['payments', 'refunds', 'credits'].map((table) => `ALTER TABLE "${name}".${table} DROP COLUMN "seq"`).join('; ')};
     ALTER TABLE "${name}".accounts DROP COLUMN "fixedAt", DROP COLUMN "freedAt", DROP COLUMN limits, DROP COLUMN frozen, DROP COLUMN beginnings, DROP COLUMN "lastSeq", DROP COLUMN scheduled, DROP COLUMN "creditsEndedAt";
     ALTER TABLE "${name}".holds DROP COLUMN captures;
     ${['holds', 'offers']
       .map(
         (table) => `DROP INDEX "${name}".${table}_by_due;
           CREATE INDEX ${table}_by_due ON "${name}".${table} (book, due)`,
       )
       .join('; ')};
     DELETE FROM "${name}".migrations WHERE version > 1`,
  );
}

/** What finds rows by their moment, by how they end and by what they are about, taken away again. */
function withoutFinding(schema: string): string {
  const added = {
    journal: ['kind'],
    entries: ['seq'],
    accounts: ['made'],
    holds: ['account', 'made', 'ended', 'running'],
    offers: ['source', 'target', 'lastTarget', 'made', 'ended', 'running'],
    payments: ['account', 'made'],
    credits: ['account', 'made'],
  };
  const drops = Object.entries(added).flatMap(([table, names]) =>
    names.map((name) => `DROP INDEX "${schema}"."${table}_by_${name}";`),
  );
  const before = Object.entries({
    holds: ['account'],
    offers: ['source', 'lastTarget'],
    payments: ['account'],
    credits: ['account'],
  });
  const made = before.flatMap(([table, columns]) =>
    columns.map(
      (name) =>
        `CREATE INDEX "${table}_by_${name}" ON "${schema}".${table} (book, "${name}", (${table === 'credits' ? 'key' : 'id'} || ''));`,
    ),
  );
  return [...drops, ...made].join(' ');
}
