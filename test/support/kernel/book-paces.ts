import type { VelocityLimit } from '../../../src/commands/velocity-limit.ts';

/** How the commands of a random run move in time, and what they are allowed to be. */
export interface BookPace {
  readonly name: string;
  /** Moments forward by command, on average. */
  readonly drift: number;
  /** How many moments apart neighbours may be. */
  readonly spread: number;
  /** What accounts open with, by the place of their id in ACCOUNT_IDS; an id at a time keeps its own list. */
  readonly floors: readonly (bigint | null)[];
  readonly ceilings: readonly (bigint | null)[];
  readonly limits: readonly (readonly VelocityLimit[] | null)[];
  readonly assets: readonly string[];
  /** What one unit of a move's amount comes to. */
  readonly unit: bigint;
  /** False: nothing is merged into the last account id. */
  readonly mergesIntoLast: boolean;
}

const COMMON = {
  floors: [0n, 0n, -3n, null],
  ceilings: [null],
  limits: [null],
  assets: ['GBP/2'],
  unit: 1n,
  mergesIntoLast: true,
} as const;

/** Nothing is merged into an account with a positive floor, which a merge may bring holds to while it is under it. */
export const bookPaces: readonly BookPace[] = [
  { ...COMMON, name: 'all shuffled within 13 moments', drift: 0, spread: 13 },
  { ...COMMON, name: 'slowly forward, much shuffled', drift: 1 / 8, spread: 10 },
  { ...COMMON, name: 'all in one moment, or the next', drift: 0, spread: 2 },
  { ...COMMON, name: 'backward, a little shuffled', drift: -1 / 8, spread: 4 },
  { ...COMMON, name: 'in order', drift: 1 / 5, spread: 1 },
  { ...COMMON, name: 'two assets, shuffled', assets: ['GBP/2', 'GBP/2', 'JPY/0'], drift: 1 / 10, spread: 8 },
  {
    ...COMMON,
    name: 'a positive floor, shuffled',
    floors: [0n, 0n, 0n, 2n],
    mergesIntoLast: false,
    drift: 1 / 20,
    spread: 12,
  },
  {
    ...COMMON,
    name: 'at the edges of 64 bits, shuffled',
    floors: [0n, null, null, -3n],
    unit: (2n ** 63n - 1n) / 7n,
    drift: 1 / 20,
    spread: 12,
  },
  {
    ...COMMON,
    name: 'ceilings, shuffled',
    ceilings: [5n, null, 3n, 8n],
    drift: 1 / 20,
    spread: 12,
  },
  {
    ...COMMON,
    name: 'velocity limits, shuffled',
    limits: [
      [{ name: 'out', direction: 'out', amount: 6n, perMs: 4 }],
      [
        { name: 'in', direction: 'in', amount: 9n, perMs: 5 },
        { name: 'outs', direction: 'out', count: 2, perMs: 3 },
      ],
      [{ name: 'ins', direction: 'in', amount: 11n, count: 2, perMs: 2 }],
      null,
    ],
    drift: 1 / 12,
    spread: 10,
  },
  {
    ...COMMON,
    name: 'velocity limits, slowly forward',
    floors: [null, null, 0n, null],
    limits: [[{ name: 'out', direction: 'out', amount: 7n, count: 3, perMs: 6 }]],
    drift: 1 / 4,
    spread: 2,
  },
  { ...COMMON, name: 'ceilings, slowly forward', ceilings: [6n, 4n, 9n, 5n], drift: 1 / 6, spread: 3 },
];
