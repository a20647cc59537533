import { TallystickError } from '../../base/error.ts';
import type { CommandRequest } from '../../commands/command-table.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import { readGroupText } from './group-text.ts';
import { checkRecorded, requestText } from './request-text.ts';
import { bySameSalts, withoutSeals } from './same-sealed.ts';

/**
 * Whether a recorded request asks for the same as one of now. A text that was recorded before everything that means the
 * same had one form is normalised to that form first.
 *
 * Of a group on several books it looks at one book's commands: two groups are the same exactly when they are in each of
 * their books.
 */
export function isSameRequest(recorded: string, text: string): boolean {
  if (recorded === text) return true;
  const before = readGroupText(recorded);
  const now = readGroupText(text);
  if (JSON.stringify(before?.across) !== JSON.stringify(now?.across)) return false;
  return formOfToday(before?.own ?? recorded, requestText) === (now?.own ?? text);
}

/**
 * The same, where one of them has something private.
 *
 * @param asked the request of now; of a group on several books, this book's commands
 * @param text its text
 * @param kept what is kept apart from the recorded one
 */
export function isSameSealed(
  recorded: string,
  { request: asked, text }: { readonly request: CommandRequest; readonly text: string },
  kept: readonly StoredPrivate[],
): boolean {
  const before = readGroupText(recorded);
  if (JSON.stringify(before?.across) !== JSON.stringify(readGroupText(text)?.across)) return false;
  const areSame = formOfToday(before?.own ?? recorded, (request) => {
    const pair = bySameSalts(request, asked, kept);
    return requestText(pair.recorded) === requestText(pair.asked);
  });
  return areSame === true;
}

/**
 * Whether two recorded requests are the same but for what is private in them, of which there are only hashes by different
 * salts, and what was erased has none.
 */
export function isSameOpenly(recorded: string, text: string): boolean {
  const openText = (request: CommandRequest): string => requestText(withoutSeals(request));
  const [one, other] = [recorded, text].map((each) => {
    const group = readGroupText(each);
    return [JSON.stringify(group?.across), formOfToday(group?.own ?? each, openText)];
  });
  return one?.[0] === other?.[0] && one?.[1] !== undefined && one[1] === other?.[1];
}

/** What is read of a request in the form of today; undefined for what could not come in today. */
function formOfToday<T>(recorded: string, read: (request: CommandRequest) => T): T | undefined {
  try {
    return read(checkRecorded(recorded));
  } catch (error) {
    if (error instanceof TallystickError) return undefined;
    throw error;
  }
}
