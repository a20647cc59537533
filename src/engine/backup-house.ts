import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { optionalFlag, optionalFunction, optionalSignal, readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { StoreError } from '../base/store-error.ts';
import { type MomentInput, momentOf } from '../base/timestamp.ts';
import { openStore } from '../store/open-store.ts';
import { checkedPlace } from '../store/sqlite/copy-place.ts';
import { openSqliteReading } from '../store/sqlite/open-reading.ts';
import { restoreFile } from '../store/sqlite/restore.ts';
import type { BookEnd, Store } from '../store/store.ts';
import type { StoreInfo } from '../store/store-info.ts';
import { readStoreUrl } from '../store/store-url.ts';
import { verifyHouse } from './audit/audit-house.ts';
import type { Progress } from './audit/report.ts';
import { MACHINE_CLOCK } from './clock/machine-clock.ts';
import { refuseLaterRules } from './refuse-later-rules.ts';

/** How a copy is made, checked, watched and stopped. */
export interface CopyOptions {
  /** Whether a file that is there is replaced. Default false: it is refused. */
  readonly overwrite?: boolean | undefined;
  /** Whether every book of the copy is verified, too, as `verify` does; else only the file. Default true. */
  readonly verify?: boolean | undefined;
  /** Called now and then with the progress. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Stops it: it throws the signal's reason, and nothing is left. */
  readonly signal?: AbortSignal | undefined;
}

/** As CopyOptions, with the clock that dates the backup. */
export interface BackupOptions extends CopyOptions {
  /** Returns the present moment in milliseconds; default: the machine's clock. */
  readonly clock?: (() => MomentInput) | undefined;
}

/** What a backup is. */
export interface BackupAnswer {
  /** The file, by its full path. */
  readonly path: string;
  /** How large the file is. */
  readonly bytes: number;
  /** The house's id. */
  readonly id: string;
  /** The moment of the backup, in milliseconds. */
  readonly backedUpAt: number;
  /** The heads of all books in it: keep them elsewhere, to compare them later. */
  readonly books: readonly BookEnd[];
}

/** What was restored, and where it is. */
export interface RestoreAnswer {
  /** What to open it by. */
  readonly url: string;
  /** That of the house that was backed up. */
  readonly id: string;
  /** The moment of the backup; null: it was no backup, but a copy of the file. */
  readonly backedUpAt: number | null;
  /** When it was restored, in milliseconds. */
  readonly restoredAt: number;
  /** The heads of all books in it. */
  readonly books: readonly BookEnd[];
}

const COPY_OPTIONS = ['overwrite', 'verify', 'onProgress', 'signal'] as const;
const IN_A_FILE =
  'sqlite:PATH; a house on PostgreSQL is backed up by the means of the database, such as pg_dump';

/**
 * Backs up a house in a file to another file, whether the house is open, in this process or in another one, or not. Errors
 * are those of `open`, and of `House.backup`.
 */
export async function backup(url: string, path: string, options: BackupOptions = {}): Promise<BackupAnswer> {
  const { clock, ...rest } = readBackupOptions(options);
  checkPath(path);
  const file = fileOf(url, IN_A_FILE);
  if (checkedPlace('url', file, 'the file of a house').stats === undefined) {
    throw new StoreError('store_failed', `there is no house at ${resolve(file)}: nothing was backed up`);
  }
  const store = await openBeside(url, file);
  try {
    return await backUpStore(store, path, clock, rest);
  } finally {
    await store.close();
  }
}

/**
 * Opens the house for a moment, which sees to it that what lies beside is its own, and migrates it to this version; then reads
 * beside whoever has it open or opens it meanwhile: a backup keeps nobody out for long.
 */
async function openBeside(url: string, file: string): Promise<Store> {
  try {
    await (await openStore(url)).close();
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'house_locked')) throw error;
  }
  return await openSqliteReading(file, { isAlone: false });
}

