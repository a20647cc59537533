import { assert } from '../../base/assert.ts';
import { FETCH_ROUNDS_MAX } from '../../base/limits.ts';
import { Needs } from '../../kernel/needs.ts';
import { TimeSlice } from '../commit/time-slice.ts';
import { type LoadPlace, loadNeeds } from './load-needs.ts';

/**
 * Prefetches all that items need to a fixed point: what is known to be needed first, then what follows from that, until nothing is added. Each round is for
 * those items that lacked something in the round before, and asks for all of them together.
 *
 * @param add adds what an item needs and memory has not
 */
export async function fetchNeeds<Item>(
  place: LoadPlace,
  items: readonly Item[],
  add: (needs: Needs, item: Item) => void,
): Promise<void> {
  const needs = new Needs(place.cache.state);
  const slice = new TimeSlice();
  let lacking = items;
  for (let round = 1; ; round += 1) {
    const next: Item[] = [];
    for (const item of lacking) {
      add(needs, item);
      if (needs.takeLacks()) next.push(item);
      if (slice.isOver) await slice.yield();
    }
    const wanted = needs.take();
    // What is still missing after a load is reported by what needs it.
    if (wanted === undefined) return;
    assert(round <= FETCH_ROUNDS_MAX, 'what is needed is found in a few rounds');
    await loadNeeds(place, wanted);
    lacking = next;
  }
}

/** Whether an item needs what memory has not. */
export function lacksNeeds({ cache }: Pick<LoadPlace, 'cache'>, add: (needs: Needs) => void): boolean {
  const needs = new Needs(cache.state);
  add(needs);
  return needs.takeLacks();
}
