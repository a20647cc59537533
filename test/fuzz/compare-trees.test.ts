import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresUrl } from '../support/postgres/postgres-place.ts';
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
    const { difference, commands, rounds, texts, counts } = await compareTrees({
      against: other,
      commands: 1,
      seed: 18,
      server: await postgresUrl(),
    });
    expect(difference).toBeUndefined();
    expect({ rounds, hasTexts: texts > 3 * commands }).toEqual({ rounds: 1, hasTexts: true });
    expect(commands).toBeGreaterThan(100);
    for (const name of [
      'ways: bulk',
      'ways: transaction',
      'ways: reopen',
      'times: late',
      'times: asked again',
    ]) {
      expect({ name, count: counts.get(name) ?? 0 }).not.toEqual({ name, count: 0 });
    }
  });

  test('finds one character that shows in nothing but the links', async () => {
    const found = await withEdit('src/engine/text/link-hash.ts', [' v$', ' w$'], { seed: 13 });
    expect(found).toMatch(/^seed 13, memory and memory, there: .*: (row \d+ of the journal|head)$/m);
  });

  test('finds what is otherwise on PostgreSQL alone', async () => {
    const edit = ['of: ({ assignedAt }) => assignedAt', 'of: () => null'] as const;
    const server = await postgresUrl();
    const found = await withEdit('src/store/postgres/journal.ts', edit, { seed: 18, server });
    expect(found).toMatch(/^seed 18, postgres and postgres, there: /);
  });

  async function withEdit(
    path: string,
    [from, to]: readonly [string, string],
    { seed, server }: { seed: number; server?: string },
  ): Promise<string | undefined> {
    const file = join(other, path);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    try {
      const { difference } = await compareTrees({ against: other, commands: 1, seed, server });
      return difference && showDifference(difference);
    } finally {
      writeFileSync(file, text);
    }
  }
});
