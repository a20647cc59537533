/** The sizes at which work is measured unless it says otherwise. */
export const SIZES: readonly number[] = [1_000, 10_000, 100_000, 1_000_000];

/** One way to do a work: ours, or a naive one to hold against it. */
export interface Way<State> {
  /** Makes what a run needs, outside the clock, afresh for every run. */
  readonly prepare: (size: number) => State;
  /**
   * What is timed. Returns how many operations it did; nothing stands for `size`.
   * Give results that nothing else uses to `keep`, or the compiler may leave the work out.
   */
  readonly run: (state: State, size: number) => number | undefined | Promise<number | undefined>;
}

/** A work to measure. */
export interface Work<State, NaiveState = unknown> extends Way<State> {
  /** A short name of the work, unique in its bench: `place and release a hold`. */
  readonly work: string;
  readonly sizes?: readonly number[];
  /** Builds what is to be weighed: bytes a piece are what it keeps on the heap, divided by `size`. */
  readonly heap?: (size: number) => unknown;
  /** The naive way beside ours, at the sizes where one can wait for it. */
  readonly naive?: Way<NaiveState> & { readonly name: string; readonly sizes: readonly number[] };
  readonly targets?: readonly Target[];
}

/** What a work must reach; sizes must be among those measured. */
export type Target =
  | { readonly operationsPerSecondMin: number; readonly size: number }
  | { readonly nsPerOperationMax: number; readonly size: number }
  /** The whole run. */
  | { readonly msMax: number; readonly size: number }
  /** Cost of an operation at `to`, in costs of one at `from`. */
  | { readonly growthMax: number; readonly from: number; readonly to: number }
  /** As above, where the cost may grow like log n: the ratio of the logarithms, and `slack` times that for caches and noise. */
  | { readonly logGrowthSlack: number; readonly from: number; readonly to: number };

/** What the clock said about one way at one size. */
export interface Timing {
  readonly operations: number;
  readonly runs: number;
  readonly msMedian: number;
  readonly msMin: number;
  readonly msMax: number;
  readonly nsPerOperation: number;
  readonly operationsPerSecond: number;
}

/** One line of a table. */
export interface MeasuredSize extends Timing {
  readonly size: number;
  /** Cost of an operation in costs of one at the size before; null at the first. */
  readonly growth: number | null;
  /** What `growth` would be if the cost were log n exactly. */
  readonly logGrowth: number | null;
  readonly bytesPerObject: number | null;
  readonly naive: Timing | null;
}

/** A target held against what was measured. */
export interface Judgement {
  readonly size: number;
  /** `>= 1,000,000 operations/s`. */
  readonly target: string;
  /** `1,234,567 operations/s`. */
  readonly measured: string;
  readonly reached: boolean;
}

/** A work after measuring. */
export interface MeasuredWork {
  readonly work: string;
  readonly naiveName: string | null;
  readonly sizes: readonly MeasuredSize[];
  readonly judgements: readonly Judgement[];
}
