import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '../../base/store-error.ts';
import { ROW_KIND_NAMES } from '../row-kinds.ts';
import type { EntryRow, StoreView } from '../store.ts';
import { openSqliteStore } from './open.ts';
import type { SqliteStore } from './sqlite-store.ts';

function entryOf(seq: number): EntryRow {
  const [account, inflow] = [`account ${seq % 9}`, BigInt(seq) ** 9n];
  return {
    account,
    at: seq,
    order: 2 * seq,
    seq,
    inflow,
    outflow: 0n,
    available: inflow,
    incoming: 0n,
    expected: 0n,
    purse: 0n,
    spendable: inflow,
  };
}

/** A small house with rows in every table of entries, in the journal and in two tables of rows. */
async function makeHouse(file: string): Promise<void> {
  const limits = {
    largeBatchMin: 100,
    arrivedAccountsMax: 60,
    arrivedEntriesMax: 60,
    recentEntriesMax: 50,
    movedEntriesMin: 20,
  };
  const store = await openSqliteStore(file, { limits });
  let seq = 0;
  for (let batch = 0; batch < 9; batch += 1) {
    const transaction = await store.begin();
    const head = await transaction.lock('shop');
    const seqs = Array.from({ length: 25 }, (_, at) => head.seq + 1 + at);
    seq = head.seq + seqs.length;
    const credit = seqs.map((one) => {
      const known = { key: `key ${one}`, id: `id ${one}`, account: `account ${one % 9}`, grantor: 'world' };
      return {
        ...known,
        amount: 5n,
        remaining: BigInt(one % 3),
        expiry: null,
        seq: null,
        at: null,
        hereAt: one,
        hereOrder: null,
        expiresAt: null,
        expiredAt: null,
        extendedBy: null,
        dueAt: null,
        startsAt: null,
        priority: null,
      };
    });
    const command = seqs.map((one) => ({ id: `c${one}`, seq: one, event: one, isReversed: false }));
    const link = Buffer.alloc(32, batch);
    const journal = command.map(({ id, seq: one }) => {
      const row = { seq: one, id, kind: 'grant', assignedAt: one, recordedAt: batch, isAccepted: true };
      return {
        ...row,
        request: `{"grant":${one}}`,
        answer: '[]',
        link: one === seq ? link : null,
        retryOf: null,
        rules: 2,
        actor: null,
      };
    });
    await transaction.write('shop', {
      head: { ...head, seq, link },
      journal,
      rows: { credit, command },
      entries: seqs.map(entryOf),
      staleCheckpoints: [],
      checkpoints: [entryOf(seq)],
    });
    await transaction.commit();
  }
  await store.close();
}

/** Everything that can be read, as it comes. */
async function readAll(view: StoreView): Promise<PromiseSettledResult<unknown>[]> {
  const limit = 10_000;
  const rows = ROW_KIND_NAMES.map((kind) => view.list('shop', kind, { limit }));
  const accounts = ['account 1', 'account 2'];
  const ahead = accounts.map((account) => ({ account, after: null }));
  const asked = [
    ...rows,
    ...[view.books({ limit }), view.head('shop'), view.journal('shop', { limit })],
    ...[view.allEntries('shop', { limit }), view.checkpoints('shop', { limit })],
    ...[view.find('shop', 'credit', 'open', accounts), view.entriesOf('shop', ahead)],
    ...[view.entries('shop', { account: 'account 3' }), view.journalRows('shop', [1, 50])],
  ];
  return Promise.allSettled<unknown>(asked);
}

test('a byte that is changed anywhere makes the house refuse, or what is read; nothing else goes wrong', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-damage-'));
  const [whole, file] = [join(folder, 'whole.db'), join(folder, 'house.db')];
  await makeHouse(whole);
  const bytes = readFileSync(whole);
  const places = fc.record({ at: fc.nat({ max: bytes.length - 1 }), by: fc.integer({ min: 1, max: 255 }) });
  let damages = 0;
  await fc.assert(
    fc.asyncProperty(places, async ({ at, by }) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed.readUInt8(at) + by) % 256, at);
      writeFileSync(file, changed);
      const errors = await openSqliteStore(file).then(errorsOf, (error: unknown) => [error]);
      for (const error of errors) {
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: expect.stringMatching(/^store_(corrupt|version)$/) });
      }
      if (errors.length > 0) damages += 1;
    }),
    // The byte of the header that says who may write the file: SQLite would only read it.
    { numRuns: 80, examples: [[{ at: 18, by: 1 }]] },
  );
  expect(damages).toBeGreaterThan(0);
  rmSync(folder, { recursive: true, force: true });
});

/** What is thrown when the file is checked and everything is read. Problems that are found are no errors. */
async function errorsOf(store: SqliteStore): Promise<unknown[]> {
  try {
    await store.checkFile();
    const results = await readAll(store.latest);
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  } finally {
    await store.close();
  }
}
