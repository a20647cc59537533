import type { FaultPlan } from './fault-plan.ts';

/** How what fails fails. */
export type Way = Omit<FaultPlan, 'from'>;
/** In which ways a step is to fail. */
export type WaysAt = (step: number, name: string) => readonly Way[];

export interface FaultyRun {
  /** What was done, each a step that may be made to fail. */
  readonly steps: readonly string[];
  /** How often a caller was told that something failed. */
  readonly told: number;
}

export interface Swept {
  readonly steps: readonly string[];
  readonly runs: number;
  readonly told: number;
}

/** Runs so many at a time as wait more than they work. */
const TOGETHER = 6;

/** One run in which nothing fails, and then one for each way in which each of its steps is to fail. */
export async function sweepFaults(
  runOn: (plan: FaultPlan | undefined) => Promise<FaultyRun>,
  waysAt: WaysAt,
  together = TOGETHER,
): Promise<Swept> {
  const { steps } = await runOn(undefined);
  const plans = steps.flatMap((name, i) =>
    waysAt(i + 1, name).map((way): FaultPlan => ({ from: i + 1, ...way })),
  );
  const left = plans.values();
  let told = 0;
  const work = async (): Promise<void> => {
    for (const plan of left) {
      try {
        told += (await runOn(plan)).told;
      } catch (error) {
        throw new Error(`with ${JSON.stringify(plan)}, at ${steps[plan.from - 1]}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: together }, work));
  return { steps, runs: plans.length, told };
}

/** One of the ways at each step, another at the next; or at every so many steps. */
export function oneOf(ways: readonly Way[], every = 1): WaysAt {
  return (step) => {
    const way = ways[Math.floor(step / every) % ways.length];
    return step % every !== 0 || way === undefined ? [] : [way];
  };
}

/** One way at each step of that name, another at the next. */
export function atEach(name: string, ways: readonly Way[]): WaysAt {
  let count = 0;
  return (_step, each) => {
    if (each !== name) return [];
    count += 1;
    const way = ways[count % ways.length];
    return way === undefined ? [] : [way];
  };
}
