import { BEGINNING } from '../../base/timestamp.ts';
import type { CommandRequest, SingleCommand, SingleRequest } from '../../commands/command-table.ts';
import { SOURCE } from '../../commands/field.ts';
import { longestOf } from '../../commands/velocity-limit.ts';
import { needsOfExpected } from '../../kernel/account/check-expected.ts';
import { needsOfCommand, needsOfRun } from '../../kernel/decide-command.ts';
import type { Needs } from '../../kernel/needs.ts';
import type { Reading, Step } from '../transact/script.ts';
import { type ExpectingGroup, groupsOf, singlesOf } from './date-request.ts';
import type { Job } from './job.ts';
import { needsOfNames } from './natural-names.ts';

/**
 * Adds what deciding a job looks at, and is not in memory.
 *
 * @param at the moment for commands that lack one
 */
export function needsOfJob(needs: Needs, { id, isIdNew, work }: Job, at: number): void {
  if (!isIdNew) needs.has('transaction', id);
  needsOfWork(needs, work, at);
  if (work.kind === 'request') needsOfNames(needs, work.request, at);
}

/** The same, but for what tells whether it is a repeat. */
export function needsOfWork(needs: Needs, work: Job['work'], at: number): void {
  if (work.kind === 'nothing') return;
  if (work.kind === 'announcement' && work.request.kind === 'run_schedule') {
    needsOfRun(needs, work.request);
  } else if (work.kind === 'script') {
    needsOfSteps(needs, work.script.steps, at);
  } else {
    needsOfRequest(needs, work.request as CommandRequest | SingleCommand, at); // None that is carried out by schedule.
  }
}

function needsOfRequest(needs: Needs, request: CommandRequest | SingleCommand, at: number): void {
  if (request.kind !== 'atomic') needsOfCommand(needs, request, at);
  else {
    const groups = groupsOf(request as CommandRequest); // Of whatever commands.
    needsOfGroup(needs, { commands: [...singlesOf(request as CommandRequest)], groups, readings: [] }, at); // As above.
  }
}

/** Of the steps of a transaction: those that were refused or undone are taken again, too. */
function needsOfSteps(needs: Needs, steps: readonly Step[], at: number): void {
  const commands = steps.flatMap((step) => (step.kind === 'command' ? step.request : []));
  const readings = steps.flatMap((step) => (step.kind === 'read' ? step.reading : []));
  needsOfGroup(needs, { commands, groups: [], readings }, at);
}

interface Group {
  readonly commands: readonly SingleRequest[];
  /** Those that expect something: what, and the moment of their first command, where it is given. */
  readonly groups: readonly ExpectingGroup[];
  readonly readings: readonly Reading[];
}

/** Of commands that are decided whole: each finds the book as those before it have left it. */
function needsOfGroup(needs: Needs, { commands, groups, readings }: Group, at: number): void {
  let earliest = at;
  let paysBack = false;
  let backMs = 0;
  const assets = new Set<string>();
  for (const command of commands) {
    if (command.effectiveAt !== undefined && command.effectiveAt < earliest) earliest = command.effectiveAt;
    if (command.kind === 'open_account') assets.add(command.asset);
    // Those behind it look back as far as the limits that it gives.
    if (command.kind === 'update_account') backMs = Math.max(backMs, longestOf(command.limits ?? []));
    if (command.kind === 'refund' && command.to === SOURCE) paysBack = true;
  }
  for (const { at: moment = at } of readings) if (moment < earliest) earliest = moment;
  earliest = Math.max(earliest - backMs, BEGINNING);
  needs.inGroup({ earliest: needs.state.nextInstant(earliest), assets, paysBack }, () => {
    for (const command of commands) needsOfCommand(needs, command, at);
    for (const { expect, at: moment = at } of groups)
      needsOfExpected(needs, expect, needs.state.nextInstant(moment));
    for (const { account, at: moment = at, asset } of readings) needs.balance(account, moment, asset);
  });
}
