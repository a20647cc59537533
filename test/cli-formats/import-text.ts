import { Readable } from 'node:stream';
import { FORMAT_LINE } from '../../src/cli/import/file-format.ts';
import { importFile } from '../../src/cli/import/import-file.ts';
import type { ImportFormat, ImportOptions, ImportReport } from '../../src/cli/import/import-options.ts';
import { RejectsFile } from '../../src/cli/import/rejects-file.ts';
import { allEvents, type JournalRecord, type OpenBook } from '../support/house/house-door.ts';

type TextOptions = Omit<ImportOptions, 'path' | 'readable' | 'format'> & { readonly pieces?: number };

/** Imports a text from a stream that gives it in pieces. */
export function importText(
  book: OpenBook,
  format: ImportFormat,
  text: string,
  { pieces = 65_536, ...options }: TextOptions = {},
): Promise<ImportReport> {
  const bytes = Buffer.from(text);
  const parts = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, i) =>
    bytes.subarray(i * pieces, (i + 1) * pieces),
  );
  return importFile(book, { readable: Readable.from(parts), format, source: 'test', ...options });
}

/** Does work with a file of rejects, which is written anew. */
export function toRejects<T>(
  path: string,
  work: (rejects: RejectsFile | undefined) => Promise<T>,
): Promise<T> {
  const options = { rejects: path, overwrite: true, book: 'b', timeZone: 'UTC' };
  return RejectsFile.during({ options, guarded: [] }, FORMAT_LINE, work);
}

/** Read, accepted, refused, malformed, skipped, repeated. */
export function countsOf({ read, accepted, refused, malformed, skipped, repeated }: ImportReport): number[] {
  return [read, accepted, refused, malformed, skipped, repeated];
}

/** What the file asked for. That it was imported stands beside it. */
export async function commandsIn(book: OpenBook): Promise<JournalRecord[]> {
  return (await allEvents(book)).filter(({ kind }) => kind !== 'record_import');
}
