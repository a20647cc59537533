import { CLOCK_JUMP_MS_MAX } from '../../base/limits.ts';
import type { BookHead } from '../../store/store.ts';
import type { Present } from '../clock/clock-watch.ts';

/** The moments of a batch, and whether what came without one may be given one. */
export interface BatchMoment {
  /** The present, as far as it is known. */
  readonly now: number;
  /** When it is recorded: never earlier than the batch before. */
  readonly recordedAt: number;
  /** For commands that lack a moment: never earlier than the last one given. */
  readonly assignedAt: number;
  /** Why no such command gets one, in words for its caller; undefined: it gets `assignedAt`. */
  readonly clockRefusal: string | undefined;
}

/** Whether a moment lies so far ahead of the present that one of the clocks must have been wrong. */
export function isFarAhead(moment: number | null, now: number): boolean {
  return moment !== null && moment - now > CLOCK_JUMP_MS_MAX;
}

/**
 * The moments of a batch on one book, or of one across books, which is at one moment in all of them: as such count those
 * of recording, too.
 */
export function batchMoment(
  { now, jumpMs }: Present,
  heads: readonly BookHead[],
  { isAcross = false }: { readonly isAcross?: boolean } = {},
): BatchMoment {
  const recorded = heads.map(({ recordedAt }) => recordedAt ?? now);
  const assigned = heads.map(({ assignedAt }) => assignedAt ?? now);
  const recordedAt = Math.max(now, ...recorded, ...(isAcross ? assigned : []));
  // No wrong clock of the past dates what happens today.
  const shared = isAcross ? recorded.filter((moment) => !isFarAhead(moment, now)) : [];
  const assignedAt = Math.max(now, ...assigned, ...shared);
  return { now, recordedAt, assignedAt, clockRefusal: clockRefusalOf({ now, jumpMs }, heads) };
}

function clockRefusalOf({ now, jumpMs }: Present, heads: readonly BookHead[]): string | undefined {
  const goOn =
    'Nothing was recorded. Give effectiveAt, or when the clock is right as it is, house.acceptClock()';
  if (jumpMs !== 0) {
    const read = `the clock reads ${dateText(now + jumpMs)}, where ${dateText(now)} was expected`;
    return `${read} by the time that has passed. ${goOn}`;
  }
  const ahead = heads.find(({ assignedAt }) => isFarAhead(assignedAt, now));
  if (ahead?.assignedAt == null) return undefined;
  const given = `the book ${ahead.book} has given the moment ${dateText(ahead.assignedAt)}`;
  return `${given}, and the clock reads ${dateText(now)}. ${goOn}`;
}

/** A moment for people; far from now it may be no date. */
function dateText(moment: number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? String(moment) : date.toISOString();
}
