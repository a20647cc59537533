import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededChoices } from '../random/house-random.ts';
import { readLines } from './node-lines.ts';
import type { NodeLine } from './node-load-lines.ts';
import { NodeProcess } from './node-process.ts';

export interface FireSettings {
  readonly url: string;
  /** Where nodes write down what they did. */
  readonly folder: string;
  readonly seed: number;
  readonly nodes: number;
  readonly clients: number;
  readonly milliseconds: number;
}

/** What one process wrote down from its beginning to its end, in order. */
export interface NodeLog {
  readonly node: string;
  readonly lines: readonly NodeLine[];
}

export interface Fire {
  readonly kills: number;
  readonly logs: readonly NodeLog[];
}

/** Their clocks go wrong by so much, each by its own. */
const SKEWS_MS = [0, 1_500, -2_500, 300];

/**
 * Lets several processes work on one house at once, and kills one after another at random moments; another takes the
 * place of each. At the end all are told to stop, and do what they have begun.
 */
export async function setOnFire(settings: FireSettings): Promise<Fire> {
  const choices = new SeededChoices(settings.seed);
  const crew = new Crew(settings);
  const places = Array.from({ length: settings.nodes }, (_, place) => place);
  let kills = 0;
  try {
    await Promise.all(places.map((place) => crew.enter(place)));
    const end = Date.now() + settings.milliseconds;
    while (Date.now() < end) {
      const place = choices.pick(places);
      // The next one makes itself ready meanwhile, which is most of what it costs.
      const [following] = await Promise.all([crew.ready(place), sleep(200 + choices.below(900))]);
      await crew.replace(place, following);
      kills += 1;
    }
    await crew.finish();
  } finally {
    await crew.kill();
  }
  return { kills, logs: crew.logs() };
}

class Crew {
  readonly #settings: FireSettings;
  readonly #epoch = Date.now();
  readonly #atWork = new Map<number, NodeProcess>();
  readonly #logs: { readonly node: string; readonly path: string }[] = [];
  readonly #all: NodeProcess[] = [];

  constructor(settings: FireSettings) {
    this.#settings = settings;
  }

  /** A process that waits for its turn. */
  async ready(place: number): Promise<NodeProcess> {
    const { url, folder, seed, clients } = this.#settings;
    const number = this.#logs.length;
    const node = `n${place}r${number}`;
    const path = join(folder, `${node}.ndjson`);
    this.#logs.push({ node, path });
    const skew = SKEWS_MS[place % SKEWS_MS.length];
    const args = [url, seed * 1_000 + number, node, path, this.#epoch, skew, clients].map(String);
    const process = await NodeProcess.start('nodes/node-load-child.ts', args);
    this.#all.push(process);
    return process;
  }

  async enter(place: number): Promise<void> {
    await this.replace(place, await this.ready(place));
  }

  async replace(place: number, following: NodeProcess): Promise<void> {
    await this.#atWork.get(place)?.kill();
    following.tell('go');
    this.#atWork.set(place, following);
  }

  async finish(): Promise<void> {
    const nodes = [...this.#atWork.values()];
    for (const node of nodes) node.tell('stop');
    await Promise.all(nodes.map((node) => node.hasFinished()));
  }

  /** Whatever is left of it. */
  async kill(): Promise<void> {
    await Promise.allSettled(this.#all.map((node) => node.kill()));
  }

  logs(): NodeLog[] {
    return this.#logs.map(({ node, path }) => ({ node, lines: readLines<NodeLine>(path) }));
  }
}
