import { TallystickError } from '../../base/error.ts';
import { readGroupText } from './group-text.ts';
import { checkRecorded, requestText } from './request-text.ts';

/**
 * Whether a recorded request asks for the same as one of now. A text that was recorded before everything that means the
 * same had one form is brought into that form first.
 *
 * Of a group on several books it looks at one book's commands: two groups are the same exactly when they are in each of
 * their books.
 */
export function isSameRequest(recorded: string, text: string): boolean {
  if (recorded === text) return true;
  const before = readGroupText(recorded);
  const now = readGroupText(text);
  if (JSON.stringify(before?.across) !== JSON.stringify(now?.across)) return false;
  return formOfToday(before?.own ?? recorded) === (now?.own ?? text);
}

/** Undefined for what could not come in today. */
function formOfToday(recorded: string): string | undefined {
  try {
    return requestText(checkRecorded(recorded));
  } catch (error) {
    if (error instanceof TallystickError) return undefined;
    throw error;
  }
}
