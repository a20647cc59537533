import { TallystickError } from '../../base/error.ts';
import { GROUP_WEIGHT_MAX, WEIGHT_BYTES } from '../../base/limits.ts';
import type { CommandRequest, SingleRequest } from '../../commands/command-table.ts';
import type { Erase, OwnCommand } from '../../commands/own-command.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { AnyAnswer } from '../answer.ts';
import type { MadeId } from '../open-options.ts';
import { countLabels, labelsOf } from '../text/labels.ts';
import { type Apart, apartOf, privateSize } from '../text/private-data.ts';
import { requestText } from '../text/request-text.ts';
import type { Script } from '../transact/script.ts';
import type { Call } from './call.ts';
import { singlesOf } from './date-request.ts';

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
    | { readonly kind: 'announcement'; readonly request: OwnCommand }
    | { readonly kind: 'erasure'; readonly request: Erase; readonly rows: readonly StoredPrivate[] }
    | { readonly kind: 'script'; readonly script: Script };
  /** The call that it is a part of. Absent: nobody may have used its id, and it is alone. */
  readonly call?: Call | undefined;
  /** True of the empty group by which a book goes on from the present, after it has given a moment far ahead of it. */
  readonly acceptsClock?: true;
  settle(answer: AnyAnswer): void;
  fail(error: unknown): void;
}

/** A job whose id may have been recorded by an attempt of which nobody knows. */
export function withUsedId<J extends { readonly isIdNew: boolean }>(job: J): J {
  return { ...job, isIdNew: false };
}

/** The job of a checked request. */
export function requestJob(
  request: CommandRequest,
  named: MadeId & Pick<Job, 'actor'>,
  call: Call | undefined,
  fail: (error: unknown) => void,
  settle: (answer: AnyAnswer) => void,
): Job {
  const text = requestText(request);
  return {
    ...named,
    kind: request.kind,
    labels: labelsOf(request, named.actor),
    text,
    apart: apartOf(request),
    weight: weightOf(request, text),
    work: { kind: 'request', request },
    call,
    settle,
    fail,
  };
}

/**
 * What a request costs its book: one for each command and each entry (two, where a command is no posting), one for each
 * reference, member of metadata and command with private data, and one for each WEIGHT_BYTES of its text. Batches, queues and groups are bounded by it, so that none grows with what a command holds.
 */
export function weightOf(request: CommandRequest, text: string): number {
  const { count, bytes } = privateSize(request);
  let weight = Math.floor((Buffer.byteLength(text) + bytes) / WEIGHT_BYTES) + countLabels(request) + count;
  for (const single of singlesOf(request)) weight += 1 + entriesOf(single);
  return Math.max(1, weight);
}

/** Throws `bad_command` for a group that is heavier than a batch may be: it can only be committed whole. */
export function checkGroupWeight(path: string, weight: number): void {
  if (weight <= GROUP_WEIGHT_MAX) return;
  const expected =
    `a group that weighs at most ${GROUP_WEIGHT_MAX}: 1 for each command, each entry, each reference, each member of ` +
    `metadata, each command with private data and each ${WEIGHT_BYTES} bytes of text`;
  throw new TallystickError('bad_command', `${path}commands`, `a weight of ${weight}`, expected);
}

/** How many entries a command names; two where it names none, since it writes about as much. */
function entriesOf(single: SingleRequest): number {
  if (single.kind === 'post') return single.entries.length;
  return single.kind === 'distribute' ? single.from.length + single.to.length : 2;
}
