// A process of `npm run fuzz -- compare`: carries out plans by the sources of one checkout, and tells what came of each step.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type ToldStep, tellText } from '../support/told/tell-step.ts';
import { type ToldEnd, type ToldRun, tellRun } from '../support/told/told-run.ts';

/** One round, as the parent sends it. */
export interface CompareRound {
  readonly steps: readonly ToldStep[];
  /** Houses keep nothing in memory, next to nothing, or everything. */
  readonly cacheRowsMax: number;
  /** How many houses are open at once on PostgreSQL. */
  readonly nodes: number;
  /** Whether the ends of batches and their links are told. */
  readonly hasLinks: boolean;
  readonly isAudited: boolean;
  /** The first step that the process's own sources carry out on what other sources have left, if it was given any. */
  readonly takenOverAt: number | undefined;
}

/** The houses of a round, in order. */
export const COMPARED_HOUSES = ['memory', 'sqlite', 'postgres'] as const;
export type ComparedHouse = (typeof COMPARED_HOUSES)[number];

/** What was asked or read, and what came of it to the byte. */
export interface ComparedText {
  readonly about: string;
  readonly text: string;
}

/** What came of a round, by kind of house; and counts of what that was. */
export type CompareAnswer =
  | {
      readonly told: Readonly<Partial<Record<ComparedHouse, readonly ComparedText[]>>>;
      readonly counts: readonly (readonly [string, number])[];
    }
  | { readonly error: string };

const [tree = '', server = '', otherTree = ''] = process.argv.slice(2);

process.on('message', (round: CompareRound) => {
  runRound(round).then(
    (answer) => process.send?.(answer),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : `${error}` }),
  );
});

// Whoever asked is gone, or was killed.
process.on('disconnect', () => process.exit());

async function runRound({ takenOverAt, nodes, ...round }: CompareRound): Promise<CompareAnswer> {
  const before =
    takenOverAt === undefined || otherTree === '' ? undefined : { tree: otherTree, step: takenOverAt };
  const memory = await tellRun({ ...round, tree, url: 'memory:' });
  const kept = { ...round, tree, before };
  const sqlite = await onSqlite(kept);
  const told = { memory: allOf(memory), sqlite: allOf(sqlite) };
  const counts = [...sqlite.counts.counts];
  if (server === '') return { told, counts };
  return { told: { ...told, postgres: allOf(await onPostgres({ ...kept, nodes })) }, counts };
}

async function onSqlite(run: Omit<ToldRun, 'url'>): Promise<ToldEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-compare-'));
  try {
    return await tellRun({ ...run, url: `sqlite:${join(folder, 'house.db')}` });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let schemas = 0;

async function onPostgres(run: Omit<ToldRun, 'url'>): Promise<ToldEnd> {
  schemas += 1;
  const schema = `compare_${process.pid}_${schemas}`;
  try {
    return await tellRun({ ...run, url: `${server}${server.includes('?') ? '&' : '?'}schema=${schema}` });
  } finally {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`SET client_min_messages = error; DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    await client.end();
  }
}

function allOf({ answers, journals, reads, audits }: ToldEnd): ComparedText[] {
  return [...answers, ...journals, ...reads, ...audits].map(({ about, told }) => ({
    about,
    text: tellText(told),
  }));
}
