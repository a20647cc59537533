import type { Command, CommandRequest, SingleCommand, SingleRequest } from '../../commands/command-table.ts';
import type { Expectation } from '../../commands/expectation.ts';
import { startOfGrant } from '../../kernel/credit/grant.ts';
import { type Rejection, reject } from '../../kernel/rejection.ts';
import type { DatedSchedule } from '../../kernel/schedule/make-schedule.ts';
import { type FirstOf, firstInZone, type ScheduleRequest } from './zone-occurrence.ts';

/** Whether some command in the request lacks its moment. */
export function lacksMoment(request: CommandRequest): boolean {
  if (request.kind !== 'atomic') return request.effectiveAt === undefined;
  const rest: CommandRequest[] = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.kind === 'atomic') rest.push(...next.commands);
    else if (next.effectiveAt === undefined) return true;
  }
  return false;
}

/**
 * The command that a request is when those that lack a moment happen at `at`.
 *
 * @param firstOf the first occurrence of what is repeated by the clocks of a zone
 */
export function dateRequest(request: CommandRequest, at: number, firstOf = firstInZone): Command {
  return mapSingles(request, (single) => dateSingle(single, at, firstOf)) as Command; // Each has its moment now.
}

/** The same request with no moments in it. */
export function undatedRequest(request: CommandRequest): CommandRequest {
  return mapSingles(request, (single) => ({ ...single, effectiveAt: undefined }));
}

/** A request with every single command in it changed. */
function mapSingles(
  request: CommandRequest,
  change: (single: SingleRequest) => SingleRequest,
): CommandRequest {
  if (request.kind !== 'atomic') return change(request);
  const root: CommandRequest[] = [];
  const rest: { request: CommandRequest; into: CommandRequest[] }[] = [{ request, into: root }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.request.kind !== 'atomic') {
      next.into.push(change(next.request));
      continue;
    }
    const commands: CommandRequest[] = [];
    next.into.push({ ...next.request, commands });
    for (const command of next.request.commands.toReversed()) rest.push({ request: command, into: commands });
  }
  const [mapped] = root;
  return mapped as CommandRequest; // One was put there for the request itself.
}

function dateSingle(request: SingleRequest, at: number, firstOf: FirstOf): SingleRequest {
  const dated = request.effectiveAt === undefined ? { ...request, effectiveAt: at } : request;
  if (dated.kind !== 'schedule' || dated.zone === undefined) return dated;
  const inZone: DatedRequest = { ...dated, first: firstOf(dated) };
  return inZone;
}

/** With what follows from the clocks of its zone. */
type DatedRequest = ScheduleRequest & Pick<DatedSchedule, 'first'>;

/** Every single command of a request, in order, groups inside flattened. */
export function* singlesOf(request: CommandRequest): IterableIterator<SingleRequest> {
  const rest: CommandRequest[] = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.kind === 'atomic') rest.push(...next.commands.toReversed());
    else yield next;
  }
}

/** A group that expects something of accounts. */
export interface ExpectingGroup {
  readonly expect: readonly Expectation[];
  /** The moment of its first command; undefined: it lacks one. */
  readonly at: number | undefined;
}

/** The groups of a request that expect something, it itself too. */
export function groupsOf(request: CommandRequest): ExpectingGroup[] {
  const groups: ExpectingGroup[] = [];
  const rest: CommandRequest[] = [request];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.kind !== 'atomic') continue;
    rest.push(...next.commands);
    if (next.expect === undefined) continue;
    const [first] = singlesOf(next);
    groups.push({ expect: next.expect, at: first?.effectiveAt });
  }
  return groups;
}

/** How many single commands a request is. */
export function countSingles(request: CommandRequest): number {
  let count = 0;
  for (const _single of singlesOf(request)) count += 1;
  return count;
}

/** Before it no moment of a house is likely in milliseconds, and behind it none in seconds: March 1973, or the year 5138. */
const SECONDS_END = 100_000_000_000;
/** Further ahead nobody lets a hold run. */
const CENTURY_MS = 100 * 365.25 * 86_400_000;

/**
 * What a house demands of holds, offers and credits beside the rules: that each ends after it begins. One that is over at once
 * reserves nothing, so a caller that got `ok` would rely on what is not there.
 */
export function checkEndsAfterStart(command: SingleCommand): Rejection<'expires_before_start'> | undefined {
  if (!endsOnceBegun(command)) return undefined;
  const { expiresAt = null, effectiveAt } = command;
  const start = command.kind === 'grant' ? startOfGrant(command) : effectiveAt;
  if (expiresAt === null || expiresAt > start) return undefined;
  const rejection = reject('expires_before_start', endingIn(command));
  return looksLikeSeconds(expiresAt, start) ? { ...rejection, hint: 'seconds' } : rejection;
}

type Ending = Extract<
  SingleCommand,
  { readonly kind: 'hold' | 'offer' | 'adjust_hold' | 'grant' | 'extend_credit' }
>;

function endsOnceBegun(command: SingleCommand): command is Ending {
  return ['hold', 'offer', 'adjust_hold', 'grant', 'extend_credit'].includes(command.kind);
}

function endingIn(command: Ending): string {
  if ('credit' in command) return command.credit;
  return command.kind === 'offer' ? command.offer : command.hold;
}

/** Whether it would be a likely end if it were counted in seconds. */
function looksLikeSeconds(expiresAt: number, startMs: number): boolean {
  if (startMs < SECONDS_END || expiresAt >= SECONDS_END) return false;
  const endMs = expiresAt * 1_000;
  return endMs > startMs && endMs < startMs + CENTURY_MS;
}
