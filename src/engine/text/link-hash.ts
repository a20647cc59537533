import { createHash } from 'node:crypto';
import type { JournalRow } from '../../store/store.ts';

/** What a chain begins with. */
export const FIRST_LINK: Uint8Array = new Uint8Array(32);

/**
 * The link of a batch: SHA-256 of the link before it and the canonical bytes of its rows, which are a JSON list
 * a line. So whoever knows one link knows whether anything before it was changed.
 */
export function linkOf(before: Uint8Array, rows: readonly Omit<JournalRow, 'link'>[]): Uint8Array {
  const hash = createHash('sha256').update(before);
  for (const row of rows) hash.update(rowText(row));
  return new Uint8Array(hash.digest());
}

function rowText(row: Omit<JournalRow, 'link'>): string {
  const { seq, id, kind, assignedAt, recordedAt, isAccepted, request, answer } = row;
  return `${JSON.stringify([seq, id, kind, assignedAt, recordedAt, isAccepted, request, answer])}\n`;
}
