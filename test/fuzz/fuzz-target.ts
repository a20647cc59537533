/** What a module `test/fuzz/*.fuzz.ts` exports: one way to look for a mistake at random, for as long as one likes. */
export interface FuzzTarget {
  /** Unique among the targets; `--only` takes it. */
  readonly name: string;
  /**
   * One long random run, wholly determined by the seed (an integer from 0 to 2^32 - 1).
   * Throws on a mismatch, with a message that lets a reader see what went wrong.
   */
  readonly run: (seed: number) => void;
}

/** The target that a module exports; a sentence says what is wrong where it exports none. */
export function asFuzzTarget(path: string, module: Readonly<Record<string, unknown>>): FuzzTarget {
  const { name, run } = module;
  if (typeof name !== 'string' || name === '') throw new Error(`${path}: expected an exported name`);
  if (typeof run !== 'function') throw new Error(`${path}: expected an exported function run(seed)`);
  return { name, run: (seed) => void run(seed) };
}
