import type { Bug } from '../../base/assert.ts';
import { TallystickError } from '../../base/error.ts';
import { GROUP_WEIGHT_MAX, WEIGHT_BYTES } from '../../base/limits.ts';
import type { CommandRequest, SingleRequest } from '../../commands/command-table.ts';
import type { Erase, OwnCommand, RunSchedule } from '../../commands/own-command.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { AnyAnswer } from '../answer.ts';
import type { MadeId } from '../open-options.ts';
import { countOwnLabels, labelsOf } from '../text/labels.ts';
import { type Apart, apartOf, placesOf, sealOf } from '../text/private-data.ts';
import { requestText } from '../text/request-text.ts';
import type { Script } from '../transact/script.ts';
import type { Call } from './call.ts';

/** What has what is due decided, and nothing else. */
export interface DueRun {
  /** Up to when, where nothing else is asked for beside it; absent: up to the present. */
  readonly until?: number;
  /** How much was decided. */
  count: number;
  /** Why something is due all the same, and set aside; undefined: nothing is. */
  failed: Bug | undefined;
}

/** One thing to be committed on a book, and whoever waits for the answer. */
export interface Job {
  readonly id: string;
  /** True when the id was made by the house, so that nobody can have used it before. */
  readonly isIdNew: boolean;
  readonly kind: string;
  /** Who it is done by; null: nobody was named. No part of what a repeat is compared with. */
  readonly actor: string | null;
  /** What it is found under when it was accepted (text/labels.ts). */
  readonly labels: readonly string[];
  /** The request's one text; what a repeat under the same id is compared with. */
  readonly text: string;
  /** What is kept apart from its row; the text has hashes of it. Absent: nothing. */
  readonly apart?: Apart | undefined;
  /** What it costs (`weightOf`). */
  readonly weight: number;
  /** What is asked for; or, for an interactive transaction, the steps that its author took and saw. */
  readonly work:
    | { readonly kind: 'request'; readonly request: CommandRequest }
    | { readonly kind: 'announcement'; readonly request: OwnCommand | RunSchedule }
    | { readonly kind: 'erasure'; readonly request: Erase; readonly rows: readonly StoredPrivate[] }
    | { readonly kind: 'script'; readonly script: Script }
    /** A batch is begun, and what is due is decided first. */
    | { readonly kind: 'nothing'; readonly run: DueRun };
  /** The call that it is a part of. Absent: nobody may have used its id, and it is alone. */
  readonly call?: Call | undefined;
  /** True of the empty group by which a book goes on from the present, after it has given a moment far ahead of it. */
  readonly acceptsClock?: true;
  /** Called when it is taken out of the queue for its batch; again, where it was put back. */
  taken?(): void;
  settle(answer: AnyAnswer): void;
  fail(error: unknown): void;
}

/** A job whose id may have been recorded by an attempt of which nobody knows. */
export function withUsedId<J extends { readonly isIdNew: boolean }>(job: J): J {
  return { ...job, isIdNew: false };
}

/** A checked request; of a group, which was weighed when it was checked, with its text and its weight. */
export interface TakenRequest {
  readonly request: CommandRequest;
  readonly written?: Pick<Job, 'text' | 'weight'> | undefined;
}

/** The text of a checked request, and its weight. */
export function writeRequest(request: CommandRequest): Pick<Job, 'text' | 'weight'> {
  const text = requestText(request);
  return { text, weight: weightOf(request, text) };
}

/** The job of a checked request. */
export function requestJob(
  { request, written = writeRequest(request) }: TakenRequest,
  named: MadeId & Pick<Job, 'actor'>,
  call: Call | undefined,
  fail: (error: unknown) => void,
  settle: (answer: AnyAnswer) => void,
): Job {
  return {
    ...named,
    ...written,
    kind: request.kind,
    labels: labelsOf(request, named.actor),
    apart: apartOf(request),
    work: { kind: 'request', request },
    call,
    settle,
    fail,
  };
}

/**
 * What a request costs its book: one for each command and each entry or payment that it names (two, where it names none), one for
 * each reference, member of metadata and command with private data, and one for each WEIGHT_BYTES of its text. Batches, queues and
 * groups are bounded by it, so that none grows with what a command holds.
 */
export function weightOf(request: CommandRequest, text: string): number {
  let bytes = Buffer.byteLength(text);
  let weight = 0;
  for (const one of request.kind === 'atomic' ? placesOf<CommandRequest>(request) : [request]) {
    weight += countOwnLabels(one);
    if (one.kind !== 'atomic') weight += 1 + entriesOf(one);
    const sealed = sealOf(one)?.text;
    if (sealed === undefined) continue;
    weight += 1;
    bytes += Buffer.byteLength(sealed);
  }
  return Math.max(1, weight + Math.floor(bytes / WEIGHT_BYTES));
}

/** What an accepted job has done: what it was said to cost, or what its events hold, where that is more. */
export function weightDone({ weight }: Pick<Job, 'weight'>, events: readonly Event[]): number {
  let done = 0;
  for (const event of events) {
    done += 1 + event.moves.length;
    if ('draws' in event) done += event.draws.length;
    if ('offers' in event) done += event.offers.length + event.holds.length;
  }
  return Math.max(weight, done);
}

/** Throws `bad_command` for a group that is heavier than a batch may be: it can only be committed whole. */
export function checkGroupWeight(path: string, weight: number): void {
  if (weight <= GROUP_WEIGHT_MAX) return;
  const expected =
    `a group that weighs at most ${GROUP_WEIGHT_MAX}: 1 for each command, each entry, each payment that it names, each reference, each member of ` +
    `metadata, each command with private data and each ${WEIGHT_BYTES} bytes of text`;
  throw new TallystickError('bad_command', `${path}commands`, `a weight of ${weight}`, expected);
}

/** How many entries or payments a command names; two where it names none, since it writes about as much. */
function entriesOf(single: SingleRequest): number {
  if (single.kind === 'post') return single.entries.length;
  if (single.kind === 'refund') return Math.max(2, single.payments?.length ?? 0);
  return single.kind === 'distribute' ? single.from.length + single.to.length : 2;
}
