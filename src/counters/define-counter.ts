import { TallystickError } from '../base/error.ts';
import { BloomGenerations } from './approximate/bloom-generations.ts';
import type { CounterDesk } from './counter-desk.ts';
import { type CounterRefused, refuse } from './refused-count.ts';
import {
  type DefineInput,
  type Definition,
  defaultDefinition,
  definitionFrom,
  mayBecome,
  readDefinition,
  type SaidOfCounter,
} from './rules/definition.ts';

/** The definition that holds from now on, or why it is not that. */
export type DefineAnswer =
  | {
      readonly ok: true;
      /** What the counter is now, defaults said aloud. */
      readonly definition: Definition;
    }
  | CounterRefused<'counter_in_use'>;

/** What is said about a counter of this desk, checked before anything begins. */
export function checkedDefinition(desk: CounterDesk, input: DefineInput, place?: string): SaidOfCounter {
  const said = readDefinition(input, place);
  const { dedup } = definitionFrom(defaultDefinition(said.counter), said);
  if (dedup.mode === 'approximate' && !desk.store.isVolatile) {
    const field = place === undefined ? 'dedup' : `${place}.dedup`;
    const expected = "'exact': approximate dedup is for counters in memory";
    throw new TallystickError('bad_option', field, 'approximate', expected);
  }
  return said;
}

/** Says what a counter is; what is not said stays, or is as for every counter. */
export async function defineCounter(desk: CounterDesk, input: DefineInput): Promise<DefineAnswer> {
  const said = checkedDefinition(desk, input);
  const first = definitionFrom(defaultDefinition(said.counter), said);
  const mnemonist = first.dedup.mode === 'approximate' ? await import('mnemonist') : null;
  return desk.store.transact(desk.book, async (tx): Promise<DefineAnswer> => {
    const { counter } = first;
    const fresh = { ...defaultDefinition(counter), generation: 0, rebuilding: null };
    const present = (await tx.lockDefinition(counter)) ?? fresh;
    if (present === fresh) await tx.addDefinitions([fresh]);
    const wanted = definitionFrom(present, said);
    const inUse = (await tx.tally(counter)) !== undefined;
    if (inUse && !mayBecome(present, wanted)) return refuse('counter_in_use');
    const definition = { ...wanted, slots: Math.max(wanted.slots, present.slots) };
    await tx.putDefinition({ ...present, ...definition });
    const { dedup, horizon, skew } = definition;
    if (dedup.mode === 'exact') desk.filters.delete(counter);
    else if (mnemonist !== null && !(inUse && desk.filters.has(counter))) {
      const { capacity, errorRate } = dedup;
      const rememberFor = (horizon ?? 0) + skew;
      desk.filters.set(counter, new BloomGenerations({ capacity, errorRate, rememberFor }, mnemonist));
    }
    return { ok: true, definition };
  });
}
