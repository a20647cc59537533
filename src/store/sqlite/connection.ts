import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** Asked for at run time and not imported: an older Node, which lacks it, must get as far as saying that it is too old. */
export const { backup, DatabaseSync } = process.getBuiltinModule('node:sqlite');
export type DatabaseSync = InstanceType<typeof DatabaseSync>;

/** A row as read: its columns in the order in which they were asked for. */
export type SqlRow = readonly SQLOutputValue[];

/** The writer's cache holds what batches come back to; a reader's only has to hold the way to what it reads. */
const WRITER_CACHE_KIB = 65_536;
const READER_CACHE_KIB = 8_192;

/** Pages in the log (32 MB) at which it is copied into the file: the pages that every batch writes are copied once. */
export const LOG_PAGES = 8_000;

/** Pages at which SQLite copies it within a COMMIT, where nobody else did. */
const LOG_PAGES_MAX = 4 * LOG_PAGES;

/** Where it is older, it cannot tell how long the log is without copying it. */
const TELLS_LOG = isAtLeast(process.versions.sqlite ?? '', 3, 51);

/** What is left of a log that had to grow while something was being read for long. */
const LOG_BYTES_MAX = 67_108_864;

/** Pages that are copied at a time: after each such piece a copy can be stopped. */
const COPIED_PAGES = 1_000;

/** One connection to the file, with its statements, each prepared once. */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, options: { readonly isReadOnly: boolean }) {
    this.#database = new DatabaseSync(file, {
      readOnly: options.isReadOnly,
      // While SQLite waits for a foreign program, such as its shell, nothing else in this process goes on.
      timeout: 0,
      readBigInts: true,
      returnArrays: true,
    });
    this.#database.exec(`
      PRAGMA synchronous = FULL;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${options.isReadOnly ? READER_CACHE_KIB : WRITER_CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${TELLS_LOG ? LOG_PAGES_MAX : LOG_PAGES};
      PRAGMA journal_size_limit = ${LOG_BYTES_MAX}
    `);
  }

  /** Leaves it to others to sync the log behind a commit. What is copied from it into the file is synced before, as ever. */
  leaveSyncToOthers(): void {
    this.#database.exec('PRAGMA synchronous = NORMAL');
  }

  /** How many pages the log has; 0: nobody can tell. */
  pagesInLog(): number {
    return TELLS_LOG ? Number(this.get('PRAGMA wal_checkpoint(NOOP)')?.[1]) : 0;
  }

  /** Whether a transaction is open. SQLite may have ended it by itself, after an error. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Does several reads on one state of the file. Outside of a transaction each alone would take its own locks. */
  readTogether<T>(work: () => T): T {
    if (this.isInTransaction) return work();
    this.run('BEGIN');
    try {
      return work();
    } finally {
      if (this.isInTransaction) this.run('COMMIT');
    }
  }

  /** Runs statements that are not worth keeping. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  all(sql: string, ...values: SQLInputValue[]): SqlRow[] {
    return asRows(this.statement(sql).all(...values));
  }

  get(sql: string, ...values: SQLInputValue[]): SqlRow | undefined {
    const row: unknown = this.statement(sql).get(...values);
    return row as SqlRow | undefined; // Rows are arrays: the constructor asks for that.
  }

  /** Returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  /** The statement, prepared at its first use and kept. */
  statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /**
   * Copies the whole file to another one, page by page, as this connection sees it: begin a transaction first, so that it
   * sees one state. It must not be used meanwhile; other connections go on. `onPages` may stop it by throwing.
   */
  async copyTo(file: string, onPages: (done: number, total: number) => void): Promise<void> {
    const pages = await backup(this.#database, file, {
      rate: COPIED_PAGES,
      progress: ({ totalPages, remainingPages }) => onPages(totalPages - remainingPages, totalPages),
    });
    // The last piece reports nothing.
    onPages(pages, pages);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

/** A number in the header of the file. */
export function pragma(connection: Connection, name: 'application_id' | 'user_version'): number {
  return Number(connection.get(`PRAGMA ${name}`)?.[0]);
}

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function asRows(rows: unknown): SqlRow[] {
  return rows as SqlRow[]; // Rows are arrays: the constructor asks for that.
}
