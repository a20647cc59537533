import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, though most of them are small: one that is begun last keeps everybody waiting. */
const LONGEST = [
  'test/house/house-simulation.test.ts',
  'test/house/house-faults.test.ts',
  'test/store/store-random.test.ts',
  'test/house/house-disk-faults.test.ts',
  'test/house/house-long-submit.test.ts',
  'test/house/house-crash.test.ts',
  'test/house/house-interleaving.test.ts',
  'test/house/house-across.test.ts',
  'test/cli/cli-postgres.test.ts',
  'test/audit/tampered-bytes.test.ts',
  'test/house/nodes-under-fire.test.ts',
  'test/counters/counters-nodes.test.ts',
  'test/api/arguments.test.ts',
  'test/store/sqlite-entry-tables.test.ts',
  'test/house/nodes-double-commit.test.ts',
  'test/house/database-failover.test.ts',
  'test/house/database-restarts.test.ts',
  'test/house/database-cuts.test.ts',
  'test/house/database-lost-commits.test.ts',
  'test/house/house-lost.test.ts',
  'test/house/house-copy-places.test.ts',
].map((path) => {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  if (!existsSync(file)) throw new Error(`longest-first.ts names ${path}, which is not there`);
  return file;
});

/** Begins with the longest files, and goes on with the largest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = LONGEST.indexOf(moduleId);
      return rank < 0 ? LONGEST.length : rank;
    };
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
