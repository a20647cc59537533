import { TallystickError } from '../base/error.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { MOMENTS } from './import/command-fields.ts';
import { type Members, readAmounts } from './import/read-amounts.ts';
import { type DateMeans, readMoment, readMomentOrNever, type TimeReading } from './moment-text.ts';
import type { RequestAmounts } from './request-amounts.ts';

const MEANS: ReadonlyMap<string, DateMeans> = new Map(MOMENTS);

/** A text in JSON under the name of a moment. What is inside of another text has a backslash before its quotes. */
const MOMENT = new RegExp(`"(${[...MEANS.keys()].join('|')})"(\\s*:\\s*)"([^"\\\\]*)"`, 'gu');

/** The same JSON with moments in milliseconds, or null for `never`, in place of their texts: a date means what it means in an option. */
export function withMoments(flag: string, text: string, times: TimeReading): string {
  return text.replaceAll(MOMENT, (_, name: string, colon: string, moment: string) => {
    const means = MEANS.get(name) ?? 'first';
    const read = means === 'next' ? readMomentOrNever : readMoment;
    return `"${name}"${colon}${read(`${flag}.${name}`, moment, times, means)}`;
  });
}

/** A command that is carried out later, from JSON: its amounts in units, or as `amountMinor`, as lines of files have them. */
export async function readLater(flag: string, text: string, amounts: RequestAmounts): Promise<unknown> {
  const asked = parsed(text);
  if (!isPlainObject(asked)) throw new TallystickError('bad_command', flag, text, 'an object in JSON');
  const command: Members = { ...asked };
  await amounts.readUnread(readAmounts(command, { isOld: false, texts: [text] }));
  return command;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
