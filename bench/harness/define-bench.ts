import type { BenchReport } from './bench-report.ts';

/** A bench: the default export of a `bench/*.bench.ts`. */
export interface Bench {
  /** The same as the file's, without `.bench.ts`. */
  readonly name: string;
  /** What is measured and why, in a sentence; it stands above the tables. */
  readonly about: string;
  readonly run: (report: BenchReport) => Promise<void>;
}

/** Defines a bench. It runs only when `npm run bench` calls it, in a process of its own. */
export function defineBench(name: string, about: string, run: (report: BenchReport) => Promise<void>): Bench {
  return { name, about, run };
}
