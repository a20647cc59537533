/** Random vector clocks over three processes, in every spelling that means the same. */
import fc from 'fast-check';
import type { ClockLike } from '../../oracle/plain-credit-balance.ts';

/** Three ids each; in the second and third set the UTF-8 order is not the order of the UTF-16 units. */
export const PROCESS_SETS = [
  ['a', 'b', 'c'],
  ['\u{10000}', '\uff5e', '__proto__'],
  ['n\u{1f600}', 'n\ue000', 'n'],
] as const;

export type Processes = (typeof PROCESS_SETS)[number];

export const PROCESS_SETS_ARBITRARY: fc.Arbitrary<Processes> = fc.constantFrom(...PROCESS_SETS);

/** Counters by the place of their process. */
export type Counters = readonly [number, number, number];

/** How counters are written down as a clock: the choices change the spelling, never the meaning. */
export interface Spelling {
  readonly as: 'object' | 'bare object' | 'map';
  readonly bigints: boolean;
  readonly zeros: boolean;
  readonly backwards: boolean;
}

export const countersArbitrary: fc.Arbitrary<Counters> = fc.tuple(
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 4 }),
  fc.integer({ min: 0, max: 4 }),
);

export const spellingArbitrary: fc.Arbitrary<Spelling> = fc.record({
  as: fc.constantFrom('object' as const, 'bare object' as const, 'map' as const),
  bigints: fc.boolean(),
  zeros: fc.boolean(),
  backwards: fc.boolean(),
});

export const PLAIN_SPELLING: Spelling = { as: 'object', bigints: false, zeros: false, backwards: false };

export function spellClock(counters: Counters, processes: Processes, spelling: Spelling): ClockLike {
  const pairs: [string, number | bigint][] = processes.map((id, place) => {
    const counter = counters[place] ?? 0;
    return [id, spelling.bigints ? BigInt(counter) : counter];
  });
  const kept = pairs.filter(([, counter]) => spelling.zeros || Number(counter) !== 0);
  if (spelling.backwards) kept.reverse();
  if (spelling.as === 'map') return new Map(kept);
  // `Object.fromEntries` defines members, so `__proto__` becomes an ordinary one.
  const clock = Object.fromEntries(kept);
  return spelling.as === 'object' ? clock : bare(clock);
}

/** The same own members on an object without a prototype. */
function bare(clock: Record<string, number | bigint>): Record<string, number | bigint> {
  return Object.create(null, Object.getOwnPropertyDescriptors(clock));
}
