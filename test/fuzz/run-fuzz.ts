// npm run fuzz -- --minutes N [--only NAME]: the targets in turn, for N minutes, each run with a fresh seed.
// npm run fuzz -- --seed S [--only NAME]: one run of each with that seed, to see a failure again.
// npm run fuzz -- compare --against FOLDER [--commands N] [--seed S]: whether another checkout of the project does the same.
import { randomInt } from 'node:crypto';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loopFuzzTargets, showFuzzScores } from './fuzz-loop.ts';
import { asFuzzTarget, type FuzzTarget } from './fuzz-target.ts';
import { COMPARE_USAGE, runCompare } from './run-compare.ts';

const USAGE = `npm run fuzz -- --minutes N [--only NAME] | --seed S [--only NAME]
${COMPARE_USAGE}`;
const SEEDS = 2 ** 32;

const folder = import.meta.dirname;
try {
  const [first, ...rest] = process.argv.slice(2);
  process.exitCode = first === 'compare' ? await runCompare(rest) : await fuzz();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function fuzz(): Promise<number> {
  const options = readOptions();
  const targets = await loadTargets(options.only);
  const deadline = performance.now() + options.minutes * 60_000;
  console.log(
    options.seed === undefined
      ? `Fuzzing ${targets.map(({ name }) => name).join(', ')} for ${options.minutes} min.`
      : `One run of ${targets.map(({ name }) => name).join(', ')} with seed ${options.seed}.`,
  );
  const { seed } = options;
  const scores = loopFuzzTargets({
    targets,
    nextSeed: () => seed ?? randomInt(SEEDS),
    goesOn: () => seed === undefined && performance.now() < deadline,
  });
  console.log(showFuzzScores(scores));
  return scores.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

/** One module after another: an import that fails must say which it was. */
async function loadTargets(only: string | undefined): Promise<FuzzTarget[]> {
  const targets: FuzzTarget[] = [];
  for (const path of globSync('*.fuzz.ts', { cwd: folder }).sort()) {
    targets.push(asFuzzTarget(path, await import(`./${path}`)));
  }
  const names = targets.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Two targets are called ${twice}.`);
  const chosen = targets.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0)
    throw new Error(`No such target. There are: ${names.join(', ') || 'none'}.\n${USAGE}`);
  return chosen;
}

function readOptions(): { minutes: number; only: string | undefined; seed: number | undefined } {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string' } },
  });
  const minutes = Number(values.minutes ?? '1');
  if (!(minutes > 0 && minutes < Infinity)) throw new Error(`--minutes must be a positive number.\n${USAGE}`);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < SEEDS)) {
    throw new Error(`--seed must be an integer from 0 to ${SEEDS - 1}.\n${USAGE}`);
  }
  return { minutes, only: values.only, seed };
}
