import type { Erase } from '../../commands/own-command.ts';
import type { RecordImport } from '../../commands/record-commands.ts';
import type { BookState } from '../book-state.ts';
import type { ImportRecorded, PrivateErased } from '../event.ts';
import { seqAt } from '../time/instant.ts';

/** Decides that an import goes on record: there is nothing to say no to. */
export function decideRecordImport(state: BookState, command: RecordImport): ImportRecorded {
  const instant = state.nextInstant(command.effectiveAt);
  const { source, fileHash, mappingHash, rows, firstAt, lastAt } = command;
  const key = seqAt(instant);
  return {
    kind: 'import_recorded',
    seq: key,
    at: instant.at,
    id: command.id,
    moves: [],
    names: [],
    row: { key, at: instant.at, source, fileHash, mappingHash, rows, firstAt, lastAt },
  };
}

export function applyImportRecorded(state: BookState, { row }: ImportRecorded): void {
  state.imports.put(row.key, row);
}

/** Decides that an erasure goes on record: it changes nothing that rules look at. */
export function decideErase(state: BookState, { effectiveAt, id, rows }: Erase): PrivateErased {
  const seq = seqAt(state.nextInstant(effectiveAt));
  return { kind: 'private_erased', seq, at: effectiveAt, id, moves: [], names: [], rows };
}
