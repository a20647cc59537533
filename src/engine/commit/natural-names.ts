import {
  type CommandRequest,
  ENTRIES,
  type SingleCommand,
  type SingleRequest,
} from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { Grant } from '../../commands/grant-command.ts';
import type { Hold } from '../../commands/hold-commands.ts';
import { findPair } from '../../kernel/account/find-account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { BookState } from '../../kernel/book-state.ts';
import { creditKey } from '../../kernel/credit/credit.ts';
import { isActive } from '../../kernel/hold/hold.ts';
import type { Needs } from '../../kernel/needs.ts';
import { compareInstants, seqAt } from '../../kernel/time/instant.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { JournalRow } from '../../store/store.ts';
import type { Accepted } from '../answer.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { readEvents } from '../text/event-text.ts';
import { readGroupText } from '../text/group-text.ts';
import { placesOf } from '../text/private-data.ts';
import { checkRecorded, requestText } from '../text/request-text.ts';
import { bySameSalts } from '../text/same-sealed.ts';
import { acceptedAnswer, answerOfRow } from './answer-of.ts';
import { dateRequest, singlesOf, undatedRequest } from './date-request.ts';

const NAMING = [...ENTRIES.values()].filter(({ hasNaturalKey }) => hasNaturalKey);

/** The kinds of commands that may name what they make, so that each is identified by that name alone, and what says so. */
const NAMING_KINDS: ReadonlyMap<string, boolean | string | undefined> = new Map(
  NAMING.map(({ kind, hasNaturalKey }) => [kind, hasNaturalKey]),
);

/** What events of theirs are. */
const NAMED_EVENTS: ReadonlySet<string> = new Set(NAMING.flatMap(({ events }) => events));

/** Whether an event made something that has a natural name. */
export function makesNamed(event: Event): boolean {
  return event.kind === 'hold_captured' ? event.payment !== undefined : NAMED_EVENTS.has(event.kind);
}

/** Whether a request came without an id and has a natural name, by which it may be a repeat. */
export function hasNaturalName(request: CommandRequest): boolean {
  if (request.id !== undefined) return false;
  if (request.kind !== 'atomic') return isNaming(request);
  for (const single of singlesOf(request)) if (isNaming(single)) return true;
  return false;
}

function isNaming(single: SingleRequest): boolean {
  const by = NAMING_KINDS.get(single.kind);
  return typeof by === 'string' ? by in single : by === true;
}

/** What a batch knows of its book, as far as names are concerned. */
type Known = Pick<BookCache, 'state' | 'rowOf' | 'apartFrom'>;

/**
 * The row under whose number, and the first answer, where a request that came without an id is recognised by a natural name as a
 * repeat: that name was accepted in that row with the same content. Throws NotFetched when something is not in memory.
 *
 * @param at the moment for commands that lack one
 */
export function findByName(
  cache: Known,
  request: CommandRequest,
  at: number,
): { readonly row: JournalRow; readonly answer: Accepted } | undefined {
  if (!hasNaturalName(request)) return undefined;
  for (const single of singlesOf(request)) {
    for (const seq of boundBy(cache.state, single, at)) {
      const row = cache.rowOf(seq);
      const answer = row && firstAnswerByName(row, seq, request, cache.apartFrom(row.seq));
      if (row !== undefined && answer !== undefined) return { row, answer };
    }
  }
  return undefined;
}

/** Adds what findByName looks at beside what deciding the same does, and is not in memory. */
export function needsOfNames(needs: Needs, request: CommandRequest, at: number): void {
  if (!hasNaturalName(request)) return;
  for (const single of singlesOf(request)) {
    if (single.kind === 'grant' && !hasCredit(needs, single, at)) continue;
    if (!hasNamed(needs, single)) continue;
    for (const seq of boundBy(needs.state, single, at)) needs.has('journal', String(seq));
  }
}

/** Whether what a command's natural name stands for is in memory, absent or not. */
function hasNamed(needs: Needs, single: SingleRequest): boolean {
  switch (single.kind) {
    case 'pay':
      return needs.has('payment', single.payment);
    case 'capture':
      return single.payment === undefined || needs.has('payment', single.payment);
    case 'refund':
      return needs.has('refund', single.refund);
    case 'offer':
      return needs.has('offer', single.offer);
    case 'schedule':
      return needs.has('schedule', single.schedule);
    case 'hold':
      return needs.has('hold', single.hold);
    default:
      return true;
  }
}

