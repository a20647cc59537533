import type { Erase } from '../../commands/own-command.ts';
import type { BookState } from '../book-state.ts';
import type { PrivateErased } from '../event.ts';
import { seqAt } from '../time/instant.ts';

/** Decides that an erasure goes on record: it changes nothing that rules look at. */
export function decideErase(state: BookState, { effectiveAt, id, rows }: Erase): PrivateErased {
  const seq = seqAt(state.nextInstant(effectiveAt));
  return { kind: 'private_erased', seq, at: effectiveAt, id, moves: [], names: [], rows };
}
