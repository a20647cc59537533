import { AMOUNT_MAX } from '../../../src/base/amount.ts';
import {
  close,
  distribute,
  hold,
  JPY,
  lock,
  merge,
  move,
  open,
  put,
  reverse,
  take,
} from './book-commands.ts';
import type { BookScenario, ScenarioStep } from './book-scenario.ts';

const opened: readonly ScenarioStep[] = [
  [open(0, 'a'), 'ok'],
  [open(0, 'b'), 'ok'],
  [open(0, 'c'), 'ok'],
  [open(0, 'd'), 'ok'],
];

const parts: readonly BookScenario[] = [
  {
    name: 'shares by largest remainder, of equal remainders to the earlier target, and no unit lost',
    steps: [
      ...opened,
      [put(1, 'a', 100n), 'ok'],
      [distribute(2, 'a > b share 1, c share 1, d share 1', 10n), 'ok'],
      [distribute(2, 'a > b share 1, c share 2, d share 4', 9n), 'ok'],
      [distribute(2, 'a > b share 1, c share 1', 1n), 'ok'],
      [distribute(2, `a > b share 1, c share ${Number.MAX_SAFE_INTEGER}`, 20n), 'ok'],
    ],
    // 4 3 3; 9/7 18/7 36/7: 1 3 5; 1 0; 0 20.
    has: [
      ['1/a', 2, 60n],
      ['1/b', 2, 6n],
      ['1/c', 2, 26n],
      ['1/d', 2, 8n],
    ],
  },
  {
    name: 'fixed amounts come first, shares are of what they leave, and the rest gets what is over',
    steps: [
      ...opened,
      [put(1, 'a', 10_000n), 'ok'],
      [distribute(2, 'a > b share 29, c 30, d rest', 1_030n, { of: 1_000 }), 'ok'],
      [distribute(2, 'a > b share 1, c share 1, d rest', 5n), 'ok'],
      [distribute(2, 'a > b 7, c 3', 10n), 'ok'],
      [distribute(2, 'a > b 7, c 4', 10n), 'targets_mismatch'],
      [distribute(2, 'a > b 7, c 2', 10n), 'targets_mismatch'],
      [distribute(2, 'a > b 11, c rest', 10n), 'targets_mismatch'],
      [distribute(2, 'a > b 10, c rest', 10n), 'ok'],
    ],
    has: [
      ['1/b', 2, 29n + 2n + 7n + 10n],
      ['1/c', 2, 30n + 2n + 3n],
      ['1/d', 2, 971n + 1n],
    ],
  },
  {
    name: 'sources give in their order, each at most what it may and can',
    steps: [
      ...opened,
      [put(1, 'a', 5n), 'ok'],
      [put(1, 'b', 5n), 'ok'],
      [hold(1, 'h', 'b', 2n, null), 'ok'],
      [distribute(2, 'a 3, b > d rest', 7n), 'insufficient_funds'],
      [distribute(2, 'a 3, b, a > d rest', 7n), 'ok'],
      [distribute(2, 'a, b, world 2 > d rest', 4n), 'insufficient_funds'],
      [distribute(2, 'a, b, world 3 > d rest', 4n), 'ok'],
    ],
    has: [
      ['1/a', 2, 0n],
      ['1/b', 2, 2n, 2n],
      ['1/d', 2, 11n],
      ['world/GBP/2', 2, -13n],
    ],
  },
  {
    name: 'all is what the sources have above their floors, and nothing there is too little',
    steps: [
      [open(0, 'a', { floor: 3n }), 'ok'],
      [open(0, 'b', { floor: -4n }), 'ok'],
      [open(0, 'deep', { floor: null }), 'ok'],
      [open(0, 'd'), 'ok'],
      [put(1, 'a', 2n), 'ok'],
      [distribute(2, 'a > d rest', 'all'), 'insufficient_funds'],
      [put(1, 'a', 3n), 'ok'],
      [distribute(2, 'a, b > d 7, world rest', 'all'), 'insufficient_funds'],
      [distribute(2, 'a, b 1 > d 1, world rest', 'all'), 'ok'],
      [distribute(2, 'a, deep > d rest', 'all'), 'source_unbounded'],
      [distribute(2, 'world > d rest', 'all'), 'source_unbounded'],
      [distribute(2, 'a, deep 4, b > d rest', 'all'), 'ok'],
      [distribute(2, 'a, deep > d rest', 9n), 'ok'],
    ],
    has: [
      ['1/a', 2, 3n],
      ['1/b', 2, -4n],
      ['1/deep', 2, -13n],
      ['1/d', 2, 1n + 7n + 9n],
    ],
  },
];