/** The same of a credit, which is kept under a life of its account. */
function hasCredit(
  needs: Needs,
  grant: Extract<SingleRequest, { readonly kind: 'grant' }>,
  at: number,
): boolean {
  // A grant to a world looks at who is on the other side.
  const parties = [grant.account, grant.from ?? WORLD].map((id) => needs.has('account', id));
  if (parties.includes(false)) return false;
  const key = creditKeyOf(needs.state, dateRequest(grant, at) as Grant); // It is one.
  return key === undefined || needs.has('credit', key);
}

/** The numbers of the events that made what a command's natural name stands for, while that is bound to what it was. */
function boundBy(state: BookState, single: SingleRequest, at: number): number[] {
  return isNaming(single) ? boundByOne(state, dateRequest(single, at) as SingleCommand) : []; // It is no group.
}

function boundByOne(state: BookState, command: SingleCommand): number[] {
  switch (command.kind) {
    case 'pay':
      return asList(state.payments.get(command.payment)?.seq);
    case 'capture':
      return command.payment === undefined ? [] : asList(state.payments.get(command.payment)?.seq);
    case 'refund':
      return asList(state.refunds.get(command.refund)?.seq);
    case 'grant': {
      const key = creditKeyOf(state, command);
      return key === undefined ? [] : asList(state.credits.get(key)?.seq);
    }
    case 'offer': {
      const offer = state.offers.get(command.offer);
      return offer === undefined ? [] : [seqAt(offer.made)];
    }
    case 'schedule':
      return asList(state.schedules.get(command.schedule)?.key);
    case 'hold':
      return boundByHolds(state, command);
    default:
      return [];
  }
}

function asList(seq: number | null | undefined): number[] {
  return seq == null ? [] : [seq];
}

/** Where a credit of that name would be: in the life of the account at that moment, or else in the last one before. */
function creditKeyOf(state: BookState, { account, credit, from, effectiveAt }: Grant): string | undefined {
  const instant = state.nextInstant(effectiveAt);
  if (account === WORLD) {
    const pair = findPair(state, from ?? WORLD, account, instant);
    return 'kind' in pair ? undefined : creditKey(pair.to.row.key, credit);
  }
  const life = state.accounts
    .livesOf(account)
    .findLast(({ row }) => compareInstants(row.opened, instant) <= 0);
  return life && creditKey(life.row.key, credit);
}

/** Names of holds may be used again: one is bound while its hold stands as it was placed, nothing of it captured. */
function boundByHolds(state: BookState, { hold: name, expiresAt, effectiveAt }: Hold): number[] {
  const instant = state.nextInstant(effectiveAt);
  const seqs: number[] = [];
  state.holdsById.some(name, (hold) => {
    const isLater = compareInstants(hold.placed, instant) > 0;
    const isInTheWay = isLater
      ? hold.ended === null && (expiresAt === null || hold.placed.at < expiresAt)
      : isActive(hold, instant);
    if (isInTheWay && hold.captured === 0n && hold.terms === undefined) seqs.push(hold.key);
    return false;
  });
  return seqs;
}

/**
 * The first answer, where a row has accepted the same as a request that came without an id: all but the moments. Undefined
 * where the row says something else.
 *
 * @param seq the number of the event, in that row, that made what the name stands for
 * @param kept what is kept apart from the row
 */
function firstAnswerByName(
  row: JournalRow,
  seq: number,
  request: CommandRequest,
  kept: readonly StoredPrivate[],
): Accepted | undefined {
  const events = readEvents(row.answer);
  const i = events.findIndex((event) => event.seq === seq);
  const event = events[i];
  if (event === undefined) return undefined;
  const group = readGroupText(row.request);
  const recorded = checkRecorded(row.request);
  if (request.kind === 'atomic') {
    // What stands in several books is a repeat in all of them or in none.
    const isSame = group === undefined && isSameButMoments(recorded, request, kept);
    return isSame ? (answerOfRow(row, events, kept) as Accepted) : undefined; // The row was accepted.
  }
  const single = [...singlesOf(recorded)][i];
  if (single === undefined) return undefined;
  const place = placesOf<CommandRequest>(recorded).indexOf(single);
  const own = kept.filter((one) => one.place === place).map((one) => ({ ...one, place: 0 }));
  if (!isSameButMoments(single, request, own)) return undefined;
  const facts = { ...row, id: event.id ?? row.id, kind: single.kind };
  return acceptedAnswer(facts, [event], row.request) as Accepted; // As above.
}

/** Whether both say the same beside their own ids and their moments. */
function isSameButMoments(
  recorded: CommandRequest,
  asked: CommandRequest,
  kept: readonly StoredPrivate[],
): boolean {
  const pair = bySameSalts(recorded, asked, kept);
  return textWithoutMoments(pair.recorded) === textWithoutMoments(pair.asked);
}

/** What a request says beside its own id and its moments. */
function textWithoutMoments(request: CommandRequest): string {
  return requestText(undatedRequest(request));
}
