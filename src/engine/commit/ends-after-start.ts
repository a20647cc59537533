import type { SingleCommand } from '../../commands/command-table.ts';
import { type Rejection, reject } from '../../kernel/rejection.ts';

/** Before it no moment of a house is likely in milliseconds, and behind it none in seconds: March 1973, or the year 5138. */
const SECONDS_END = 100_000_000_000;
/** Further ahead nobody lets a hold run. */
const CENTURY_MS = 100 * 365.25 * 86_400_000;

/**
 * What a house demands of holds and offers beside the rules: that each ends after it begins. One that is over at once
 * reserves nothing, so a caller who was told `ok` would rely on what is not there.
 */
export function checkEndsAfterStart(command: SingleCommand): Rejection<'expires_before_start'> | undefined {
  if (command.kind !== 'hold' && command.kind !== 'offer') return undefined;
  const { expiresAt, effectiveAt } = command;
  if (expiresAt === null || expiresAt > effectiveAt) return undefined;
  const rejection = reject('expires_before_start', command.kind === 'hold' ? command.hold : command.offer);
  return looksLikeSeconds(expiresAt, effectiveAt) ? { ...rejection, hint: 'seconds' } : rejection;
}

/** Whether it would be a likely end if it were counted in seconds. */
function looksLikeSeconds(expiresAt: number, startMs: number): boolean {
  if (startMs < SECONDS_END || expiresAt >= SECONDS_END) return false;
  const endMs = expiresAt * 1_000;
  return endMs > startMs && endMs < startMs + CENTURY_MS;
}
