import { processRecords, type RefundRule } from '../src/memory/index.ts';
import { type LedgerOp, processRecords as processPlainly } from '../test/oracle/plain-refund-functions.ts';
import { defineBench } from './harness/define-bench.ts';
import { keep } from './harness/weigh-heap.ts';
import { pseudoRandom } from './pseudo-random.ts';

const RULE_LISTS: readonly (readonly RefundRule[])[] = [
  ['OLDEST_FIRST'],
  ['RECENT_FIRST'],
  ['LARGEST_REMAINING_FIRST', 'OLDEST_FIRST'],
  ['SMALLEST_REMAINING_FIRST', 'RECENT_FIRST'],
  ['ID_ASC'],
  ['ID_DESC'],
];

type Records = Exclude<LedgerOp, readonly [3, number]>[];

/** Records of one user: two payments to a refund, which asks for about one and a half of them. */
function recordsOfOneUser(size: number): Records {
  const random = pseudoRandom(size);
  return Array.from({ length: size }, (_, i) =>
    i % 3 < 2
      ? ([1, i, 7, 1 + random(100), i + random(1_000)] as const)
      : ([2, i, 7, 1 + random(150), i + 1_000, -1] as const),
  );
}

export default defineBench(
  'refunds',
  'processRecords with all records on one user: two payments to a refund by rules.',
  async (report) => {
    for (const rules of RULE_LISTS) {
      await report.measure({
        work: rules.join(', '),
        prepare: recordsOfOneUser,
        run: (records) => {
          keep(processRecords(records, rules));
          return records.length;
        },
        naive: {
          name: 'filter and sort',
          sizes: [1_000],
          prepare: recordsOfOneUser,
          run: (records) => {
            keep(processPlainly(records, [...rules]));
            return records.length;
          },
        },
        targets: [{ msMax: 1_000, size: 100_000 }],
      });
    }
    report.note('Sizes are records. The naive way filters and sorts all payments at every refund.');
  },
);
