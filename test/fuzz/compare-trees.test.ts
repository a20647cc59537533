import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareTrees, showDifference } from './compare-trees.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('comparing with another tree', () => {
  let other = '';
  beforeAll(() => {
    other = mkdtempSync(join(tmpdir(), 'tallystick-other-tree-'));
    for (const path of ['src', 'package.json'])
      cpSync(join(ROOT, path), join(other, path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(other, 'node_modules'));
  });
  afterAll(() => rmSync(other, { recursive: true, force: true }));

  test('finds nothing where the sources are the same', async () => {
    const { difference, commands, rounds, texts } = await compareTrees({
      against: other,
      commands: 1,
      seed: 7,
    });
    expect(difference).toBeUndefined();
    expect({ rounds, hasTexts: texts > 2 * commands }).toEqual({ rounds: 1, hasTexts: true });
    expect(commands).toBeGreaterThan(100);
  });

  test('finds one character that shows in nothing but the links', async () => {
    const [from, to] = [' v$', ' w$'];
    const file = join(other, 'src/engine/text/link-hash.ts');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    try {
      const { difference } = await compareTrees({ against: other, commands: 1, seed: 7 });
      expect(difference).toBeDefined();
      expect(difference && showDifference(difference)).toMatch(/^seed \d+, a house in memory: /);
    } finally {
      writeFileSync(file, text);
    }
  });
});
