import { TallystickError } from '../base/error.ts';

/** Reads `NAME=VALUE` texts, each name once; a value may be empty, and hold further `=`. */
export function readPairs(field: string, texts: readonly string[]): [name: string, value: string][] {
  const names = new Set<string>();
  return texts.map((text) => {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(equals, 0));
    if (name === '') throw new TallystickError('bad_option', field, text, 'NAME=VALUE');
    if (names.has(name)) throw new TallystickError('bad_option', field, text, 'each name once');
    names.add(name);
    return [name, text.slice(equals + 1)];
  });
}
