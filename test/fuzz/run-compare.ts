import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres/postgres-server.ts';
import { showCounts } from '../support/told/told-counts.ts';
import { compareTrees, showDifference } from './compare-trees.ts';

export const COMPARE_USAGE = 'npm run fuzz -- compare --against FOLDER [--commands N] [--seed S]';
const COMMANDS = 100_000;
const SEEDS = 1_000_000;

/**
 * The same random commands through this tree and through another checkout of the project: whether the two give the same
 * answers, the same texts in the journal and the same links, to the byte, in memory, on SQLite and on PostgreSQL.
 *
 * @returns the exit code: 0 where all is the same, 1 where something differs
 */
export async function runCompare(args: readonly string[]): Promise<number> {
  const { against, commands, seed } = readOptions(args);
  console.log(`Comparing with ${against}: ${commands} commands from seed ${seed} on.`);
  let told = 0;
  const onRound = (asked: number): void => {
    if (asked - told < commands / 10) return;
    told = asked;
    console.log(`${asked} commands, no difference`);
  };
  const server = await startPostgres({ isCrashed: false });
  const compared = await compareTrees({ against, commands, seed, server: server.url, onRound }).finally(() =>
    server.stop(),
  );
  const { difference, rounds, texts, counts } = compared;
  console.log(showCounts(counts));
  if (difference !== undefined) {
    console.log(
      `DIFFERENT after ${compared.commands} commands in ${rounds} rounds\n${showDifference(difference)}`,
    );
    return 1;
  }
  console.log(`The same: ${compared.commands} commands in ${rounds} rounds, ${texts} texts compared.`);
  return 0;
}

function readOptions(args: readonly string[]): { against: string; commands: number; seed: number } {
  const { values } = parseArgs({
    args: [...args],
    options: { against: { type: 'string' }, commands: { type: 'string' }, seed: { type: 'string' } },
  });
  const { against } = values;
  if (against === undefined) throw new Error(`--against must name a folder.\n${COMPARE_USAGE}`);
  if (!existsSync(join(against, 'src/index.ts'))) {
    throw new Error(
      `--against must be a checkout of the project: there is no ${join(against, 'src/index.ts')}.`,
    );
  }
  const commands = Number(values.commands ?? COMMANDS);
  if (!(Number.isSafeInteger(commands) && commands > 0))
    throw new Error(`--commands must be a positive integer.\n${COMPARE_USAGE}`);
  const seed = values.seed === undefined ? randomInt(SEEDS) : Number(values.seed);
  if (!(Number.isInteger(seed) && seed >= 0 && seed < SEEDS)) {
    throw new Error(`--seed must be an integer from 0 to ${SEEDS - 1}.\n${COMPARE_USAGE}`);
  }
  return { against, commands, seed };
}
