import { Readable } from 'node:stream';
import { importFile } from '../../src/cli/import/import-file.ts';
import type { ImportFormat, ImportOptions, ImportReport } from '../../src/cli/import/import-options.ts';
import type { OpenBook } from '../support/house-door.ts';

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

/** Read, accepted, refused, malformed, skipped, repeated. */
export function countsOf({ read, accepted, refused, malformed, skipped, repeated }: ImportReport): number[] {
  return [read, accepted, refused, malformed, skipped, repeated];
}
