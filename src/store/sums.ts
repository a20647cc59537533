import type { EntrySums } from './store.ts';

export const NO_SUMS: EntrySums = { inflow: 0n, outflow: 0n, available: 0n, incoming: 0n, expected: 0n };

export function addSums(a: EntrySums, b: EntrySums): EntrySums {
  return {
    inflow: a.inflow + b.inflow,
    outflow: a.outflow + b.outflow,
    available: a.available + b.available,
    incoming: a.incoming + b.incoming,
    expected: a.expected + b.expected,
  };
}