/** Backs up what a store holds now; writes continue meanwhile. */
export async function backUpStore(
  store: Store,
  path: string,
  clock: () => number,
  options: CopyOptions,
): Promise<BackupAnswer> {
  const taken = readCopyOptions(readOptions('options', options, COPY_OPTIONS));
  checkPath(path);
  if (store.backUp === undefined) throw new TallystickError('bad_option', 'url', store.url, IN_A_FILE);
  const { overwrite = false, onProgress, signal } = taken;
  const at = clock();
  const check = async (file: string): Promise<void> => void (await checkCopy(file, taken));
  const books = await store.backUp({ path, overwrite, at, check, onProgress, signal });
  const { id } = await store.info();
  return { path: resolve(path), bytes: statSync(path).size, id, backedUpAt: at, books };
}

/**
 * Makes a house of a backup, or of a copy of the file of a closed house. Where there is a house already it must be closed,
 * with nothing left beside it, and `overwrite` be given.
 */
export async function restore(
  path: string,
  url: string,
  options: BackupOptions = {},
): Promise<RestoreAnswer> {
  const { clock, ...rest } = readBackupOptions(options);
  checkPath(path);
  const target = fileOf(url, 'sqlite:PATH; a house on PostgreSQL is restored by the means of the database');
  const { overwrite = false } = rest;
  const at = clock();
  let info: StoreInfo | undefined;
  const check = async (file: string): Promise<void> => {
    info = await checkCopy(file, rest);
  };
  const books = await restoreFile({ source: path, path: target, overwrite, at, check });
  const { id = '', restores = [] } = info ?? {};
  return {
    url: `sqlite:${resolve(target)}`,
    id,
    backedUpAt: restores.at(-1)?.backedUpAt ?? null,
    restoredAt: at,
    books,
  };
}

/** Checks a copy, and returns what it says of itself. Throws `store_corrupt` when something is not as it must be. */
async function checkCopy(
  file: string,
  { verify = true, onProgress, signal }: CopyOptions,
): Promise<StoreInfo> {
  const copy = await openSqliteReading(file, { isAlone: true });
  try {
    const info = await copy.info();
    refuseLaterRules('what was to be copied', info.rulesVersion);
    const problems = verify
      ? (await verifyHouse(copy, { onProgress, signal })).problems.map(
          ({ book, where, what }) =>
            `${book === null ? '' : `book ${JSON.stringify(book)}, `}${where}: ${what}`,
        )
      : await copy.checkFile();
    signal?.throwIfAborted();
    if (problems.length > 0) throw notSound(problems);
    return info;
  } finally {
    await copy.close();
  }
}

function notSound([first, ...others]: readonly string[]): StoreError {
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const message = `the copy was not kept, because what was copied is not sound: ${first}${more}. Run verify on it`;
  return new StoreError('store_corrupt', message);
}

function readBackupOptions(options: BackupOptions): CopyOptions & { readonly clock: () => number } {
  const taken = readOptions('options', options, [...COPY_OPTIONS, 'clock']);
  const clock = optionalFunction('clock', taken.clock) ?? MACHINE_CLOCK.wall;
  return { ...readCopyOptions(taken), clock: () => momentOf('clock()', clock()) };
}

function readCopyOptions({ overwrite, verify, onProgress, signal }: CopyOptions): CopyOptions {
  return {
    overwrite: optionalFlag('overwrite', overwrite),
    verify: optionalFlag('verify', verify),
    onProgress: optionalFunction('onProgress', onProgress),
    signal: optionalSignal('signal', signal),
  };
}

/** The file of a house. The url of another one is not shown: it may hold a password. */
function fileOf(url: string, expected: string): string {
  const place = readStoreUrl(url);
  if (place.kind === 'sqlite') return place.path;
  throw new TallystickError('bad_option', 'url', '...', expected);
}

function checkPath(path: string): void {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return;
  throw new TallystickError('bad_option', 'path', path, 'the path of a file');
}
