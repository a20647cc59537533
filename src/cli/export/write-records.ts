import { assert } from '../../base/assert.ts';
import { AssetFinder } from '../find-asset.ts';
import { FORMAT_LINE } from '../import/file-format.ts';
import { recordJson } from '../name-assets.ts';
import { printableJson } from '../printable-text.ts';
import type { ExportedBook, ExportFormat } from './exported-book.ts';

/** A line that says what the file is, then one journal record a line, whole. What `import` reads back. */
export function recordsFormat(book: ExportedBook): ExportFormat {
  const assets = new AssetFinder(book);
  return {
    head: FORMAT_LINE,
    ofRecord: async (record) => `${recordText(await recordJson(record, assets))}\n`,
    async *tail() {},
  };
}

/**
 * JSON of plain data on one line, fit for a terminal, undefined members left out; a bigint would have no unit. What is still to be
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
      assert(typeof next.value !== 'bigint', 'an amount is written by toJson, which names its unit');
      text += JSON.stringify(next.value);
    }
  }
  return printableJson(text);
}
