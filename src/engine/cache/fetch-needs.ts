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
  assert(await fetchFirst(place, items, add, false), 'nothing ends it early');
}

/**
 * The same for the first items, as far as the place's budget reaches, and for one at least. Returns how many they are. What was fetched
 * beyond them stays in memory.
 */
export async function fetchNeedsOfFirst<Item>(
  place: LoadPlace,
  items: readonly Item[],
  add: (needs: Needs, item: Item) => void,
): Promise<number> {
  let count = items.length;
  while (!(await fetchFirst(place, items.slice(0, count), add, count > 1))) count = Math.ceil(count / 2);
  return count;
}

/** Returns false where the budget was spent before the end. */
async function fetchFirst<Item>(
  place: LoadPlace,
  items: readonly Item[],
  add: (needs: Needs, item: Item) => void,
  mayStop: boolean,
): Promise<boolean> {
  const needs = new Needs(place.cache.state);
  const slice = new TimeSlice();
  let lacking = items;
  let misses = 0;
  for (let round = 1; ; round += 1) {
    const next: Item[] = [];
    for (const item of lacking) {
      add(needs, item);
      if (needs.takeLacks()) next.push(item);
      if (slice.isOver) await slice.yield();
    }
    const wanted = needs.take();
    if (round === 1) misses = next.length;
    // What is still missing after a load is reported by what needs it.
    if (wanted === undefined) {
      const { observing } = place;
      if (observing?.hears('cache') === true && items.length > 0) {
        observing.report('cache', { hits: items.length - misses, misses });
      }
      return true;
    }
    assert(round <= FETCH_ROUNDS_MAX, 'what is needed is found in a few rounds');
    if (!(await loadNeeds(place, wanted, mayStop))) return false;
    lacking = next;
  }
}

/** Whether an item needs what memory has not. */
export function lacksNeeds({ cache }: Pick<LoadPlace, 'cache'>, add: (needs: Needs) => void): boolean {
  const needs = new Needs(cache.state);
  add(needs);
  return needs.takeLacks();
}
