import { posix } from 'node:path';
import { lineOf, splitSource } from './split-source.ts';

/** One import, re-export or dynamic import, types included: a type is knowledge too. */
export interface Import {
  /** What is written: `./amount.ts`, `node:fs`, `fast-check`. */
  readonly specifier: string;
  /** The line, from 1. */
  readonly line: number;
}

/** `from '`, `import '` and `import('` in code whose strings are blanked; the quote ends the match. */
const BEFORE_A_SPECIFIER = /\b(?:from|import)\s*\(?\s*(['"`])/g;

/** Everything that a source imports, in order. */
export function findImports(text: string): Import[] {
  const { code } = splitSource(text);
  const found: Import[] = [];
  for (const match of code.matchAll(BEFORE_A_SPECIFIER)) {
    const start = match.index + match[0].length;
    const end = code.indexOf(match[1] ?? '', start);
    found.push({ specifier: text.slice(start, end), line: lineOf(text, match.index) });
  }
  return found;
}

/** The file that a relative import of `from` means, as a path from the root; null for packages and node:*. */
export function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return posix.join(posix.dirname(from), specifier);
}
