import type { Erase, OwnCommand, RunSchedule } from '../../commands/own-command.ts';
import type { Book } from '../../kernel/book.ts';
import { isTransactionRow } from '../commit/answer-of.ts';
import { type Decision, decideJob } from '../commit/decide-job.ts';
import { refusalOfGroup } from '../commit/group-job.ts';
import type { Job } from '../commit/job.ts';
import { type FirstOf, firstInZone } from '../commit/zone-occurrence.ts';
import { BadRow, type GroupPart, type ReadRow } from '../follow/read-journal-row.ts';
import { replayRow } from '../follow/replay-row.ts';
import { runWhole } from '../run-whole.ts';
import { eventsText, eventsTextIn, refusalText } from '../text/event-text.ts';
import { checkRecorded, readRequest } from '../text/request-text.ts';

/** What a row asks for, checked as it was when it came in. Throws BadRow when it could not have come in so. */
export function workOf({ row }: ReadRow): Job['work'] {
  try {
    const asked = readRequest(row.request);
    // What the house announces by itself went through no checks: it came from its own rows.
    if (['announce_expiry', 'expect_hold', 'end_credit', 'run_schedule'].includes(String(asked.kind)))
      return { kind: 'announcement', request: asked as unknown as OwnCommand | RunSchedule };
    if (asked.kind === 'erase') return { kind: 'erasure', request: asked as unknown as Erase, rows: [] };
    return { kind: 'request', request: checkRecorded(row.request) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new BadRow(`its request is malformed: ${error.message}`);
  }
}

/**
 * Decides a row's command once more, at its moment, on the state as it was then, and takes over what the journal
 * says. Returns what it comes to, in words, where that is another answer. When it throws, nothing was changed.
 */
export function decideRowAgain(book: Book, read: ReadRow, work: Job['work']): string | undefined {
  const { row, group } = read;
  // What the work of a transaction returned follows from no rule.
  const recorded = isTransactionRow(row) ? eventsTextIn(row.answer) : row.answer;
  // What another book refused, or all of them together, was refused here too, whatever this book would have said.
  if (group !== undefined && !row.isAccepted && group.refusedBy !== group.book) {
    replayRow(book, read);
    return undefined;
  }
  const otherAnswer = runWhole(
    book,
    () => {
      const decision = decideJob(book, jobOf(read, work), row.assignedAt ?? 0, firstOnRecord(read));
      const answer = textOf(decision, group);
      if (answer !== recorded || (decision.kind === 'accepted') !== row.isAccepted) return answer;
      if (read.events.length === 0) book.state.advanceTo(row.seq);
      return undefined;
    },
    (answer) => answer === undefined,
  );
  if (otherAnswer === undefined) return undefined;
  replayRow(book, read);
  return `decided again it comes to another answer: ${shorten(otherAnswer)}`;
}

/** What was found by the clocks of a zone is on record: zone data of today may say otherwise. */
function firstOnRecord({ events }: ReadRow): FirstOf {
  const firsts = new Map(
    events.flatMap((event) => (event.kind === 'schedule_made' ? [[event.row.id, event.row]] : [])),
  );
  return (request) => firsts.get(request.schedule)?.next ?? firstInZone(request);
}

function textOf(decision: Decision, group: GroupPart | undefined): string {
  switch (decision.kind) {
    case 'accepted':
      return eventsText(decision.events);
    case 'refused':
      return refusalText(group === undefined ? decision.refusal : refusalOfGroup(decision.refusal, group));
    default:
      return 'nothing would be recorded';
  }
}

function jobOf({ row }: ReadRow, work: Job['work']): Job {
  const { id, kind, actor, request } = row;
  const ignore = (): void => undefined;
  const about = { id, isIdNew: true, kind, actor, labels: [] };
  return { ...about, text: request, weight: 1, work, settle: ignore, fail: ignore };
}

const SHOWN_LENGTH_MAX = 400;

function shorten(text: string): string {
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}...`;
}
