/** A statement as it is given to a client: one of `pg`, or one that acts like it. */
export interface PostgresQuery {
  /** The statement, with `$1`, `$2`, ... for its values. */
  readonly text: string;
  /** In the order of their numbers. */
  readonly values: unknown[];
  /** Rows are wanted as arrays of columns. */
  readonly rowMode: 'array';
  /** Under which name the server is to keep it; none is given. */
  readonly name?: string;
  /** Columns are wanted as the server sends them, as text. */
  readonly types: {
    /** What makes a value of what the server sends. */
    getTypeParser(): (value: string) => string;
  };
  /** How long to wait for the answer, in milliseconds. */
  readonly query_timeout?: number;
}

/** What a client answers. */
export interface PostgresResult {
  /** The rows, each an array of its columns. */
  readonly rows: unknown[][];
  /** What the server says that it did: `SELECT`, `COMMIT`, ... */
  readonly command: string;
  /** How many rows it found or changed. */
  readonly rowCount: number | null;
}

/** What a client emits: an error, or a notice. */
type PostgresNotice = Error & {
  /** The SQLSTATE, where the server gave one. */
  code?: string | undefined;
};

/** A connection that is lent out by a pool until it is released. */
export interface PostgresPoolClient {
  /** Sends a statement; the promise is the answer. */
  query(query: PostgresQuery): Promise<PostgresResult>;
  /** Adds a listener. */
  on(event: 'error' | 'end' | 'notice', listener: (notice: PostgresNotice) => void): unknown;
  /** Takes a listener away. */
  removeListener(event: 'error' | 'end' | 'notice', listener: (notice: PostgresNotice) => void): unknown;
  /** Returns it to the pool; `true`: it is broken, and is to be destroyed. */
  release(destroy?: boolean): void;
}

/** A pool of connections of the caller's own: a `Pool` of `pg`, or what acts like one. Whoever made it ends it. */
export interface PostgresPool {
  /** Lends a connection, as soon as there is one. */
  connect(): Promise<PostgresPoolClient>;
}
