import type { JournalRow } from '../../src/store/store.ts';
import type { Row } from './row-shell.ts';

/** A journal row as it stands in a table, without its link. */
export function rowOf(row: Row): Omit<JournalRow, 'link'> {
  const { seq, id, kind, assignedAt, recordedAt, isAccepted, request, answer, retryOf, rules, actor } = row;
  return {
    seq: Number(seq),
    id: String(id),
    kind: String(kind),
    assignedAt: assignedAt === null ? null : Number(assignedAt),
    recordedAt: Number(recordedAt),
    isAccepted: isAccepted === true || isAccepted === 1n,
    request: String(request),
    answer: String(answer),
    retryOf: retryOf === null ? null : Number(retryOf),
    rules: Number(rules),
    actor: actor === null ? null : String(actor),
  };
}
