/** Control characters (line breaks, terminal escapes) and what changes the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const ALL_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');

/** Whether a text, or a single character, may not stand on a terminal as it is. */
export function isUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
}

/**
 * Text from a house as it may stand in a line for people: an id is any text at all, and must not be able to break a
 * table or to speak to the terminal.
 */
export function printableText(text: string): string {
  return escapeBut('', text);
}

/** Lines for people. */
export function printableLines(text: string): string {
  return escapeBut('\n', text);
}

/** JSON that can be shown: what is escaped in it means the same. Its white space stays. */
export function printableJson(text: string): string {
  return escapeBut('\t\n\r', text);
}

/** `\u001b`, as JSON and many languages write a character. */
export function unicodeEscape(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

function escapeBut(kept: string, text: string): string {
  return text.replace(ALL_UNPRINTABLE, (character) =>
    kept.includes(character) ? character : unicodeEscape(character),
  );
}
