import type { ImportGroup } from './import/import-options.ts';

/** How many rows, and which lines: `3 (line 2, 5, 9)`. */
export function linesText({ count, lines }: ImportGroup): string {
  const more = count > lines.length ? ', ...' : '';
  return `${count} (line ${lines.join(', ')}${more})`;
}
