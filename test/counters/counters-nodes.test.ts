import type { CountEvent } from 'tallystick/counters';
import { expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { CounterAnswers } from '../support/counters/counter-answers.ts';
import { CounterNode } from '../support/counters/counter-node.ts';
import {
  defineLoaded,
  inBatches,
  makeLoad,
  PRESENT,
  shuffled,
} from '../support/counters/counter-node-events.ts';
import { expectInStep, expectRecounted } from '../support/counters/counter-recount.ts';
import { openCounterStore } from '../support/counters/counter-stores.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const BOOK = 'book';
/** So many that one node alone counts more in a second than one slot is for: the present stands still. */
const SIZE = 30_000;
const NODES = 3;
/** Most batches that a node has at the same time. */
const AT_ONCE = 3;

/** Has a node count batches, some at a time. Returns those that it did not answer, because it was killed. */
async function countBatches(
  node: CounterNode,
  batches: readonly CountEvent[][],
  answers: CounterAnswers,
  onAnswer: (answered: number) => void = () => undefined,
): Promise<CountEvent[][]> {
  const left = [...batches];
  const lost: CountEvent[][] = [];
  let answered = 0;
  const sender = async (): Promise<void> => {
    for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
      const outcomes = await node.ingest(batch);
      if (outcomes === null) {
        lost.push(batch);
        return;
      }
      answers.note(batch, outcomes);
      answered += 1;
      onAnswer(answered);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return [...lost, ...left];
}

/** Rebuilds a counter again and again until it is told to stop, or killed. How often that came to its end. */
async function backfillUntil(node: CounterNode, isOver: () => boolean): Promise<number> {
  let done = 0;
  while (!isOver()) {
    const answer = await node.backfill('hot');
    if (answer === null) return done;
    if (answer.ok) done += 1;
    else expect(answer.reason).toBe('superseded');
  }
  return done;
}

async function slotsOf(counters: Counters): Promise<number> {
  return (await counters.status({ counter: 'hot' })).counters[0]?.slots ?? 0;
}

test.each([1, 2])(
  'nodes that count the same events at the same time, are killed, and rebuild meanwhile, count each once (seed %i)',
  (seed) =>
    inPlace(HOUSE.postgres, async ({ url }) => {
      const { store, close } = await openCounterStore(url);
      const counters = new Counters(store, BOOK, () => PRESENT);
      await defineLoaded(counters);
      expect(await slotsOf(counters)).toBe(1);
      const choices = new SeededChoices(seed);
      const events = makeLoad(seed, SIZE);
      const place = { url, book: BOOK, now: PRESENT };
      const answers = new CounterAnswers();
      const nodes = await Promise.all(Array.from({ length: NODES }, () => CounterNode.start(place)));
      // Each node gets most of the events, in an order and in batches of its own.
      const shares = nodes.map(() =>
        inBatches(
          shuffled(
            events.filter(() => choices.chance(80)),
            choices,
          ),
          600,
          choices,
        ),
      );
      const [doomed, steady, rebuilder] = nodes as [CounterNode, CounterNode, CounterNode]; // As many as NODES.
      let isOver = false;
      const rebuilding = backfillUntil(rebuilder, () => isOver);
      let killing: Promise<void> | undefined;
      const lost: CountEvent[][] = [];
      await Promise.all(
        nodes.map(async (node, i) => {
          const share = shares[i] ?? [];
          const killAfter = node === steady ? Infinity : share.length / (node === doomed ? 4 : 2);
          const left = await countBatches(node, share, answers, (answered) => {
            if (answered < killAfter) return;
            const killed = node.kill();
            killing = Promise.all([killing, killed]).then(() => undefined);
          });
          lost.push(...left);
        }),
      );
      await killing;
      isOver = true;
      await rebuilding;
      // A backfill may have been broken off; what holds at every moment holds.
      await expectInStep(store, BOOK);
      expect(lost.length).toBeGreaterThan(0);
      const others = await Promise.all([CounterNode.start(place), CounterNode.start(place)]);
      // What was lost goes to both that come instead, and so does everything once more, each event at one of them.
      const again = inBatches(shuffled(events, choices), 2_500, choices);
      isOver = false;
      const rebuildingAgain = backfillUntil(steady, () => isOver);
      const leftOver = await Promise.all(
        others.map((node, i) =>
          countBatches(node, [...lost, ...again.filter((_, j) => j % 2 === i)], answers),
        ),
      );
      isOver = true;
      expect(await rebuildingAgain).toBeGreaterThan(0);
      expect(leftOver).toEqual([[], []]);
      expect(await steady.backfill('hot')).toMatchObject({ ok: true });
      await Promise.all([steady, ...others].map((node) => node.kill()));
      expect(await slotsOf(counters)).toBeGreaterThan(1);
      await expectInStep(store, BOOK);
      await expectRecounted(store, BOOK, answers);
      await close();
    }),
);
