import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../src/base/store-error.ts';
import type { Report } from '../../src/engine/audit/report.ts';
import { open } from '../../src/engine/open-house.ts';
import { ROW_KIND_NAMES } from '../../src/store/row-kinds.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { longHistory } from '../support/house-history.ts';
import { fillHouse } from './random-house.ts';

/** The whole of a house as bytes of one file, closed, and what stands in it. */
export interface SealedHouse {
  readonly bytes: Buffer;
  readonly dump: string;
}

/** Makes a house of several books with commands of every kind, one of them with checkpoints, and closes it. */
export async function sealHouse(folder: string, seed: number): Promise<SealedHouse> {
  const file = join(folder, `sealed-${seed}.db`);
  const house = await fillHouse(seed, 40, {
    open: (options) => open(`sqlite:${file}`, options),
    isKept: true,
  });
  await house.book('long').submit([...longHistory(seed, 600)]);
  await house.close();
  foldIn(file);
  return { bytes: readFileSync(file), dump: await dumpOf(file) };
}

/** Folds into the file what SQLite keeps beside it. */
export function foldIn(file: string): void {
  if (!existsSync(`${file}-wal`)) return;
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** What an audit of a file came to: a report, or the refusal to open it. */
export type Audited = { readonly report: Report } | { readonly refused: StoreError };

/** Writes the bytes of a house to a file, changes it, and verifies it as whoever opens it next. */
export async function auditChanged(
  folder: string,
  bytes: Buffer,
  change: (file: string) => void,
  audit: 'verify' | 'reconcile' = 'verify',
): Promise<Audited & { readonly file: string }> {
  const file = join(folder, 'changed.db');
  for (const ending of ['', '-wal', '-shm', '-lock', '-lock-journal'])
    rmSync(`${file}${ending}`, { force: true });
  writeFileSync(file, bytes);
  change(file);
  let house: Awaited<ReturnType<typeof open>>;
  try {
    house = await open(`sqlite:${file}`, { announceExpiries: false });
  } catch (error) {
    if (error instanceof StoreError) return { refused: error, file };
    throw error;
  }
  try {
    return { report: await house[audit](), file };
  } finally {
    await house.close();
  }
}

export function isFound(audited: Audited): boolean {
  return 'refused' in audited || !audited.report.ok;
}

/**
 * Columns that carry no meaning, so that nothing can be wrong with them as long as what is said of them holds: where a
 * frontier stands, at which moment sums were taken, and when the next are due.
 */
const WITHOUT_MEANING: ReadonlySet<string> = new Set([
  'account.frontier',
  'account.sinceCheckpoint',
  'checkpoint.at',
]);

/** Every row of every book, as text: what a house knows of the file, wherever in it that is kept. */
export async function dumpOf(file: string): Promise<string> {
  const store = await openSqliteStore(file);
  try {
    const lines: string[] = [];
    const put = (kind: string, rows: readonly object[]): void => {
      // Two checkpoints that differ in what has no meaning are one.
      lines.push(...new Set(rows.map((row) => `${kind} ${textOf(kind, row)}`)));
    };
    const { latest } = store;
    for (const book of await latest.books({ limit: ALL })) {
      put('head', [(await latest.head(book)) ?? {}]);
      put('journal', await latest.journal(book, { limit: ALL }));
      for (const kind of ROW_KIND_NAMES) put(kind, await latest.list(book, kind, { limit: ALL }));
      put('entry', await latest.allEntries(book, { limit: ALL }));
      put('checkpoint', await latest.checkpoints(book, { limit: ALL }));
    }
    return lines.join('\n');
  } finally {
    await store.close();
  }
}

const ALL = 1_000_000;

function textOf(kind: string, row: object): string {
  const members = Object.entries(row).filter(([column]) => !WITHOUT_MEANING.has(`${kind}.${column}`));
  return members
    .map(([, value]) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : `${typeof value} ${value}`,
    )
    .join(' | ');
}

export function tablesOf(database: DatabaseSync): string[] {
  const rows = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  return rows.map(({ name }) => String(name));
}
