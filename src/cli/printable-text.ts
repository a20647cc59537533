/** Control characters (line breaks, terminal escapes) and what changes the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from a house as it may stand in a line for people: an id is any text at all, and must not be able to break a
 * table or to speak to the terminal.
 */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    return `\\u${hex}`;
  });
}
