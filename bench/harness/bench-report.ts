import type { BenchTable } from './bench-table.ts';
import { type MeasuredSize, type MeasuredWork, SIZES, type Way, type Work } from './bench-work.ts';
import { judgeTarget } from './judge-target.ts';
import { FULL_EFFORT, type TimingEffort, timeRuns, warmUp } from './time-runs.ts';
import { weighHeap } from './weigh-heap.ts';

/** How a report is made; the runner sets it from the command line. */
export interface BenchSettings {
  /** Sizes above it are left out, for a quick look. */
  readonly sizeMax: number;
  readonly effort: TimingEffort;
  /** Called after each work, so that one can read along. */
  readonly onMeasured: (work: MeasuredWork) => void;
  /** Called after each table that the bench filled by itself. */
  readonly onTable: (table: BenchTable) => void;
}

/** What a bench writes into: it measures works and takes notes. */
export class BenchReport {
  readonly works: MeasuredWork[] = [];
  readonly tables: BenchTable[] = [];
  readonly notes: string[] = [];
  readonly #settings: BenchSettings;

  constructor(settings: Partial<BenchSettings> = {}) {
    this.#settings = {
      sizeMax: Infinity,
      effort: FULL_EFFORT,
      onMeasured: () => {},
      onTable: () => {},
      ...settings,
    };
  }

  /** The largest size that is asked for: Infinity, unless this is a quick look. */
  get sizeMax(): number {
    return this.#settings.sizeMax;
  }

  /** Measures one work at its sizes, smallest first, and what its targets say about it. */
  async measure<State, NaiveState>(work: Work<State, NaiveState>): Promise<MeasuredWork> {
    const { sizeMax, effort, onMeasured } = this.#settings;
    const sizes = (work.sizes ?? SIZES).filter((size) => size <= sizeMax).toSorted((a, b) => a - b);
    checkTargets(work);
    await this.#warmUp(work, sizes);
    const { naive } = work;
    if (naive !== undefined) await this.#warmUp(naive, sizes);
    const measured: MeasuredSize[] = [];
    for (const size of sizes) {
      const timing = await timeRuns(work, size, effort);
      const before = measured.at(-1);
      measured.push({
        size,
        ...timing,
        growth: before === undefined ? null : timing.nsPerOperation / before.nsPerOperation,
        logGrowth: before === undefined ? null : Math.log(size) / Math.log(before.size),
        bytesPerObject: work.heap === undefined ? null : weighHeap(() => work.heap?.(size)) / size,
        naive: naive?.sizes.includes(size) ? await timeRuns(naive, size, effort) : null,
      });
    }
    const judgements = (work.targets ?? []).flatMap((target) => judgeTarget(target, measured) ?? []);
    const result = { work: work.work, naiveName: naive?.name ?? null, sizes: measured, judgements };
    this.works.push(result);
    onMeasured(result);
    return result;
  }

  /** Adds a table of what the bench measured by itself; it stands behind the works. */
  table<Column extends string>(table: BenchTable<Column>): void {
    this.tables.push(table);
    this.#settings.onTable(table);
  }

  /** Adds a sentence that stands under the tables. */
  note(sentence: string): void {
    this.notes.push(sentence);
  }

  async #warmUp<State>(way: Way<State>, sizes: readonly number[]): Promise<void> {
    const smallest = sizes[0];
    if (smallest !== undefined) await warmUp(way, smallest, this.#settings.effort);
  }
}

/** A target at a size that is never measured would never be missed. */
function checkTargets<State, NaiveState>({
  work,
  sizes = SIZES,
  targets = [],
}: Work<State, NaiveState>): void {
  for (const target of targets) {
    const needed = 'from' in target ? [target.from, target.to] : [target.size];
    const missing = needed.find((size) => !sizes.includes(size));
    if (missing !== undefined)
      throw new Error(`${work}: a target names the size ${missing}, which is not measured`);
  }
}
