import { TallystickError } from '../base/error.ts';
import { BloomGenerations } from './approximate/bloom-generations.ts';
import type { CounterContext } from './counter-context.ts';
import { type CounterRefused, refuse } from './refused-count.ts';
import {
  canChangeTo,
  type DefineInput,
  type Definition,
  type DefinitionPatch,
  defaultDefinition,
  definitionFrom,
  readDefinition,
} from './rules/definition.ts';

/** The definition that holds from now on, or why it is not that. */
export type DefineAnswer =
  | {
      readonly ok: true;
      /** What the counter is now, defaults said aloud. */
      readonly definition: Definition;
    }
  | CounterRefused<'counter_in_use'>;

/** What is said about a counter of this context, checked before anything begins. */
export function checkedDefinition(
  context: CounterContext,
  input: DefineInput,
  place?: string,
): DefinitionPatch {
  const patch = readDefinition(input, place);
  const { dedup } = definitionFrom(defaultDefinition(patch.counter), patch);
  if (dedup.mode === 'approximate' && !context.store.isVolatile) {
    const field = place === undefined ? 'dedup' : `${place}.dedup`;
    const expected = "'exact': approximate dedup is for counters in memory";
    throw new TallystickError('bad_option', field, 'approximate', expected);
  }
  return patch;
}

/** Says what a counter is; what is not said stays, or is as for every counter. */
export async function defineCounter(context: CounterContext, input: DefineInput): Promise<DefineAnswer> {
  const patch = checkedDefinition(context, input);
  const first = definitionFrom(defaultDefinition(patch.counter), patch);
  const mnemonist = first.dedup.mode === 'approximate' ? await import('mnemonist') : null;
  return context.store.transact(context.book, async (tx): Promise<DefineAnswer> => {
    const { counter } = first;
    const fresh = { ...defaultDefinition(counter), generation: 0, rebuilding: null };
    const present = (await tx.lockDefinition(counter)) ?? fresh;
    if (present === fresh) await tx.addDefinitions([fresh]);
    const wanted = definitionFrom(present, patch);
    const inUse = (await tx.tally(counter)) !== undefined;
    if (inUse && !canChangeTo(present, wanted)) return refuse('counter_in_use');
    const definition = { ...wanted, slots: Math.max(wanted.slots, present.slots) };
    await tx.putDefinition({ ...present, ...definition });
    const { dedup, horizon, skew } = definition;
    if (dedup.mode === 'exact') context.filters.delete(counter);
    else if (mnemonist !== null && !(inUse && context.filters.has(counter))) {
      const { capacity, errorRate } = dedup;
      const rememberFor = (horizon ?? 0) + skew;
      context.filters.set(counter, new BloomGenerations({ capacity, errorRate, rememberFor }, mnemonist));
      context.keep();
    }
    return { ok: true, definition };
  });
}
