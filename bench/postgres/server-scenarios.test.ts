import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeSchema, type PostgresSchema, query } from '../../test/support/postgres/postgres-place.ts';
import type { Writing } from '../house/write-scenario.ts';
import { runBaseline } from './baseline-scenario.ts';
import { runNodes, runOnServer } from './server-scenarios.ts';
import { runServerWrite } from './server-write-scenario.ts';

let schema: PostgresSchema;
beforeEach(async () => {
  schema = await makeSchema();
});
afterEach(() => schema.drop());

/** Of the journal. */
async function countRows(): Promise<number> {
  const [row] = await query(schema.serverUrl, `SELECT count(*) AS n FROM "${schema.name}".journal`);
  return Number(row?.n);
}

const WAYS: readonly { readonly way: Writing['way']; readonly perBatchMax: number }[] = [
  { way: 'one', perBatchMax: 1 },
  { way: 'bulk', perBatchMax: 40 },
  { way: 'pairs', perBatchMax: 40 },
  { way: { inFlight: 8 }, perBatchMax: 8 },
];

test.each(WAYS)('writes in the way $way, and counts what it costs', async ({ way, perBatchMax }) => {
  const written = await runServerWrite({
    url: schema.url,
    accounts: 5,
    ids: 'house',
    way,
    operations: 40,
  });
  expect(written.operations).toBe(40);
  expect(written.operationsPerBatch).toBeGreaterThanOrEqual(1);
  expect(written.operationsPerBatch).toBeLessThanOrEqual(perBatchMax);
  // What is written depends on what the locked book says.
  expect(written.roundTripsPerBatch).toBeGreaterThanOrEqual(2);
  expect(written.statementsPerBatch).toBeGreaterThanOrEqual(6);
  expect(written.walBytesPerOperation).toBeGreaterThan(0);
  expect(written.nodeUsPerOperation).toBeGreaterThan(0);
  // The accounts' funds, what warmed up, and what was measured.
  const commands = way === 'pairs' ? 2 : 1;
  expect(await countRows()).toBe(2 * 5 + 2 * 40 * commands);
});

test.each(['statements', 'serializable', 'function'] as const)(
  'the baseline as %s posts what it was asked for',
  async (form) => {
    const ask = { form, url: schema.url, accounts: 2, inFlight: 8, connections: 3, operations: 30 };
    const run = await runBaseline(ask);
    expect(run.operations).toBe(30);
    if (form !== 'serializable') expect(run.roundTripsPerBatch).toBe(form === 'function' ? 1 : 6);
    else expect(run.roundTripsPerBatch).toBeGreaterThanOrEqual(6);
    const found = await query(schema.serverUrl, `SELECT count(*) AS n FROM "${schema.name}".entries`);
    expect(found).toEqual([{ n: '120' }]);
  },
);

test('nodes in processes of their own start together, and write to the same books', async () => {
  const books = { url: schema.url, books: ['a', 'b'], accountsPerBook: 4 };
  await runOnServer('make-books', books);
  const node = { ...books, callers: 4, seconds: 0.3 };
  let before = 0;
  const runs = await runNodes([node, node], async () => {
    before = await countRows();
  });
  expect(runs).toHaveLength(2);
  for (const { operations, roundTrips } of runs) {
    expect(operations).toBeGreaterThan(0);
    expect(roundTrips).toBeGreaterThan(0);
  }
  // Both had warmed up, and neither had begun with what is measured.
  expect(before).toBeGreaterThan(2 * 2 * 4 + 2 * 2 * 4);
  expect(await countRows()).toBe(before + runs.reduce((sum, { operations }) => sum + operations, 0));
});

test('a node that fails takes the others along, which would wait for it', async () => {
  const books = { url: schema.url, books: ['a'], accountsPerBook: 4 };
  await runOnServer('make-books', books);
  const good = { ...books, callers: 1, seconds: 0.1 };
  // In that book there are no accounts.
  const bad = { ...good, books: ['b'] };
  await expect(runNodes([good, bad])).rejects.toThrow('node failed: Error: refused: ');
});
