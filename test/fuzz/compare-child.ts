// A process of `npm run fuzz -- compare`: carries out plans by the sources of one checkout, and tells what came of each step.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ToldStep, tellText } from '../support/told/tell-step.ts';
import { type ToldEnd, tellRun } from '../support/told/told-run.ts';

/** One round, as the parent sends it. */
export interface CompareRound {
  readonly steps: readonly ToldStep[];
  /** Houses keep next to nothing in memory, or everything. */
  readonly cacheRowsMax: number;
}

/** What was asked or read, and what came of it to the byte. */
export interface ComparedText {
  readonly about: string;
  readonly text: string;
}

/** What came of a round, by kind of house. */
export type CompareAnswer =
  | { readonly told: Readonly<Record<'memory' | 'sqlite', readonly ComparedText[]>> }
  | { readonly error: string };

const [tree = ''] = process.argv.slice(2);

process.on('message', (round: CompareRound) => {
  runRound(round).then(
    (told) => process.send?.({ told }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : `${error}` }),
  );
});

async function runRound({
  steps,
  cacheRowsMax,
}: CompareRound): Promise<Record<'memory' | 'sqlite', ComparedText[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-compare-'));
  try {
    const run = { tree, steps, cacheRowsMax };
    const memory = await tellRun({ ...run, url: 'memory:' });
    const sqlite = await tellRun({ ...run, url: `sqlite:${join(folder, 'house.db')}` });
    return { memory: allOf(memory), sqlite: allOf(sqlite) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function allOf({ answers, journals, reads }: ToldEnd): ComparedText[] {
  return [...answers, ...journals, ...reads].map(({ about, told }) => ({ about, text: tellText(told) }));
}
