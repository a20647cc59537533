import fc from 'fast-check';
import { describe, test, vi } from 'vitest';
import { STORES } from './store-list.ts';
import { StoreRun, storeRuns } from './store-random-run.ts';

vi.mock(import('../../src/store/side-kinds.ts'), async (original) => {
  const { addKinds } = await import('./test-side-kinds.ts');
  return addKinds(original);
});

describe.each(STORES)('the $name store', (kind) => {
  test('shows what a list of rows, filtered and sorted, would show, in every view, after every step', async () => {
    await fc.assert(
      fc.asyncProperty(storeRuns, (run) => StoreRun.of(kind, run)),
      // The limit is for making a failure smaller, which would go on for long.
      { numRuns: kind.runs, interruptAfterTimeLimit: 60_000 },
    );
  });
});
