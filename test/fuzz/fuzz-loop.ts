import type { FuzzTarget } from './fuzz-target.ts';

/** What the loop needs from outside; the tests hand in their own. */
export interface FuzzLoop {
  readonly targets: readonly FuzzTarget[];
  /** A fresh seed for each run. */
  readonly nextSeed: () => number;
  /** Asked before each run; false ends the loop. */
  readonly goesOn: () => boolean;
}

/** How one target fared. */
export interface FuzzScore {
  readonly name: string;
  /** Runs begun, a failed one included. */
  runs: number;
  failure?: { readonly seed: number; readonly error: unknown };
}

/**
 * Runs the targets in turn, each time with a fresh seed, until `goesOn` says no. A target that failed is not run
 * again, since its mistake would only show again; the others go on. Every target is run at least once.
 */
export function loopFuzzTargets({ targets, nextSeed, goesOn }: FuzzLoop): FuzzScore[] {
  const scored = targets.map((target): { target: FuzzTarget; score: FuzzScore } => ({
    target,
    score: { name: target.name, runs: 0 },
  }));
  for (let round = 0; ; round++) {
    const left = scored.filter(({ score }) => score.failure === undefined);
    if (left.length === 0) break;
    for (const { target, score } of left) {
      if (round > 0 && !goesOn()) return scored.map((one) => one.score);
      const seed = nextSeed();
      score.runs++;
      try {
        target.run(seed);
      } catch (error) {
        score.failure = { seed, error };
      }
    }
  }
  return scored.map((one) => one.score);
}

/** One line for each target, and for each failure what it said and how to see it again. */
export function showFuzzScores(scores: readonly FuzzScore[]): string {
  return scores
    .map(({ name, runs, failure }) => {
      if (failure === undefined) return `${name}: ${runs} runs, no mismatch`;
      const said =
        failure.error instanceof Error ? (failure.error.stack ?? failure.error.message) : failure.error;
      const again = `npm run fuzz -- --only ${name} --seed ${failure.seed}`;
      return `${name}: FAILED in run ${runs}, seed ${failure.seed}\n${said}\nTo see it again: ${again}`;
    })
    .join('\n');
}
