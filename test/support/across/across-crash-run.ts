import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { open } from '../../../src/engine/open-house.ts';
import { checkSound } from '../house/house-checks.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { SeededChoices } from '../random/house-random.ts';
import { askHouse } from './across-commands.ts';
import { checkFunds, checkGroups, type GroupCounts, type Told } from './across-group-checks.ts';
import { acrossLoadBeginnings, LOAD_BOOKS, readAcrossLines } from './across-load.ts';

const PROGRAM = join(import.meta.dirname, 'across-load-child.ts');
/** Compiled sources are kept between processes, so that one is ready in a third of the time. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'tallystick-compiled') };

export interface CrashPlace {
  readonly url: string;
  /** Where the processes write down what they ask for and what they are answered. */
  readonly folder: string;
}

/**
 * Lets processes with groups on several books work on one house, one after another, and kills each at a random moment.
 * After each kill every group is in all of its books or in none, and in all of them when it was acknowledged.
 */
export async function runAcrossCrashes(place: CrashPlace, seed: number, kills: number): Promise<GroupCounts> {
  const choices = new SeededChoices(seed);
  const told: Told[] = acrossLoadBeginnings().map((ask) => ({ ask, answer: undefined }));
  let counts: GroupCounts = { accepted: 0, refused: 0, kept: 0 };
  for (let round = 1; round <= kills; round += 1) {
    const logPath = join(place.folder, `across-${round}.ndjson`);
    const child = await startLoad([place.url, `${seed * 100 + round}`, `r${round}`, logPath]);
    child.stdin?.write('go\n');
    // Not before there was something to lose.
    while (readAcrossLines(logPath).length < 30 && child.exitCode === null) await sleep(5);
    await sleep(choices.below(60));
    await kill(child, logPath);
    const lines = readAcrossLines(logPath);
    const answers = new Map(
      lines.flatMap((line) => (line.do === 'ack' ? [[line.answer.id, line.answer]] : [])),
    );
    for (const line of lines) {
      if (line.do !== 'ask') continue;
      told.push({ ask: line.ask, answer: answers.get(line.ask.id ?? '') });
    }
    counts = await checkAfterKill(place.url, told);
  }
  return counts;
}

async function startLoad(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: ENVIRONMENT,
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process under load ended before it began');
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return child;
}

async function kill(child: ChildProcess, logPath: string): Promise<void> {
  const failed = readAcrossLines(logPath).find((line) => line.do === 'failed');
  expectSo(child.exitCode === null, `the process under load ended by itself: ${failed?.text}`);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function checkAfterKill(url: string, told: readonly Told[]): Promise<GroupCounts> {
  const house = await open(url, { announceExpiries: false });
  try {
    const counts = await checkGroups(house, told, LOAD_BOOKS);
    await checkFunds(house);
    // What was acknowledged is answered again as it was; what was not is done now, or was, and is then in all books.
    const again = await Promise.all(
      told.map(async ({ ask }) => ({ ask, answer: await askHouse(house, ask) })),
    );
    for (const [i, { ask, answer }] of again.entries()) {
      const first = told[i]?.answer;
      if (first !== undefined) expectSame(`${ask.id}, asked again`, answer, first);
    }
    await checkGroups(house, again, LOAD_BOOKS);
    await checkFunds(house);
    await checkSound(house);
    return counts;
  } finally {
    await house.close();
  }
}
