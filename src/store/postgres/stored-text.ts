// PostgreSQL keeps every text but one with U+0000. So U+0000 is kept as U+0001 U+0001, and U+0001 as U+0001 U+0002.
// No two texts become one, and their order by bytes stays what it was: U+0000 and U+0001 still come before all others,
// and one before the other. All other texts, so nearly all, are kept as they are.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const EACH_UNSTORABLE = /[\u0000\u0001]/g;
const MARK = '\u0001';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const EACH_MARKED = /\u0001([\u0001\u0002])/g;

/** A text as PostgreSQL can keep it: one for each, in the same order by UTF-8 bytes. At most twice as long. */
export function storedText(text: string): string {
  if (!text.includes('\u0000') && !text.includes(MARK)) return text;
  return text.replace(EACH_UNSTORABLE, (unit) => (unit === MARK ? '\u0001\u0002' : '\u0001\u0001'));
}

/** The text that `storedText` made it from; undefined when it made none such. */
export function textOfStored(stored: string): string | undefined {
  if (!stored.includes(MARK)) return stored;
  const text = stored.replace(EACH_MARKED, (_, unit) => (unit === MARK ? '\u0000' : MARK));
  return storedText(text) === stored ? text : undefined;
}
