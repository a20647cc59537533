import { printableJson } from '../printable-text.ts';
import type { ExportFormat } from './exported-book.ts';

/** One journal record a line, whole; amounts as decimal strings. What `import` reads back. */
export const RECORDS_NDJSON: ExportFormat = {
  head: '',
  ofRecord: (record) => `${recordText(record)}\n`,
  async *tail() {},
};

/**
 * JSON of plain data on one line, fit for a terminal; bigints as decimal strings, undefined members left out. What is still to be
 * written stands on a list, because groups of commands may nest deeper than calls can.
 */
export function recordText(value: unknown): string {
  let text = '';
  const rest: ({ readonly value: unknown } | string)[] = [{ value }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') {
      text += next;
    } else if (Array.isArray(next.value)) {
      text += '[';
      rest.push(']');
      for (let i = next.value.length - 1; i >= 0; i -= 1) {
        rest.push({ value: next.value[i] });
        if (i > 0) rest.push(',');
      }
    } else if (typeof next.value === 'object' && next.value !== null) {
      text += '{';
      rest.push('}');
      const members = Object.entries(next.value).filter(([, member]) => member !== undefined);
      for (const [i, [name, member]] of [...members.entries()].reverse()) {
        rest.push({ value: member }, `${i > 0 ? ',' : ''}${JSON.stringify(name)}:`);
      }
    } else {
      text += typeof next.value === 'bigint' ? `"${next.value}"` : JSON.stringify(next.value);
    }
  }
  return printableJson(text);
}
