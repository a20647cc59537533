import { describe, expect, test } from 'vitest';
import { AcrossFaultRun, type FaultAnswers } from '../support/across/across-fault-run.ts';
import type { FaultPlan } from '../support/crash/house-faulty-store.ts';
import { HOUSE, type HouseKind, inPlace } from '../support/house/house-places.ts';

type Way = Omit<FaultPlan, 'from'>;

/** How a step fails: once or several times, in a way that passes or not, for a commit before or after it took effect. */
const WAYS: readonly Way[] = [
  { count: 1, commitTakesEffect: false, passes: false },
  { count: 1, commitTakesEffect: true, passes: false },
  { count: 2, commitTakesEffect: true, passes: true },
  { count: 3, commitTakesEffect: false, passes: true },
  { count: 9, commitTakesEffect: true, passes: false },
];

type WaysAt = (step: number, name: string) => readonly Way[];

const isCommit = (name: string): boolean => name === 'transaction commit';
const ONE_WAY: WaysAt = (step) => WAYS.slice(step % WAYS.length, (step % WAYS.length) + 1);
const TWO_WAYS_TO_COMMIT: WaysAt = (step, name) =>
  isCommit(name) ? [...ONE_WAY(step, name), ...ONE_WAY(step + 1, name)] : ONE_WAY(step, name);
/** What costs more, or reads more, fails at some of the steps; a server at some of the commits. */
const AT_SOME: WaysAt = (step, name) => (step % 3 === 0 ? ONE_WAY(step / 3, name) : []);
const AT_FEW: WaysAt = (step, name) => (step % 8 === 0 ? ONE_WAY(step / 8, name) : []);
const AT_FEW_COMMITS: WaysAt = (step, name) =>
  isCommit(name) && step % 4 === 0 ? ONE_WAY(step / 4, name) : [];

interface Ran {
  readonly answers: FaultAnswers;
  readonly steps: readonly string[];
  readonly failed: number;
}

function runOn(kind: HouseKind, plan: FaultPlan | undefined, cacheRowsMax: number): Promise<Ran> {
  return inPlace(kind, async ({ openStore }) => {
    const run = new AcrossFaultRun(await openStore());
    try {
      const answers = await run.run(plan, cacheRowsMax);
      return { answers, steps: run.faults.steps, failed: run.failed };
    } catch (error) {
      const step = run.faults.steps[(plan?.from ?? 0) - 1];
      throw new Error(`with ${JSON.stringify(plan)}, at ${step}`, { cause: error });
    }
  });
}

describe('groups on several books, on a store that fails at each step in turn', () => {
  test.each([
    { kind: HOUSE.memory, cache: 'large', cacheRowsMax: 1_000_000, waysAt: TWO_WAYS_TO_COMMIT },
    { kind: HOUSE.memory, cache: 'no', cacheRowsMax: 0, waysAt: AT_SOME },
    { kind: HOUSE.sqlite, cache: 'large', cacheRowsMax: 1_000_000, waysAt: AT_FEW },
    { kind: HOUSE.postgres, cache: 'large', cacheRowsMax: 1_000_000, waysAt: AT_FEW_COMMITS },
  ])('$kind.name, with $cache cache', async ({ kind, cacheRowsMax, waysAt }) => {
    const { steps, answers } = await runOn(kind, undefined, cacheRowsMax);
    expect(new Set(steps)).toContain('transaction commit');
    let runs = 0;
    let told = 0;
    for (const [i, name] of steps.entries()) {
      for (const way of waysAt(i + 1, name)) {
        runs += 1;
        const ran = await runOn(kind, { from: i + 1, ...way }, cacheRowsMax);
        told += ran.failed;
        expect(outcomesOf(ran.answers)).toEqual(outcomesOf(answers));
      }
    }
    expect(runs).toBeGreaterThan(1);
    // Most faults are told to somebody; those of commits are made good without a word.
    if (kind !== HOUSE.postgres) expect(told).toBeGreaterThan(runs / 4);
  });
});

/**
 * What does not depend on which of those that ask together comes first (a message tells what is available), or on whether
 * somebody had to ask again.
 */
function outcomesOf(answers: FaultAnswers): unknown {
  return new Map(
    [...answers].map(([key, answer]) => {
      const {
        seq: _,
        seqs: __,
        available: ___,
        message: ____,
        replayed: _____,
        ...outcome
      } = answer as Record<string, unknown>;
      return [key, outcome];
    }),
  );
}
