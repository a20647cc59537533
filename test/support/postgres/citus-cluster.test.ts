import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

test('what may fail on a cluster is listed by files that are there, each with a reason', () => {
  const [, section = ''] = read('CONTRIBUTING.md').split('### On a Citus cluster');
  const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `(test\/[^`]+)` \| (.*) \|$/gm)];
  expect(rows.length).toBeGreaterThan(0);
  for (const [, file = '', why = ''] of rows) {
    expect(existsSync(new URL(file, ROOT)), file).toBe(true);
    expect(why.length, file).toBeGreaterThan(20);
  }
});

test('who waits for a lock is asked for in the one way that also holds on a cluster', () => {
  const files = readdirSync(new URL('test/', ROOT), { recursive: true, encoding: 'utf8' });
  const asking = files.filter(
    (file) => file.endsWith('.ts') && /wait_event_type *=/.test(read(`test/${file}`)),
  );
  expect(asking).toEqual(['support/postgres/citus-cluster.ts']);
});
