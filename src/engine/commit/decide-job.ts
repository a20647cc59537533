import { Bug } from '../../base/assert.ts';
import { messageOf } from '../../base/error.ts';
import type { CommandRequest } from '../../commands/command-table.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { Book, Outcome } from '../../kernel/book.ts';
import { runWhole } from '../run-whole.ts';
import type { Refusal } from '../text/event-text.ts';
import { runScript } from '../transact/run-script.ts';
import { checkEndsAfterStart, dateRequest } from './date-request.ts';
import type { Job } from './job.ts';
import { type FirstOf, firstInZone } from './zone-occurrence.ts';

/** What became of a job on the state. */
export type Decision =
  | { readonly kind: 'accepted'; readonly events: readonly Event[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** A transaction that would no longer come to what its author saw. */
  | { readonly kind: 'conflict' }
  /** An announcement that is not due any more: nothing is recorded. */
  | { readonly kind: 'nothing' };

/** What nobody asked for cannot be decided, for a bug of ours. */
export class Undecided extends Bug {
  constructor(cause: unknown) {
    super(messageOf(cause));
    this.name = 'Undecided';
  }
}

/**
 * Decides a job and applies what follows, in a layer of its own. When it throws, everything that it did is taken back.
 * What it needs (commit/job-needs.ts) is in memory by then.
 *
 * @param at the moment for commands that lack one
 * @param firstOf the first occurrence of what is repeated by the clocks of a zone
 */
export function decideJob(book: Book, job: Job, at: number, firstOf = firstInZone): Decision {
  return runWhole(
    book,
    () => decide(book, job, at, firstOf),
    ({ kind }) => kind === 'accepted',
  );
}

function decide(book: Book, job: Job, at: number, firstOf: FirstOf): Decision {
  const { work } = job;
  switch (work.kind) {
    case 'request': {
      const { request } = work;
      return decisionOf(book.run(dateRequest(withoutId(request), at, firstOf), checkEndsAfterStart));
    }
    case 'erasure':
      return decisionOf(book.run(work.request));
    case 'announcement': {
      const decision = decisionOf(perhaps(() => book.run(work.request, checkEndsAfterStart)));
      return decision.kind === 'refused' ? { kind: 'nothing' } : decision;
    }
    case 'nothing':
      return { kind: 'nothing' };
    case 'script': {
      const events = runScript(book, work.script, at);
      return events === undefined ? { kind: 'conflict' } : { kind: 'accepted', events };
    }
  }
}

function perhaps<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Bug ? new Undecided(error) : error;
  }
}

/** The journal holds a command's own id, so its event need not; the ids inside a group stay. */
function withoutId(request: CommandRequest): CommandRequest {
  return request.id === undefined ? request : { ...request, id: undefined };
}

function decisionOf(outcome: Outcome): Decision {
  if (outcome.ok) return { kind: 'accepted', events: outcome.events };
  const { kind: _kind, ...rejection } = outcome.rejection;
  const refusal: Refusal = outcome.path.length === 0 ? rejection : { ...rejection, path: outcome.path };
  return { kind: 'refused', refusal };
}
