import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultDefinition } from '../../src/counters/rules/definition.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { ROW_KIND_NAMES } from '../../src/store/row-kinds.ts';
import type { JournalRow } from '../../src/store/store.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import { columnsOf, extremeRow, ODD_TEXTS } from './store-values.ts';
import { rowAt, someChanges } from './store-writes.ts';

let schema: PostgresSchema;
let store: PostgresStore;

beforeAll(async () => {
  schema = await makeSchema();
  store = await openPostgresStore(schema.url);
});

afterAll(async () => {
  await store.close();
  await schema.drop();
});

const TEXTS = [
  ...ODD_TEXTS,
  '\u0001',
  '\u0001\u0001',
  '\u0001\u0002',
  'a\u0001',
  '\u0002',
  `\u0000${'x'.repeat(255)}`,
];

/** A book whose every text is the one given. */
async function writeEverywhere(text: string): Promise<void> {
  const row: JournalRow = {
    seq: 1,
    id: text,
    kind: text,
    assignedAt: null,
    recordedAt: 0,
    isAccepted: true,
    request: text,
    answer: text,
    link: null,
    retryOf: null,
    rules: 2,
    actor: text,
  };
  const rows = ROW_KIND_NAMES.map((kind) => {
    const texts = columnsOf(kind).filter(([, { type }]) => type === 'text');
    return [
      kind,
      [{ ...extremeRow(kind, 'null'), ...Object.fromEntries(texts.map(([name]) => [name, text])) }],
    ];
  });
  const entry = rowAt(text, 1, 2, 3);
  const transaction = await store.begin();
  await transaction.lock(text);
  await transaction.write(
    text,
    someChanges(
      text,
      {},
      { journal: [row], rows: Object.fromEntries(rows), entries: [entry], checkpoints: [entry] },
    ),
  );
  await transaction.commit();
}

/** The counters of a book, whose every text is the one given but those that a counter's definition is made of. */
async function countEverywhere(text: string): Promise<void> {
  const event = { counter: text, source: text, eventId: text, at: 1, value: 1 };
  const moments = { firstAt: 1, lastAt: 1, ingestedAt: 1 };
  const tally = {
    counter: text,
    slot: 0,
    counted: 1,
    duplicates: 0,
    conflicts: 0,
    tooLate: 0,
    tooEarly: 0,
    ...moments,
  };
  const bucket = { counter: text, size: 1, start: 1, generation: 0, slot: 0, sum: 1n };
  await store.counters().transact(text, async (tx) => {
    // The first who counts in a book makes its gates.
    await tx.holdDefinitions([text]);
    await tx.addDefinitions([{ ...defaultDefinition(text), generation: 0, rebuilding: null }]);
    await tx.addToLog([{ ...event, generation: 0 }]);
    await tx.addToBuckets([bucket]);
    await tx.addToTallies([tally]);
    await tx.addToQuarantine([{ ...event, receivedAt: 1 }]);
    await tx.moveFeed(text, 0, 1);
  });
}

test.each(TEXTS)('%j is kept and found in every text of every counter', async (text) => {
  await countEverywhere(text);
  await store.counters().read(text, async (view) => {
    const events = { from: null, to: null, limit: 9 };
    expect((await view.definition(text))?.counter).toBe(text);
    expect(await view.log(text, events)).toEqual([expect.objectContaining({ source: text, eventId: text })]);
    expect(await view.quarantine(text, events)).toHaveLength(1);
    expect((await view.tally(text))?.counter).toBe(text);
    expect(await view.sums(text, [{ size: 1, from: 1, to: 2 }])).toEqual([1n]);
    expect(await view.feeds()).toEqual([{ feed: text, seq: 1 }]);
  });
});

/** What a definition is made of is no text of anybody's. */
const MADE_TEXTS = new Set([
  'counters granularities',
  'counters dedup',
  'house book',
  'house id',
  'booknames book',
  'books creditOrder',
]);

test.each(TEXTS)('%j is kept and found in every text of every table', async (text) => {
  await writeEverywhere(text);
  const view = await store.snapshot();
  // What is not closed keeps its connection, and the next test would wait for one.
  try {
    expect((await view.head(text))?.book).toBe(text);
    for (const kind of ROW_KIND_NAMES) {
      const [row] = await view.list(text, kind, { limit: 9 });
      for (const [name, { type }] of columnsOf(kind)) {
        if (type === 'text')
          expect(Object.entries(row ?? {}), `${kind} ${name}`).toContainEqual([name, text]);
      }
    }
    const [journal] = await view.journal(text, { limit: 9 });
    expect([journal?.id, journal?.kind, journal?.request, journal?.answer]).toEqual([text, text, text, text]);
    expect(await view.entries(text, { account: text })).toEqual([rowAt(text, 1, 2, 3)]);
    expect(await view.entriesOf(text, [{ account: text, after: 0 }])).toHaveLength(1);
    const sums = {
      inflow: 3n,
      outflow: 0n,
      available: 1n,
      incoming: 0n,
      expected: 2n,
      purse: 4n,
      spendable: -3n,
    };
    expect(await view.sums(text, [text], { until: { at: 1, order: 2 } })).toEqual([sums]);
  } finally {
    await view.close();
  }
});

test('no text column of any table was left out', async () => {
  const columns = await query(
    schema.serverUrl,
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = $1 AND data_type = 'text'`,
    [schema.name],
  );
  expect(columns.length).toBeGreaterThan(30);
  for (const { table_name, column_name } of columns) {
    if (MADE_TEXTS.has(`${table_name} ${column_name}`)) continue;
    const stored = `SELECT count(DISTINCT "${column_name}") AS n FROM "${schema.name}"."${table_name}"`;
    expect((await query(schema.serverUrl, stored))[0], `${table_name} ${column_name}`).toEqual({
      n: String(TEXTS.length),
    });
  }
});

test('books are listed in the order of the bytes that they have, not of those that are kept', async () => {
  const inOrder = [...TEXTS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(await store.latest.books({ limit: 1_000 })).toEqual(inOrder);
  for (const [i, after] of inOrder.entries()) {
    expect(await store.latest.books({ after, limit: 1 })).toEqual(inOrder.slice(i + 1, i + 2));
  }
});
