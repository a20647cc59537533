import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHANNELS } from '../../src/engine/observe/facts.ts';
import { METRICS } from '../../src/index.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';

const PAGE = readFileSync(join(PROJECT_ROOT, 'docs/reference/metrics.md'), 'utf8');

const cells = (line: string): string[] =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

function rowsOf(begin: string): string[][] {
  return PAGE.split('\n')
    .filter((line) => line.startsWith(`| \`${begin}`))
    .map(cells);
}

test('the page has every metric as the code has it, in its order', () => {
  const rows = Object.entries(METRICS).map(([name, { type, labels, help }]) => [
    `\`${name}\``,
    type,
    Object.keys(labels)
      .map((label) => `\`${label}\``)
      .join(', '),
    help,
  ]);
  expect(rowsOf('tallystick_')).toEqual(rows);
});

test('the page has every channel', () => {
  const names = rowsOf('tallystick:').map(([name]) => name);
  expect(names).toEqual(Object.values(CHANNELS).map(({ name }) => `\`${String(name)}\``));
});

test('no label has more words than can be listed', () => {
  for (const [name, { labels }] of Object.entries(METRICS)) {
    for (const words of Object.values(labels)) {
      expect(words.length, name).toBeLessThan(150);
      for (const word of words) expect(word).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
      expect(new Set(words).size).toBe(words.length);
    }
  }
});
