import { expect, test } from 'vitest';
import { DUE_KINDS } from '../due-rows.ts';
import { ROW_KINDS } from '../row-kinds.ts';
import { Connection } from './connection.ts';
import { readDue, readDueAnywhere } from './due.ts';
import { schemaStatements } from './schema.ts';

test('what is due is found in one index of each kind by its moment, of a book and of all', () => {
  const connection = new Connection(':memory:', { isReadOnly: false });
  try {
    for (const statement of schemaStatements()) connection.exec(statement);
    const asked: string[] = [];
    const listening = new Proxy(connection, {
      get: (target, name) => {
        if (name !== 'all') return Reflect.get(target, name);
        return (sql: string, ...values: []) => {
          asked.push(sql);
          return target.all(sql, ...values);
        };
      },
    });
    readDue(listening, 'b', 5, 9);
    readDueAnywhere(listening, { until: 5, limit: 9 });
    readDueAnywhere(listening, { until: 5, except: ['b'], limit: 9 });
    expect(asked).toHaveLength(3);
    for (const sql of asked) {
      const plan = connection.all(`EXPLAIN QUERY PLAN ${sql}`).map((row) => String(row[3]));
      const searches = plan.filter((line) => /^(?:SEARCH|SCAN) \w+ USING/.test(line));
      expect(searches).toEqual(
        DUE_KINDS.map((kind) => {
          const { table } = ROW_KINDS[kind];
          return `SEARCH ${table} USING COVERING INDEX ${table} by due (due>? AND due<?)`;
        }),
      );
    }
  } finally {
    connection.close();
  }
});
