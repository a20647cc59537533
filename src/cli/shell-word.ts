import { isUnprintable } from './printable-text.ts';

/**
 * Text as one word for a POSIX shell, so that a command that is shown can be copied. What cannot be shown is written as the
 * bytes of its UTF-8, in the quotes that POSIX has for that since 2024, and most shells for longer.
 */
export function shellWord(text: string): string {
  if (isUnprintable(text)) {
    const shown = [...text].map((character) => {
      if (character === "'" || character === '\\') return `\\${character}`;
      if (!isUnprintable(character)) return character;
      return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    });
    return `$'${shown.join('')}'`;
  }
  return /^[\w.:/=+,@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
