import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';

/** What a file of NDJSON says that it is, in its first line. */
const FORMAT = 'tallystick/1';

/** The first line of a file in which `amount` is in units of the asset, and `amountMinor` in minor units. */
export const FORMAT_LINE = `{"format":"${FORMAT}"}\n`;

/** Whether a line says what the file is. Throws TallystickError for a format that is not known. */
export function isFormatLine(line: string | undefined): boolean {
  if (line === undefined || !line.includes('"format"')) return false;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return false;
  }
  if (!isPlainObject(value) || !Object.hasOwn(value, 'format') || Object.keys(value).length > 1) return false;
  if (value.format === FORMAT) return true;
  throw new TallystickError('bad_option', 'format', value.format, `${FORMAT}, the only one that is known`);
}
