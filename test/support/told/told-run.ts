import type { House } from '../house/house-door.ts';
import { type Told, type ToldStep, tellAll, tellAudits, tellJournals, tellStep } from './tell-step.ts';
import { ToldCounts } from './told-counts.ts';
import { openTold, type ToldHouse } from './told-house.ts';

export interface ToldRun {
  /** The checkout whose sources carry it out. */
  readonly tree: string;
  /** Another checkout that carries out the steps before some step; what it leaves is opened by `tree`. */
  readonly before?: { readonly tree: string; readonly step: number } | undefined;
  /** Where the house is: `memory:` is not reopened. */
  readonly url: string;
  readonly steps: readonly ToldStep[];
  readonly cacheRowsMax: number;
  /** How many houses are open there at once, of which each step or command goes to the next; default: one. */
  readonly nodes?: number;
  /** False: not where batches end and what their links are, as where chance says what is batched together. Default: true. */
  readonly hasLinks?: boolean;
  /** Whether the house is audited in the end; default: not. */
  readonly isAudited?: boolean;
}

/** What a run told. */
export interface ToldEnd {
  /** Of each step, in order. */
  readonly answers: readonly Told[];
  /** In the end. */
  readonly journals: readonly Told[];
  readonly reads: readonly Told[];
  /** The problems that audits found. */
  readonly audits: readonly Told[];
  /** What was asked for, and what came of it. */
  readonly counts: ToldCounts;
}

/** Does the steps with a house that begins empty, with time, ids and salts from counters. */
export async function tellRun(run: ToldRun): Promise<ToldEnd> {
  const { steps, before } = run;
  const houses = new ToldHouses(run);
  const counts = new ToldCounts();
  try {
    const answers: Told[] = [];
    await houses.open(before?.tree ?? run.tree);
    for (const [i, step] of steps.entries()) {
      if (i === before?.step) await houses.reopen(run.tree);
      if (step.do === 'tick') houses.now += step.by;
      if (step.do === 'reopen') await houses.reopen(houses.tree);
      const told = await tellStep(() => houses.next(), step);
      counts.add(step, told, houses.now);
      answers.push(...told);
    }
    const [first] = houses.opened;
    if (first === undefined) throw new Error('there is no house');
    const audits = run.isAudited === true ? await tellAudits(first) : [];
    const journals = await tellJournals(first, run.hasLinks ?? true);
    return { answers, journals, reads: await tellAll(first), audits, counts };
  } finally {
    await houses.close();
  }
}

/** The houses that a run has open on one url, which share a clock and whatever is counted. */
class ToldHouses {
  readonly #run: ToldRun;
  opened: ToldHouse[] = [];
  tree = '';
  now = 3;
  #turn = 0;
  #made = 0;
  #salted = 0;

  constructor(run: ToldRun) {
    this.#run = run;
  }

  async open(tree: string): Promise<void> {
    this.tree = tree;
    for (let i = 0; i < (this.#run.nodes ?? 1); i += 1) {
      const house = await openTold(tree, this.#run.url, {
        cacheRowsMax: this.#run.cacheRowsMax,
        clock: () => this.now,
        newId: () => `made ${++this.#made}`,
        randomBytes: (size) => new Uint8Array(size).fill(++this.#salted % 256),
      });
      this.opened.push(house);
    }
  }

  async reopen(tree: string): Promise<void> {
    if (this.#run.url === 'memory:') return;
    await this.close();
    await this.open(tree);
  }

  /** The house whose turn it is. */
  next(): House {
    this.#turn += 1;
    const told = this.opened[this.#turn % this.opened.length];
    if (told === undefined) throw new Error('there is no house');
    return told.house;
  }

  async close(): Promise<void> {
    for (const { house } of this.opened.splice(0)) await house.close();
  }
}
