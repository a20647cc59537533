import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLastSeq } from '../../src/cli/export/find-last-seq.ts';

test('finds the last of any journal, however its numbers are spread, in few questions', async () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(gaps, fc.nat({ max: 100 }), async (steps, after) => {
      let sum = 0;
      const seqs = steps.map((step) => (sum += step));
      let asked = 0;
      const events = async (query: { after: number; limit: number }): Promise<{ seq: number }[]> => {
        asked += 1;
        return seqs.flatMap((seq) => (seq > query.after ? [{ seq }] : [])).slice(0, query.limit);
      };
      const last = seqs.at(-1) ?? 0;
      expect(await findLastSeq({ events }, after)).toBe(Math.max(last, after));
      expect(asked).toBeLessThanOrEqual(2 * Math.log2(Math.max(last, 1)) + 3);
    }),
  );
});
