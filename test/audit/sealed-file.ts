import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { type Audited, type AuditName, auditAt } from './audit-at.ts';
import { dumpOf } from './house-dump.ts';

/** The whole of a house as bytes of one file, closed, and what stands in it. */
export interface SealedFile {
  readonly bytes: Buffer;
  readonly dump: string;
}

/** The bytes of a house on a file, which is closed. */
export async function sealFile(file: string): Promise<SealedFile> {
  foldIn(file);
  return { bytes: readFileSync(file), dump: await dumpOfFile(file) };
}

/** Folds into the file what SQLite keeps beside it. */
export function foldIn(file: string): void {
  if (!existsSync(`${file}-wal`)) return;
  const database = new DatabaseSync(file);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Writes the bytes of a house to a file, changes it, and audits it as whoever opens it next. */
export async function auditChanged(
  folder: string,
  bytes: Buffer,
  change: (file: string) => void | Promise<void>,
  audit: AuditName = 'verify',
): Promise<Audited & { readonly file: string }> {
  const file = join(folder, 'changed.db');
  for (const ending of ['', '-wal', '-shm', '-lock', '-lock-journal'])
    rmSync(`${file}${ending}`, { force: true });
  writeFileSync(file, bytes);
  await change(file);
  return { ...(await auditAt(`sqlite:${file}`, audit)), file };
}

export async function dumpOfFile(file: string): Promise<string> {
  return dumpOf(await openSqliteStore(file));
}
