// node test/support/crash/house-load-child.ts URL SEED PREFIX LOG: a process that keeps a house busy until it is killed.
// It says `ready` when all is loaded, and begins when it is told to by a line. What it asks for, and what it is
// answered, is in the log.
import { openSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { open } from '../../../src/engine/open-house.ts';
import { askBook, askBulk, callMethod, type House, type OpenBook } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS, Load } from './house-load.ts';
import { type LoadAnswer, type LoadLine, writeLoadLine } from './house-load-log.ts';

const [url = '', seed = '1', prefix = '', logPath = ''] = process.argv.slice(2);
const log = openSync(logPath, 'a');
const load = new Load(Number(seed), prefix, Date.now);
const { choices } = load;
let asked = 0;

process.stdin.once('data', () => {
  keepBusy().catch((error: unknown) => {
    writeLoadLine(log, { do: 'failed', text: error instanceof Error ? `${error.stack}` : `${error}` });
    process.exit(1);
  });
});
// It is killed, so what was compiled has to be kept now.
flushCompileCache();
process.stdout.write('ready\n');

/** Opens, works and closes, again and again: it may be killed at any of these. */
async function keepBusy(): Promise<never> {
  for (;;) {
    const house = await open(url, { queueWeightMax: choices.pick([12, 200, 30_000]) });
    const end = Date.now() + 20 + choices.below(250);
    await Promise.all(LOAD_BOOKS.map((name) => give(house.book(name), load.beginnings())));
    const clients = Array.from({ length: 1 + choices.below(12) }, () => serve(house, end));
    await Promise.all(clients);
    await house.close();
  }
}

/** One client: it asks for something, waits for the answer, and goes on. */
async function serve(house: House, end: number): Promise<void> {
  while (Date.now() < end) {
    const book = house.book(choices.pick(LOAD_BOOKS));
    const kind = choices.below(10);
    if (kind < 6) await give(book, [load.next()]);
    else if (kind < 8)
      await give(
        book,
        Array.from({ length: 2 + choices.below(60) }, () => load.next()),
      );
    else if (kind === 8) await transact(book);
    else await book.balances([...LOAD_ACCOUNTS]);
  }
}

async function give(book: OpenBook, inputs: readonly HouseInput[]): Promise<void> {
  const [only] = inputs;
  await noted({ book: book.name, inputs }, () =>
    inputs.length === 1 && only !== undefined
      ? askBook(book, only).then((answer) => [answer])
      : askBulk(book, inputs),
  );
}

async function noted(
  ask: Omit<Extract<LoadLine, { do: 'ask' }>, 'do' | 'number'>,
  work: () => Promise<readonly LoadAnswer[]>,
): Promise<void> {
  asked += 1;
  const number = asked;
  writeLoadLine(log, { do: 'ask', number, ...ask });
  writeLoadLine(log, { do: 'ack', number, answers: await work() });
}

/** A transaction with others inside, some of them rolled back, and pauses in which others come between. */
async function transact(book: OpenBook): Promise<void> {
  const id = load.newId();
  const [first, second, third] = [load.single(), load.single(), load.single()];
  const throws = choices.chance(30);
  await noted({ book: book.name, inputs: [], transaction: id }, async () => {
    const answer = await book.transaction(
      async (tx) => {
        await callMethod(tx, first);
        if (choices.chance(50)) await sleep(1);
        const inner = tx.transaction(async (nested) => {
          await callMethod(nested, second);
          if (throws) throw new Error('rolled back');
        });
        await inner.catch(() => undefined);
        await callMethod(tx, third);
      },
      { id },
    );
    return [answer];
  });
}