const places: readonly BookScenario[] = [
  {
    name: 'what a source can give is the least that it has from then on',
    steps: [
      ...opened,
      [put(1, 'a', 10n), 'ok'],
      [take(5, 'a', 4n), 'ok'],
      [put(6, 'a', 9n), 'ok'],
      [distribute(3, 'a > b rest', 'all'), 'ok'],
      [distribute(5, 'a > b rest', 'all'), 'insufficient_funds'],
      [distribute(6, 'a > b rest', 'all'), 'ok'],
    ],
    has: [
      ['1/b', 3, 6n],
      ['1/b', 6, 15n],
      ['1/a', 6, 0n],
    ],
  },
  {
    name: 'and the least that whoever it is merged into has, what several sources take together',
    steps: [
      ...opened,
      [put(1, 'a', 10n), 'ok'],
      [put(1, 'b', 10n), 'ok'],
      [merge(4, 'c', 'a'), 'ok'],
      [merge(5, 'c', 'b'), 'ok'],
      [take(6, 'c', 12n), 'ok'],
      [distribute(2, 'a 5, b > d rest', 'all'), 'ok'],
      [distribute(2, 'a, b > d rest', 'all'), 'insufficient_funds'],
    ],
    has: [
      ['1/a', 2, 5n],
      ['1/b', 2, 7n],
      ['1/d', 2, 8n],
      ['1/c', 6, 0n],
    ],
  },
  {
    name: 'one that is closed later gives nothing, and none that is paid may be closed by then',
    steps: [
      ...opened,
      [open(0, 'o', { floor: -5n }), 'ok'],
      [put(1, 'a', 3n), 'ok'],
      [close(4, 'o'), 'ok'],
      [distribute(2, 'o, a > d rest', 'all'), 'ok'],
      [distribute(2, 'o > d rest', 1n), 'insufficient_funds'],
      [put(1, 'a', 3n), 'ok'],
      [distribute(2, 'a > o rest', 1n), 'account_closed_later'],
      [close(1, 'd'), 'account_named_later'],
    ],
    has: [['1/d', 4, 3n]],
  },
  {
    name: 'only those are named on whom something is posted',
    steps: [
      ...opened,
      [put(1, 'a', 3n), 'ok'],
      [distribute(5, 'a, b > c share 0, d share 1', 3n), 'ok'],
      [close(4, 'b'), 'ok'],
      [close(4, 'c'), 'ok'],
      [close(4, 'd'), 'account_named_later'],
    ],
  },
  {
    name: 'it is reversed as the posting that came of it, and what comes late does not change that',
    steps: [
      ...opened,
      [put(1, 'a', 7n), 'ok'],
      [distribute(5, 'a > b share 1, c share 1', 'all', { id: 't' }), 'ok'],
      [put(2, 'a', 9n), 'ok'],
      [take(5, 'b', 1n), 'ok'],
      [reverse(6, 't'), 'insufficient_funds'],
      [put(6, 'b', 1n), 'ok'],
      [reverse(6, 't'), 'ok'],
    ],
    has: [
      ['1/b', 5, 3n],
      ['1/c', 5, 3n],
      ['1/a', 6, 16n],
      ['1/b', 6, 0n],
    ],
  },
];

const refusals: readonly BookScenario[] = [
  {
    name: 'who may be on the two sides of a distribution, and within which limits',
    steps: [
      ...opened,
      [open(0, 'yen', { asset: JPY }), 'ok'],
      [open(0, 'full', { ceiling: 4n }), 'ok'],
      [put(1, 'a', AMOUNT_MAX), 'ok'],
      [put(1, 'b', AMOUNT_MAX), 'ok'],
      [distribute(2, 'a > b rest, a 1', 1n), 'same_account'],
      [distribute(2, 'a > nobody rest', 1n), 'account_unknown'],
      [distribute(2, 'nobody > a rest', 1n), 'account_unknown'],
      [distribute(2, 'a > yen rest', 1n), 'asset_mismatch'],
      [distribute(2, 'world > world rest', 1n), 'same_account'],
      [distribute(2, 'a > full rest', 5n), 'ceiling_exceeded'],
      [distribute(2, 'a > full rest', 4n), 'ok'],
      [distribute(2, 'a, b > world rest', 'all'), 'amount_out_of_range'],
      [distribute(2, 'a, b > c share 1, d share 1', 'all'), 'amount_out_of_range'],
      [distribute(2, 'a > b rest', 1n), 'amount_out_of_range'],
      [lock(2, 2), 'ok'],
      [distribute(1, 'a > c rest', 1n), 'period_closed'],
      [move(2, 'a', 'c', 1n), 'ok'],
    ],
    has: [
      ['1/full', 2, 4n],
      ['1/c', 2, 1n],
    ],
  },
];

const limited: readonly BookScenario[] = [
  {
    name: 'how fast money may go is asked of what comes of it',
    steps: [
      [open(0, 'a', { limits: [{ name: 'daily', direction: 'out', amount: 5n, perMs: 10 }] }), 'ok'],
      [open(0, 'b'), 'ok'],
      [put(1, 'a', 9n), 'ok'],
      [distribute(2, 'a, b > world rest', 6n), 'limit_exceeded'],
      [distribute(2, 'a > b share 1, world share 1', 5n), 'ok'],
      [distribute(2, 'a > b rest', 'all'), 'limit_exceeded'],
    ],
    has: [['1/b', 2, 3n]],
  },
];

export const distributionScenarios: readonly BookScenario[] = [...parts, ...places, ...refusals, ...limited];
