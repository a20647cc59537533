import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { SeededChoices } from '../support/random/house-random.ts';
import { ToldCounts } from '../support/told/told-counts.ts';
import { countCommands, oneAfterAnother, toldPlanOf } from '../support/told/told-plan.ts';
import {
  COMPARED_HOUSES,
  type CompareAnswer,
  type ComparedText,
  type CompareRound,
} from './compare-child.ts';

export interface Comparison {
  /** The folder of the other checkout of the project, with what it depends on installed. */
  readonly against: string;
  /** At least so many commands are asked for, in rounds that each begin with an empty house. */
  readonly commands: number;
  /** Of the first round; each further one has the next. */
  readonly seed: number;
  /** The url of a PostgreSQL server, on which each tree has schemas of its own; default: none is compared. */
  readonly server?: string | undefined;
  /** Told after each round how many commands were asked for so far. */
  readonly onRound?: (commands: number) => void;
}

/** The first thing that is told otherwise: by the other tree, or by another store of the same. */
export interface Difference {
  readonly seed: number;
  /** Who told it, as `memory` or `sqlite, there`. */
  readonly between: readonly [string, string];
  readonly about: string;
  readonly texts: readonly [string, string];
}

/** What was compared. */
export interface Compared {
  readonly commands: number;
  readonly rounds: number;
  /** Answers, reads, rows of journals and ends of chains, on each store. */
  readonly texts: number;
  /** What was asked for, and what came of it. */
  readonly counts: ReadonlyMap<string, number>;
  /** Undefined: everything is the same to the byte. */
  readonly difference: Difference | undefined;
}

const OWN_TREE = resolve(import.meta.dirname, '../..');

/**
 * Gives the same random plans to this tree and to another, each in a process of its own that imports its own sources, and
 * compares what they tell on each store, up to the first difference. In some rounds this tree takes over in the middle what the
 * other has left. Throws when a process cannot carry them out.
 */
export async function compareTrees(comparison: Comparison): Promise<Compared> {
  const { against, commands, seed, server = '', onRound } = comparison;
  const other = resolve(against);
  const children = [startChild(OWN_TREE, server, other), startChild(other, server, '')];
  const counts = new ToldCounts();
  try {
    let asked = 0;
    let rounds = 0;
    let texts = 0;
    // While one round is carried out the next is made.
    let next: CompareRound | undefined;
    while (asked < commands) {
      const now = next ?? makeRound(seed);
      asked += countCommands(now.steps);
      const answers = Promise.all(children.map((child) => askChild(child, now, seed + rounds)));
      answers.catch(() => undefined); // It is waited for below, when the next round is made.
      if (asked < commands) next = makeRound(seed + rounds + 1);
      const [here, there] = await answers;
      if (here === undefined || there === undefined) throw new Error('there are two processes');
      counts.addAll([...here.counts, ...countsOf(now)]);
      const difference = firstDifference(here.told, there.told);
      texts += COMPARED_HOUSES.reduce((sum, house) => sum + (here.told[house]?.length ?? 0), 0);
      if (difference !== undefined) {
        const found = { seed: seed + rounds, ...difference };
        return { commands: asked, rounds, texts, counts: counts.counts, difference: found };
      }
      rounds += 1;
      onRound?.(asked);
    }
    return { commands: asked, rounds, texts, counts: counts.counts, difference: undefined };
  } finally {
    for (const child of children) child.kill();
  }
}

function makeRound(seed: number): CompareRound {
  const steps = toldPlanOf(seed);
  // Not in step with the sort of the plan.
  const choices = new SeededChoices(seed + 0x5bd1e995);
  const hasLinks = choices.chance(60);
  return {
    steps: hasLinks ? oneAfterAnother(steps) : steps,
    cacheRowsMax: choices.pick([0, 1 + choices.below(40), 50 + choices.below(400), 1_000_000_000, Infinity]),
    nodes: 1 + choices.below(3),
    hasLinks,
    isAudited: choices.chance(30),
    takenOverAt: choices.chance(25) ? choices.below(steps.length) : undefined,
  };
}

