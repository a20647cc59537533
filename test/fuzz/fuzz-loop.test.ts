import { expect, test } from 'vitest';
import { loopFuzzTargets, showFuzzScores } from './fuzz-loop.ts';
import { asFuzzTarget } from './fuzz-target.ts';

/** A loop that goes on for so many questions, with the seeds 1, 2, 3 and so on. */
function boundedLoop(rounds: number): { nextSeed: () => number; goesOn: () => boolean } {
  let seed = 0;
  let asked = 0;
  return { nextSeed: () => ++seed, goesOn: () => asked++ < rounds };
}

test('runs the targets in turn, each run with a fresh seed, and counts the runs', () => {
  const ran: string[] = [];
  const targets = ['a', 'b'].map((name) => ({
    name,
    run: (seed: number) => void ran.push(`${name}${seed}`),
  }));
  const scores = loopFuzzTargets({ targets, ...boundedLoop(3) });
  expect(ran).toEqual(['a1', 'b2', 'a3', 'b4', 'a5']);
  expect(showFuzzScores(scores)).toBe('a: 3 runs, no mismatch\nb: 2 runs, no mismatch');
});

test('runs every target once, even when there is no time', () => {
  const targets = ['a', 'b'].map((name) => ({ name, run: () => {} }));
  expect(loopFuzzTargets({ targets, ...boundedLoop(0) }).map(({ runs }) => runs)).toEqual([1, 1]);
});

test('keeps the seed of a failure, leaves that target out and goes on with the others', () => {
  const failing = {
    name: 'bad',
    run: (seed: number) => {
      if (seed >= 3) throw new Error('3 is not 4');
    },
  };
  const scores = loopFuzzTargets({ targets: [failing, { name: 'good', run: () => {} }], ...boundedLoop(6) });
  expect(scores).toMatchObject([
    { name: 'bad', runs: 2, failure: { seed: 3 } },
    { name: 'good', runs: 6 },
  ]);
  const shown = showFuzzScores(scores);
  expect(shown).toContain('bad: FAILED in run 2, seed 3\nError: 3 is not 4\n');
  expect(shown).toContain(
    '\nTo see it again: npm run fuzz -- --only bad --seed 3\ngood: 6 runs, no mismatch',
  );
});

test('ends when all have failed', () => {
  const run = (): void => {
    throw 'text';
  };
  expect(
    showFuzzScores(loopFuzzTargets({ targets: [{ name: 'a', run }], ...boundedLoop(Infinity) })),
  ).toContain('text');
});

test('a module without a name or a run is refused with a sentence', () => {
  expect(() => asFuzzTarget('a.fuzz.ts', { run: () => {} })).toThrow('a.fuzz.ts: expected an exported name');
  expect(() => asFuzzTarget('a.fuzz.ts', { name: 'a' })).toThrow('a.fuzz.ts: expected an exported function');
});
