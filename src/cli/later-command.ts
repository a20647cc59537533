import { TallystickError } from '../base/error.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { type Members, readAmounts } from './import/read-amounts.ts';
import type { RequestAmounts } from './request-amounts.ts';

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