function countsOf({
  cacheRowsMax,
  nodes,
  hasLinks,
  isAudited,
  takenOverAt,
}: CompareRound): [string, number][] {
  const size = cacheRowsMax > 450 ? 'unbounded' : cacheRowsMax === 0 ? 'none' : 'small';
  return [
    [`rounds by cache: ${size}`, 1],
    [`rounds by nodes: ${nodes}`, 1],
    [`rounds: ${hasLinks ? 'one after another' : 'crowds, without links'}`, 1],
    ['rounds: audited', isAudited ? 1 : 0],
    ['rounds: taken over', takenOverAt === undefined ? 0 : 1],
  ];
}

function startChild(...args: readonly [tree: string, server: string, before: string]): ChildProcess {
  // Amounts and missing members must arrive as they are.
  return fork(join(import.meta.dirname, 'compare-child.ts'), args, { serialization: 'advanced' });
}

type Answer = Extract<CompareAnswer, { told: unknown }>;

async function askChild(child: ChildProcess, round: CompareRound, seed: number): Promise<Answer> {
  const ending = new AbortController();
  const answered = once(child, 'message', ending);
  const ended = once(child, 'exit', ending);
  try {
    child.send(round);
    const [answer]: [CompareAnswer | number] = (await Promise.race([answered, ended])) as [CompareAnswer];
    const tree = child.spawnargs.at(-3);
    if (typeof answer !== 'object' || answer === null) {
      throw new Error(`seed ${seed}, ${tree}: the process ended with ${answer}`);
    }
    if ('error' in answer) throw new Error(`seed ${seed}, ${tree}: ${answer.error}`);
    return answer;
  } finally {
    ending.abort();
    await Promise.allSettled([answered, ended]);
  }
}

type FoundDifference = Omit<Difference, 'seed'>;

/** Both trees on each store, and what this tree tells on one store with what it tells on the next. */
function firstDifference(here: Answer['told'], there: Answer['told']): FoundDifference | undefined {
  for (const [i, house] of COMPARED_HOUSES.entries()) {
    const [told = [], other = []] = [here[house], there[house]];
    const found = firstOtherwise([house, `${house}, there`], told, other);
    if (found !== undefined) return found;
    const problem = told.find(({ about, text }) => isAudit(about) && text !== '[]');
    if (problem !== undefined) {
      return { between: [house, 'a sound house'], about: problem.about, texts: [problem.text, '[]'] };
    }
    const before = COMPARED_HOUSES[i - 1];
    if (before === undefined || here[house] === undefined) continue;
    const between = firstOtherwise(
      [house, before],
      told.map(onAnyStore),
      (here[before] ?? []).map(onAnyStore),
    );
    if (between !== undefined) return between;
  }
  return undefined;
}

function isAudit(about: string): boolean {
  return about === 'verify' || about === 'reconcile';
}

/** A server does not say that it has wiped what was erased. */
function onAnyStore({ about, text }: ComparedText): ComparedText {
  return { about, text: text.replace(/,"wiped":(true|false)/, '') };
}

function firstOtherwise(
  between: Difference['between'],
  told: readonly ComparedText[],
  others: readonly ComparedText[],
): FoundDifference | undefined {
  for (let i = 0; i < Math.max(told.length, others.length); i += 1) {
    const [one, other] = [told[i], others[i]];
    if (one?.about === other?.about && one?.text === other?.text) continue;
    const about = one?.about ?? other?.about ?? '';
    return { between, about, texts: [one?.text ?? 'nothing', other?.text ?? 'nothing'] };
  }
  return undefined;
}

const SHOWN = 300;

/** The difference for people: both texts from a little before where they part. */
export function showDifference({ seed, between, about, texts }: Difference): string {
  const [one, other] = texts;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const from = Math.max(0, same - 80);
  const part = (text: string): string => `${from > 0 ? '...' : ''}${text.slice(from, from + SHOWN)}`;
  return [
    `seed ${seed}, ${between.join(' and ')}: ${about.slice(0, 2_000)}`,
    ...texts.map((text, i) => `${between[i]}: ${part(text)}`),
    `To see it again: --seed ${seed} --commands 1`,
  ].join('\n');
}
