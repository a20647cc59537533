import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { WAITS_FOR_LOCK } from '../postgres/citus-cluster.ts';
import { named } from '../postgres/postgres-backends.ts';
import type { PostgresSchema } from '../postgres/postgres-place.ts';
import type { DoorAnswer, DoorAsk, DoorReply } from './node-door-child.ts';
import { lineOfValue, valueOfLine } from './node-lines.ts';
import { NodeProcess } from './node-process.ts';

/** Several nodes with several houses each, which do the same thing at the same time. */
export class NodeCrowd {
  readonly #schema: PostgresSchema;
  readonly #nodes: NodeProcess[] = [];
  readonly #waiting = new Map<number, PromiseWithResolvers<DoorAnswer>>();
  readonly #housesEach: number;
  /** Keeps everybody waiting for a book. */
  readonly #gate: pg.Client;
  /** Sees who waits. */
  readonly #watch: pg.Client;
  #asked = 0;

  private constructor(schema: PostgresSchema, housesEach: number) {
    this.#schema = schema;
    this.#housesEach = housesEach;
    this.#gate = new pg.Client({ connectionString: schema.serverUrl });
    this.#watch = new pg.Client({ connectionString: schema.serverUrl });
  }

  static async start(schema: PostgresSchema, nodes: number, housesEach: number): Promise<NodeCrowd> {
    const crowd = new NodeCrowd(schema, housesEach);
    await Promise.all([crowd.#gate.connect(), crowd.#watch.connect()]);
    const urls = Array.from({ length: housesEach }, () => named(schema.url, nameOf(schema)));
    const start = async (): Promise<void> => {
      crowd.#nodes.push(
        await NodeProcess.start('nodes/node-door-child.ts', urls, (line) => crowd.#hear(line)),
      );
    };
    await Promise.all(Array.from({ length: nodes }, start));
    return crowd;
  }

  /** How many houses there are in all nodes. */
  get size(): number {
    return this.#nodes.length * this.#housesEach;
  }

  /** Has one of the houses do something; they are counted over all nodes. */
  ask(house: number, ask: DoorAsk['ask']): Promise<DoorAnswer> {
    this.#asked += 1;
    const number = this.#asked;
    const waiting = Promise.withResolvers<DoorAnswer>();
    this.#waiting.set(number, waiting);
    const node = this.#nodes[house % this.#nodes.length];
    node?.tell(lineOfValue({ number, house: Math.floor(house / this.#nodes.length), ask }));
    return waiting.promise;
  }

  /**
   * Has every house do something. Nobody may write to the book before all of them want to: so each begins with the book as
   * it was before the others came.
   */
  async askAtOnce(book: string, asks: readonly DoorAsk['ask'][]): Promise<DoorAnswer[]> {
    await this.#gate.query('BEGIN');
    await this.#gate.query(`SELECT FROM "${this.#schema.name}".books WHERE book = $1 FOR UPDATE`, [book]);
    const answers = Promise.all(asks.map((ask, house) => this.ask(house, ask)));
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    answers.then(over, over);
    await this.#untilWaiting(asks.length, () => isOver);
    await this.#gate.query('COMMIT');
    return await answers;
  }

  /** Waits until so many houses wait for a lock, or until it is over all the same. */
  async #untilWaiting(count: number, isOver: () => boolean): Promise<void> {
    const text = `SELECT FROM pg_stat_activity WHERE application_name = $1 AND ${WAITS_FOR_LOCK}`;
    const waiting = async (): Promise<number | null> =>
      (await this.#watch.query(text, [nameOf(this.#schema)])).rowCount;
    while (!isOver() && (await waiting()) !== count) await sleep(2);
  }

  #hear(line: string): void {
    const reply = valueOfLine<DoorReply>(line);
    const waiting = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if ('answer' in reply) waiting?.resolve(reply.answer);
    else waiting?.reject(new Error(reply.error));
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.kill()));
    await Promise.all([this.#gate.end(), this.#watch.end()]);
  }
}

/** The name of the connections of all its houses. */
function nameOf({ name }: PostgresSchema): string {
  return `crowd ${name.slice(-8)}`;
}
