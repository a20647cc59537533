import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';
import type { CliRun } from './run-in-process.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
let schema: PostgresSchema;

beforeAll(async () => {
  schema = await makeSchema('writers=2&readers=2');
});

afterAll(async () => {
  await schema.drop();
  folder.remove();
});

const line = (text: string): Promise<CliRun> =>
  folder.run(text.split(' '), { env: { TALLYSTICK_HOUSE: schema.url } });

const json = async (text: string): Promise<unknown> => JSON.parse((await line(`${text} --json`)).stdout);

const jsonOfProcess = async (text: string): Promise<unknown> => {
  const run = await folder.spawn(`${text} --json`.split(' '), { env: { TALLYSTICK_HOUSE: schema.url } });
  return JSON.parse(run.stdout);
};

test('several processes count the same file at once, on PostgreSQL: each event is counted once', async () => {
  const rows = Array.from({ length: 3_000 }, (_, i) => `${i % 7 === 0 ? 'a' : 'b'},${i},${i % 5}`);
  writeFileSync(folder.file('rows.csv'), `counter,at,value\n${rows.join('\n')}\n`);
  await line('count define a --horizon any');
  const words = 'count import rows.csv --old --horizon any --batch 500';
  const reports = (await Promise.all([words, words, words].map(jsonOfProcess))) as { counted: number }[];
  for (const report of reports) expect(report).toMatchObject({ read: 3_000, malformed: 0, isComplete: true });
  expect(reports.reduce((sum, { counted }) => sum + counted, 0)).toBe(3_000);

  const sumOf = (counter: string): string =>
    String(rows.filter((row) => row.startsWith(counter)).reduce((sum, row) => sum + Number(row.at(-1)), 0));
  const [a, b] = [sumOf('a'), sumOf('b')];
  expect(await json('count total a')).toMatchObject({ count: a });
  expect(await json('count tumbling b --window 1m --from 0 --old --to 1')).toMatchObject({
    windows: [{ count: b }],
  });
  expect(await json('count top --window 1m --at 60000 --old')).toMatchObject({
    counters: [
      { counter: 'b', count: b },
      { counter: 'a', count: a },
    ],
  });
  expect(await json('count status a')).toMatchObject({ counters: [{ counted: 429, duplicates: 2 * 429 }] });
  expect(await line('count backfill b')).toMatchObject({
    code: 0,
    stdout: 'Done: count backfill b, 2571 events\n',
  });
  expect(await json('count total b')).toMatchObject({ count: b });
});
