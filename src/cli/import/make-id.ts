import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { TallystickError } from '../../base/error.ts';

/** Longer names are told by their hash, so that the id stays within its limit. */
const SOURCE_LENGTH_MAX = 200;

/**
 * The id of a row that comes without one: `import:SOURCE:LINE`. The same line of the same source has the same id in
 * every run, whatever was appended behind it; and if the line says something else by then, the house answers
 * `id_conflict` and does nothing. Throws `bad_id` where there is no source.
 */
export function makeId(source: string | null, line: number): string {
  if (source !== null) return `import:${source}:${line}`;
  throw new TallystickError('bad_id', 'id', undefined, 'an id, or the name of a source to make one of');
}

/** The name of a file without its folders, and without the ending of a compressed one. */
export function fileName(path: string): string {
  return basename(path).replace(/\.gz$/i, '');
}

/** A source as it stands in ids: itself, or its hash where it is long. */
export function boundedSource(name: string): string {
  const source = name.toWellFormed();
  return source.length <= SOURCE_LENGTH_MAX ? source : createHash('sha256').update(source).digest('hex');
}
