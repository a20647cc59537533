/** Connections that a house opens for transactions: so many books are written to at the same time. */
export const WRITERS_MAX = 8;

/** Connections that a house opens for reading: so many snapshots are open at the same time; more wait. */
export const READERS_MAX = 8;

/** Most of either that an operator may ask for. */
export const CONNECTIONS_MAX = 1_000;

/** How long to wait for a server to take a connection. */
export const CONNECT_MS_MAX = 10_000;

/** How long to wait for an answer before the connection is dropped. */
export const ANSWER_MS_MAX = 60_000;

/**
 * How long, where somebody may have locked what is asked for. A crash on Citus may leave a transaction halfway that holds its
 * book until the next recovery has looked, once a minute (`citus.recover_2pc_interval`): two of these, and a server's start.
 */
export const LOCK_MS_MAX = 150_000;

/** How often the server looks, while it works or waits for a lock, whether the client is still there. */
export const CLIENT_CHECK_MS = 1_000;

/** How long the server lets a transaction do nothing before it drops it: a node that hangs must not keep its book locked. */
export const IDLE_TRANSACTION_MS_MAX = 60_000;

/** How long a connection is silent before the system asks whether the other side is there. */
export const KEEP_ALIVE_MS = 10_000;

/** Rows of one INSERT. More are written by several, all sent at once. */
export const INSERT_ROWS_MAX = 2_048;

/** How long after a notification the next goes out at the earliest, with all books that were committed to meanwhile. */
export const NEWS_INTERVAL_MS = 25;

/** How long a lost connection for news is left before it is opened again. */
export const NEWS_RECONNECT_MS = 1_000;

/** How long a server may take to let a connection go. */
export const CLOSE_MS_MAX = 1_000;

/** How many transactions, of all nodes, count in one book at the same time; more wait. */
export const COUNTER_GATES = 32;
