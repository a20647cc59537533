// node test/support/nodes/node-load-child.ts URL SEED PREFIX LOG EPOCH SKEW CLIENTS: one node of several that keep a house
// busy, until it is killed. It says `ready` when all is loaded; it is told to `go`, and to `stop`, by lines. What it
// asks for, and what it is answered, is in the log.
import { openSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { StoreError } from '../../../src/base/store-error.ts';
import { open } from '../../../src/engine/open-house.ts';
import { type AcrossAnswer, askHouse } from '../across/across-commands.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS } from '../crash/house-load.ts';
import { askBook, askBulk, callMethod, type House, type OpenBook } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { appendLine } from './node-lines.ts';
import { NodeLoad } from './node-load.ts';
import type { NodeAnswer, NodeAsk, NodeLine } from './node-load-lines.ts';

/** How often what may be asked again is, before the node gives up. */
const ATTEMPTS_MAX = 40;

const [url = '', seed = '1', prefix = '', logPath = '', epoch = '0', skew = '0', clients = '1'] =
  process.argv.slice(2);
const log = openSync(logPath, 'a');
const clock = (): number => Date.now() + Number(skew);
const load = new NodeLoad({ seed: Number(seed), prefix, epoch: Number(epoch), clock });
const { choices } = load;
let asked = 0;
let isStopping = false;

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'go') work().then(() => process.exit(0), fail);
    else isStopping = true;
  })
  // Whoever told it what to do is gone.
  .on('close', () => process.exit(2));
// It may be killed, so what was compiled has to be kept now.
flushCompileCache();
process.stdout.write('ready\n');

function fail(error: unknown): void {
  const text = inspect(error);
  write({ do: 'failed', text });
  process.stderr.write(text);
  process.exit(1);
}

function write(line: NodeLine): void {
  appendLine(log, line);
}

async function work(): Promise<void> {
  const house = await openPatiently();
  await Promise.all(LOAD_BOOKS.map((name) => give(house.book(name), load.beginnings())));
  await Promise.all(Array.from({ length: Number(clients) }, () => serve(house)));
  await house.close();
}

/** Several nodes that begin with an empty database at once may get in each other's way. */
async function openPatiently(): Promise<House> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await open(url, { clock });
    } catch (error) {
      if (!(error instanceof StoreError && error.isRetryable) || attempt === ATTEMPTS_MAX) throw error;
      await sleep(20 + choices.below(100));
    }
  }
}

/** One client: it asks for something, waits for the answer, and goes on. */
async function serve(house: House): Promise<void> {
  while (!isStopping) {
    const book = house.book(choices.pick(LOAD_BOOKS));
    const kind = choices.below(20);
    if (kind < 8) await give(book, [load.shared(book.name)]);
    else if (kind < 12) await give(book, [load.own(book.name)]);
    else if (kind < 13) await give(book, some(book.name));
    else if (kind < 15) await goAcross(house);
    else if (kind < 16) await transact(book);
    else await read(book);
  }
}

function some(book: string): HouseInput[] {
  const length = 2 + choices.below(8);
  return Array.from({ length }, () => (choices.chance(50) ? load.shared(book) : load.own(book)));
}

async function give(book: OpenBook, inputs: readonly HouseInput[]): Promise<void> {
  const asks = inputs.map((input): NodeAsk => ({ what: 'command', book: book.name, input }));
  const [only] = inputs;
  const answers = await noted(asks, async () =>
    inputs.length === 1 && only !== undefined ? [await askBook(book, only)] : askBulk(book, inputs),
  );
  for (const { seq } of answers) load.sawSeq(book.name, seq ?? 0);
}

async function goAcross(house: House): Promise<void> {
  const across = load.across();
  await noted([{ what: 'across', across }], async () => {
    const answer = (await askHouse(house, across)) as AcrossAnswer; // It is on several books.
    for (const [book, seq] of Object.entries(answer.seqs ?? {})) load.sawSeq(book, seq);
    return [answer];
  });
}

async function read(book: OpenBook): Promise<void> {
  const account = choices.pick(LOAD_ACCOUNTS);
  const asks: NodeAsk[] = [{ what: 'balance', book: book.name, account }];
  await noted(asks, async () => [await book.balance(account, { at: Number.MAX_SAFE_INTEGER })]);
}

/** Commands in a transaction, between which others may come. */
async function transact(book: OpenBook): Promise<void> {
  const id = load.newId(book.name);
  const [first, second] = [load.single(book.name), load.single(book.name)];
  await noted([{ what: 'transaction', book: book.name, id }], async () => {
    const answer = await book.transaction(
      async (tx) => {
        await callMethod(tx, first);
        if (choices.chance(50)) await sleep(1);
        await callMethod(tx, second);
      },
      { id },
    );
    return [answer];
  });
}

/** Asks, until there is an answer: after an error that says so, the same is asked again. */
async function noted<A extends NodeAnswer>(asks: readonly NodeAsk[], ask: () => Promise<A[]>): Promise<A[]> {
  const first = asked + 1;
  asked += asks.length;
  const at = process.hrtime.bigint();
  for (const [i, each] of asks.entries()) write({ do: 'ask', number: first + i, at, ask: each });
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answers = await ask();
      const now = process.hrtime.bigint();
      for (const [i, answer] of answers.entries()) {
        write({ do: 'ack', number: first + i, at: now, answer });
      }
      return answers;
    } catch (error) {
      if (!mayAskAgain(error) || attempt === ATTEMPTS_MAX) throw error;
      write({ do: 'again', number: first, why: `${error}` });
      await sleep(20 + choices.below(100));
    }
  }
}

function mayAskAgain(error: unknown): boolean {
  return error instanceof StoreError && (error.isRetryable || error.code === 'outcome_unknown');
}
