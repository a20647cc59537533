import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { countCommands, toldPlanOf } from '../support/told/told-plan.ts';
import type { CompareAnswer, ComparedText, CompareRound } from './compare-child.ts';

export interface Comparison {
  /** The folder of the other checkout of the project, with what it depends on installed. */
  readonly against: string;
  /** At least so many commands are asked for, in rounds that each begin with an empty house. */
  readonly commands: number;
  /** Of the first round; each further one has the next. */
  readonly seed: number;
  /** Told after each round how many commands were asked for so far. */
  readonly onRound?: (commands: number) => void;
}

/** The first thing that the two trees tell otherwise. */
export interface Difference {
  readonly seed: number;
  readonly house: string;
  readonly about: string;
  readonly here: string;
  readonly there: string;
}

/** What was compared. */
export interface Compared {
  readonly commands: number;
  readonly rounds: number;
  /** Answers, reads, rows of journals and ends of chains, in memory and on SQLite. */
  readonly texts: number;
  /** Undefined: everything is the same to the byte. */
  readonly difference: Difference | undefined;
}

const OWN_TREE = resolve(import.meta.dirname, '../..');

/**
 * Gives the same random plans to this tree and to another, each in a process of its own that imports its own sources, and
 * compares what they tell, up to the first difference. Throws when a process cannot carry them out.
 */
export async function compareTrees({ against, commands, seed, onRound }: Comparison): Promise<Compared> {
  const children = [OWN_TREE, resolve(against)].map(startChild);
  try {
    let asked = 0;
    let rounds = 0;
    let texts = 0;
    // While one round is carried out the next is made.
    let next = makeRound(seed);
    while (asked < commands) {
      const now = next;
      const answers = Promise.all(children.map((child) => askChild(child, now)));
      answers.catch(() => undefined); // It is waited for below, when the next round is made.
      next = makeRound(seed + rounds + 1);
      const [here, there] = await answers;
      if (here === undefined || there === undefined) throw new Error('there are two processes');
      for (const house of ['memory', 'sqlite'] as const) {
        texts += here[house].length;
        const difference = firstDifference(here[house], there[house]);
        if (difference === undefined) continue;
        return { commands: asked, rounds, texts, difference: { seed: seed + rounds, house, ...difference } };
      }
      asked += countCommands(now.steps);
      rounds += 1;
      onRound?.(asked);
    }
    return { commands: asked, rounds, texts, difference: undefined };
  } finally {
    for (const child of children) child.kill();
  }
}

function makeRound(seed: number): CompareRound {
  return { steps: toldPlanOf(seed), cacheRowsMax: seed % 2 === 0 ? 1_000_000_000 : seed % 40 };
}

function startChild(tree: string): ChildProcess {
  // Amounts and missing members must arrive as they are.
  return fork(join(import.meta.dirname, 'compare-child.ts'), [tree], { serialization: 'advanced' });
}

type Answers = Extract<CompareAnswer, { told: unknown }>['told'];

async function askChild(child: ChildProcess, round: CompareRound): Promise<Answers> {
  const ending = new AbortController();
  const answered = once(child, 'message', ending);
  const ended = once(child, 'exit', ending);
  try {
    child.send(round);
    const [answer]: [CompareAnswer | number] = (await Promise.race([answered, ended])) as [CompareAnswer];
    if (typeof answer !== 'object' || answer === null) throw new Error(`a process ended with ${answer}`);
    if ('error' in answer) throw new Error(`${child.spawnargs.at(-1)}: ${answer.error}`);
    return answer.told;
  } finally {
    ending.abort();
    await Promise.allSettled([answered, ended]);
  }
}

function firstDifference(
  here: readonly ComparedText[],
  there: readonly ComparedText[],
): Pick<Difference, 'about' | 'here' | 'there'> | undefined {
  for (let i = 0; i < Math.max(here.length, there.length); i += 1) {
    const [one, other] = [here[i], there[i]];
    if (one?.about === other?.about && one?.text === other?.text) continue;
    return {
      about: one?.about ?? other?.about ?? '',
      here: one?.text ?? 'nothing',
      there: other?.text ?? 'nothing',
    };
  }
  return undefined;
}

const SHOWN = 300;

/** The difference for people: both texts from a little before where they part. */
export function showDifference({ seed, house, about, here, there }: Difference): string {
  let same = 0;
  while (same < here.length && here[same] === there[same]) same += 1;
  const from = Math.max(0, same - 80);
  const part = (text: string): string => `${from > 0 ? '...' : ''}${text.slice(from, from + SHOWN)}`;
  return [
    `seed ${seed}, a house ${house === 'memory' ? 'in memory' : 'on SQLite'}: ${about.slice(0, 2_000)}`,
    `here:  ${part(here)}`,
    `there: ${part(there)}`,
    `To see it again: --seed ${seed} --commands 1`,
  ].join('\n');
}
