import { assert } from '../../base/assert.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { Book } from '../../kernel/book.ts';
import type { Script } from './script.ts';
import { takeStep } from './take-step.ts';

/**
 * Takes the steps of an interactive transaction again, one by one, on a state: the events that are left in the
 * end, or undefined as soon as one step comes to something else than its author saw.
 */
export function runScript(book: Book, script: Script, at: number): Event[] | undefined {
  const layers: Event[][] = [[]];
  for (const step of script.steps) {
    const { seen, events } = takeStep(book, step, at);
    if ('seen' in step && seen !== step.seen) return undefined;
    if (step.kind === 'begin') {
      layers.push([]);
    } else if (step.kind === 'commit' || step.kind === 'rollback') {
      const inner = layers.pop();
      assert(inner !== undefined && layers.length > 0, 'layers end as often as they began');
      if (step.kind === 'commit') layers.at(-1)?.push(...inner);
    } else {
      layers.at(-1)?.push(...events);
    }
  }
  const [events] = layers;
  assert(layers.length === 1 && events !== undefined, 'every layer was ended');
  return events;
}
