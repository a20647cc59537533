import type { BackfillAnswer, CountEvent, Outcome } from 'tallystick/counters';
import { lineOfValue, valueOfLine } from '../nodes/node-lines.ts';
import { NodeProcess } from '../nodes/node-process.ts';

/** What a node is told to do. */
export type NodeAsk =
  | { readonly id: number; readonly events: readonly CountEvent[] }
  | { readonly id: number; readonly backfill: string };

interface Said {
  readonly id: number;
  readonly answer?: unknown;
  readonly failure?: string;
}

/** Where the counters of several nodes are, and the present of all of them. */
export interface CounterNodePlace {
  readonly url: string;
  readonly book: string;
  readonly now: number;
}

/** A process of its own that counts, and may be killed at any time. */
export class CounterNode {
  readonly #process: NodeProcess;
  readonly #waiting: Map<number, PromiseWithResolvers<Said | null>>;
  #asks = 0;

  private constructor(process: NodeProcess, waiting: Map<number, PromiseWithResolvers<Said | null>>) {
    this.#process = process;
    this.#waiting = waiting;
  }

  static async start({ url, book, now }: CounterNodePlace): Promise<CounterNode> {
    const waiting = new Map<number, PromiseWithResolvers<Said | null>>();
    const process = await NodeProcess.start(
      'counters/counter-node-child.ts',
      [url, book, String(now)],
      (line) => {
        const said = valueOfLine<Said>(line);
        waiting.get(said.id)?.resolve(said);
        waiting.delete(said.id);
      },
    );
    return new CounterNode(process, waiting);
  }

  /** What became of each event; null when the node was killed before it said so. */
  async ingest(events: readonly CountEvent[]): Promise<Outcome[] | null> {
    // It answers what it was asked.
    return (await this.#ask({ id: this.#nextId(), events })) as Outcome[] | null;
  }

  async backfill(counter: string): Promise<BackfillAnswer | null> {
    return (await this.#ask({ id: this.#nextId(), backfill: counter })) as BackfillAnswer | null; // As above.
  }

  /** Ends it without any warning, in the midst of whatever it does. */
  async kill(): Promise<void> {
    await this.#process.kill();
    for (const { resolve } of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }

  #nextId(): number {
    this.#asks += 1;
    return this.#asks;
  }

  async #ask(ask: NodeAsk): Promise<unknown> {
    const waiting = Promise.withResolvers<Said | null>();
    this.#waiting.set(ask.id, waiting);
    this.#process.tell(lineOfValue(ask));
    const said = await waiting.promise;
    if (said?.failure !== undefined) throw new Error(`a node failed: ${said.failure}`);
    return said === null ? null : said.answer;
  }
}
