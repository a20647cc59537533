import { type Told, type ToldStep, tellAll, tellJournals, tellStep } from './tell-step.ts';
import { openTold, type ToldHouse } from './told-house.ts';

export interface ToldRun {
  /** The checkout whose sources carry it out. */
  readonly tree: string;
  /** Where the house is: `memory:` is not reopened. */
  readonly url: string;
  readonly steps: readonly ToldStep[];
  readonly cacheRowsMax: number;
}

/** What a run told. */
export interface ToldEnd {
  /** Of each step, in order. */
  readonly answers: readonly Told[];
  /** In the end. */
  readonly journals: readonly Told[];
  readonly reads: readonly Told[];
}

/** Does the steps with a house that begins empty, with time, ids and salts from counters. */
export async function tellRun({ tree, url, steps, cacheRowsMax }: ToldRun): Promise<ToldEnd> {
  let now = 3;
  let made = 0;
  let salted = 0;
  const open = (): Promise<ToldHouse> =>
    openTold(tree, url, {
      cacheRowsMax,
      clock: () => now,
      newId: () => `made ${++made}`,
      randomBytes: (size) => new Uint8Array(size).fill(++salted % 256),
    });
  let told = await open();
  try {
    const answers: Told[] = [];
    for (const step of steps) {
      if (step.do === 'tick') now += step.by;
      else if (step.do === 'reopen') {
        if (url === 'memory:') continue;
        await told.house.close();
        told = await open();
      } else answers.push(...(await tellStep(told.house, step)));
    }
    return { answers, journals: await tellJournals(told), reads: await tellAll(told) };
  } finally {
    await told.house.close();
  }
}
