import type { CountEvent } from 'tallystick/counters';
import { expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { CounterAnswers } from '../support/counters/counter-answers.ts';
import { CounterNode } from '../support/counters/counter-node.ts';
import {
  defineLoaded,
  inBatches,
  LOADED,
  makeLoad,
  PRESENT,
  shuffled,
} from '../support/counters/counter-node-events.ts';
import { expectInStep, expectRecounted } from '../support/counters/counter-recount.ts';
import { openCounterStore } from '../support/counters/counter-stores.ts';
import { DURABLE_HOUSES, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const BOOK = 'book';
const SEED = 5;
const ROUNDS = 3;
/** The events of a call are one transaction. */
const BATCH = 1_000;

/** How many batches there are of which some events are logged and some are not, though all are in time and new. */
async function countTorn(url: string, batches: readonly (readonly CountEvent[])[]): Promise<number> {
  const { store, close } = await openCounterStore(url);
  const logged = new Set<string>();
  for (const { counter } of LOADED) {
    const rows = await store.read(BOOK, (view) =>
      view.log(counter, { from: null, to: null, limit: 1_000_000 }),
    );
    for (const { eventId } of rows) logged.add(eventId);
  }
  await expectInStep(store, BOOK);
  await close();
  const isTorn = (batch: readonly CountEvent[]): boolean => {
    const count = batch.filter(({ eventId }) => logged.has(eventId)).length;
    return count !== 0 && count !== batch.length;
  };
  return batches.filter(isTorn).length;
}

/** Has a process count the batches, and kills it when it has answered some of them. Returns those it did not answer. */
async function killMidway(
  place: { readonly url: string; readonly book: string; readonly now: number },
  batches: readonly CountEvent[][],
  answers: CounterAnswers,
): Promise<CountEvent[][]> {
  const node = await CounterNode.start(place);
  const some = Math.ceil(batches.length / 4);
  const lost: CountEvent[][] = [];
  const enough = Promise.withResolvers<void>();
  let answered = 0;
  const calls = batches.map(async (batch) => {
    const outcomes = await node.ingest(batch);
    if (outcomes === null) lost.push(batch);
    else {
      answers.note(batch, outcomes);
      answered += 1;
      if (answered === some) enough.resolve();
    }
  });
  await Promise.race([enough.promise, Promise.all(calls)]);
  await node.kill();
  await Promise.all(calls);
  return lost;
}

test.each(DURABLE_HOUSES)(
  'on $name, a process that is killed while it counts leaves whole batches, and what is sent again counts once',
  (kind) =>
    inPlace(kind, async ({ url }) => {
      const first = await openCounterStore(url);
      await defineLoaded(new Counters(first.store, BOOK, () => PRESENT));
      await first.close();
      const choices = new SeededChoices(SEED);
      const events = makeLoad(SEED, 12_000);
      const place = { url, book: BOOK, now: PRESENT };
      const answers = new CounterAnswers();
      // Batches to look into for halves: of events that are only in one, and count.
      const clean = inBatches(
        Array.from({ length: 12_000 }, (_, i) => ({
          counter: 'hot',
          eventId: `clean-${i}`,
          at: PRESENT - i,
        })),
        2 * BATCH,
        choices,
      );
      let left: CountEvent[][] = shuffled([...clean, ...inBatches(events, 2 * BATCH, choices)], choices);
      let lost = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        left = shuffled(await killMidway(place, left, answers), choices);
        lost += left.length;
        expect(await countTorn(url, clean)).toBe(0);
      }
      expect(lost).toBeGreaterThan(0);
      // Everything again, cut otherwise: who sends cannot know what was counted before the end.
      const last = await CounterNode.start(place);
      for (const batch of inBatches(shuffled([...events, ...clean.flat()], choices), 3 * BATCH, choices)) {
        answers.note(batch, (await last.ingest(batch)) ?? []);
      }
      await last.kill();
      const { store, close } = await openCounterStore(url);
      await expectInStep(store, BOOK);
      await expectRecounted(store, BOOK, answers);
      await close();
    }),
);
