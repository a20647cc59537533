import { createInterface } from 'node:readline';
import { Counters } from '../../../src/counters/counters.ts';
import { lineOfValue, valueOfLine } from '../nodes/node-lines.ts';
import type { NodeAsk } from './counter-node.ts';
import { openCounterStore } from './counter-stores.ts';

// A node that does what it is told by lines, any number of things at the same time, and says what came of each. Its present
// is given, so that what is late is the same for all nodes.
const [url = '', book = '', now = ''] = process.argv.slice(2);
const { store, close } = await openCounterStore(url);
const counters = new Counters(store, book, () => Number(now));
const running = new Set<Promise<void>>();
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const ask = valueOfLine<NodeAsk>(line);
  const work = answer(ask).then((said) => void process.stdout.write(lineOfValue({ id: ask.id, ...said })));
  running.add(work);
  work.finally(() => running.delete(work));
}
await Promise.all(running);
await close();

async function answer(ask: NodeAsk): Promise<object> {
  try {
    if ('events' in ask) return { answer: await counters.ingest(ask.events) };
    return { answer: await counters.backfill({ counter: ask.backfill }) };
  } catch (error) {
    return { failure: String(error instanceof Error ? error.stack : error) };
  }
}
