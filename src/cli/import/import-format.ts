import { TallystickError } from '../../base/error.ts';
import type { ImportFormat, ImportOptions } from './import-options.ts';

/** What a file is: as it was said, or by the end of its name. Throws TallystickError when neither tells. */
export function importFormat({ format, path }: Pick<ImportOptions, 'format' | 'path'>): ImportFormat {
  if (format === 'csv' || format === 'ndjson') return format;
  if (format !== undefined) throw new TallystickError('bad_option', 'format', format, 'csv or ndjson');
  const ending = /\.(csv|ndjson|jsonl)(?:\.gz)?$/i.exec(path ?? '')?.[1]?.toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending !== undefined) return 'ndjson';
  const expected = 'csv or ndjson, where the name does not end in .csv, .ndjson or .jsonl (or those and .gz)';
  throw new TallystickError('bad_option', 'format', format, expected);
}
