import { assert } from '../../base/assert.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { type Move, numbersOf, SUM_NAMES } from '../../kernel/time/delta.ts';
import { jsonText, plainOf, reviveAmounts } from './json-text.ts';
import { readPlain } from './plain-value.ts';
import type { Seal } from './private-data.ts';
import { plainScheduled, readScheduled } from './request-text.ts';

/** Why a command was refused, and for a group where in it the refused one stands. */
export interface Refusal extends Omit<Rejection, 'kind'> {
  readonly path?: readonly number[];
  /** For a group on several books, in whose journals it stands the same: the one that refused. */
  readonly book?: string;
}

/** The events of one command as the journal keeps them: JSON, moves as lists. */
export function eventsText(events: readonly Event[]): string {
  return JSON.stringify(events.map(plainEvent));
}

function plainEvent(event: Event): Record<string, unknown> {
  const plain: Record<string, unknown> = { kind: event.kind };
  const members = event as unknown as Readonly<Record<string, unknown>>; // Whatever its kind has.
  for (const name in members)
    plain[name] = name === 'moves' ? event.moves.map(plainMove) : plainOf(members[name]);
  if (event.kind === 'schedule_made')
    plain.row = { ...event.row, command: plainScheduled(event.row.command) };
  return plain;
}

/** How many sums every move has in its list. */
const FIRST_SUMS = 4;
const PLACE_LENGTH = 3;

function plainMove(move: Move): unknown[] {
  const sums = numbersOf(move);
  // Most moves change nothing of the later ones, and before those were kept none had them.
  while (sums.length > FIRST_SUMS && sums.at(-1) === 0n) sums.pop();
  return [move.account, move.at, move.order, ...sums.map(textOf)];
}

function textOf(amount: bigint): string {
  return amount === 0n ? '0' : amount.toString();
}

/** What the work of an interactive transaction returned: its text, or undefined where that is not kept. */
export interface Returned {
  readonly text: string | undefined;
  /** What stands for it in the journal: there is one for each that is kept. */
  readonly seal?: Required<Seal> | undefined;
}

/** What a row of an interactive transaction begins with: it stands there even when nothing was returned. */
const TRANSACTION_BEGIN = '{"transaction":';

/**
 * The answer of an interactive transaction as the journal keeps it: with its events, so that the chain holds both, the hash of
 * what its work returned, which is kept apart. Before it could be erased it stood here itself.
 *
 * @param returned undefined for one that was committed by hand
 */
export function transactionText(events: readonly Event[], returned: Returned | undefined): string {
  const { seal } = returned ?? {};
  const hash = seal === undefined ? '' : `,"valueHash":"${seal.hash}"`;
  const header = returned === undefined ? '{}' : `{"valueKept":${seal !== undefined}${hash}}`;
  return `${TRANSACTION_BEGIN}${header},"events":${eventsText(events)}}`;
}

/** Whether an accepted row is that of an interactive transaction, by its answer. */
export function isTransactionText(answer: string): boolean {
  return answer.startsWith(TRANSACTION_BEGIN);
}

/** The events in the answer of an interactive transaction, as `eventsText` writes them. */
export function eventsTextIn(answer: string): string {
  return JSON.stringify(JSON.parse(answer).events);
}

/**
 * What the work of a transaction returned, by its answer, which was parsed already; undefined where there was none. Throws
 * when it is damaged.
 *
 * @param apart the value, where it is kept apart and at hand
 */
export function returnedIn(answer: unknown, apart?: string | null): Returned | undefined {
  const { transaction } = answer as {
    readonly transaction: {
      readonly valueKept?: unknown;
      readonly value?: unknown;
      readonly valueHash?: unknown;
    };
  }; // transactionText wrote it.
  const { valueKept, value, valueHash } = transaction;
  if (valueKept === undefined) return undefined;
  if (valueHash !== undefined) return { text: apart ?? undefined };
  return { text: valueKept === true ? JSON.stringify(value) : undefined };
}

/** The value of a transaction's work as an answer has it; `valueKept` is there only where it is not on record. */
export interface ReturnedValue {
  readonly value: unknown;
  readonly valueKept?: false;
}

/** The hash of the value in the answer of a transaction; undefined: it is not kept apart. */
export function valueHashIn(answer: string): unknown {
  return isTransactionText(answer) ? JSON.parse(answer).transaction.valueHash : undefined;
}

/** The value as a repeated call is answered with it. */
export function returnedValue({ text }: Returned): ReturnedValue {
  return text === undefined ? { value: undefined, valueKept: false } : { value: readPlain(JSON.parse(text)) };
}

/** The events of one journal row, equal to those that were decided. Throws when the text is not theirs. */
export function readEvents(text: string): Event[] {
  return eventsIn(JSON.parse(text));
}

/** The same, of a text that was parsed already: what was parsed becomes the events. */
export function eventsIn(answer: unknown): Event[] {
  const ofTransaction = answer as { readonly transaction?: unknown; readonly events?: unknown } | null;
  const list = ofTransaction?.transaction === undefined ? answer : ofTransaction.events;
  assert(Array.isArray(list), 'the events of a row are a list');
  return list.map((item: Record<string, unknown>) => {
    reviveAmounts(item, ['amount', 'floor', 'ceiling']);
    readLimits(item);
    const { moves, row, draws, payment, forced } = item;
    assert(Array.isArray(moves), 'an event has moves');
    item.moves = moves.map(readMove);
    if (Array.isArray(draws)) for (const draw of draws) reviveAmounts(draw, ['amount']);
    if (Array.isArray(forced)) for (const below of forced) reviveAmounts(below, ['floor', 'least']);
    for (const made of [row, payment]) {
      if (typeof made === 'object' && made !== null) readRow(made as Record<string, unknown>); // An object it is.
    }
    addMissingMembers(item);
    return item as unknown as Event; // eventText wrote it, and the chain of hashes holds it.
  });
}

/** Events of before targets were looked at do not say who expects what. */
function addMissingMembers(item: Record<string, unknown>): void {
  const { kind, row } = item;
  if (kind === 'accounts_merged') item.holds ??= [];
  if (kind === 'hold_placed' && typeof row === 'object' && row !== null && !('target' in row)) {
    Object.assign(row, { target: null });
  }
}

function readMove(list: unknown): Move {
  assert(Array.isArray(list), 'a move is a list');
  const [account, at, order, ...texts] = list;
  const isWhole = texts.length >= FIRST_SUMS && texts.length <= SUM_NAMES.length;
  assert(isWhole, `a move is a list of ${PLACE_LENGTH + FIRST_SUMS} to ${PLACE_LENGTH + SUM_NAMES.length}`);
  const [inflow, outflow, available, incoming, expected = 0, purse = 0, spendable = 0] = texts;
  return {
    account,
    at,
    order,
    inflow: BigInt(inflow),
    outflow: BigInt(outflow),
    available: BigInt(available),
    incoming: BigInt(incoming),
    expected: BigInt(expected),
    purse: BigInt(purse),
    spendable: BigInt(spendable),
  };
}

function readLimits({ limits }: Record<string, unknown>): void {
  if (Array.isArray(limits)) for (const limit of limits) reviveAmounts(limit, ['amount']);
}

function readRow(row: Record<string, unknown>): void {
  reviveAmounts(row, ['amount', 'remaining', 'captured', 'floor', 'ceiling']);
  readLimits(row);
  if (row.command !== undefined) row.command = readScheduled(JSON.stringify(row.command));
  const { expiry } = row;
  if (typeof expiry !== 'object' || expiry === null) return;
  const clock = expiry as Record<string, unknown>; // A clock, as eventText wrote it.
  reviveAmounts(clock, ['rank']);
  if (Array.isArray(clock.counters)) clock.counters = clock.counters.map((counter) => BigInt(counter));
}

export function refusalText(refusal: Refusal): string {
  const { reason, subject, available, needed, floor, ceiling, asset, openedAt, endedAt, lockedBefore } =
    refusal;
  const { limit, count, freesAt, min, max, expectedSeq, lastSeq, accounts, hint, path, book } = refusal;
  const figures = { needed, floor, ceiling, limit, count, freesAt, asset, openedAt, endedAt, lockedBefore };
  const expected = { min, max, expectedSeq, lastSeq };
  return jsonText({ reason, subject, available, ...figures, ...expected, accounts, hint, path, book });
}

export function readRefusal(text: string): Refusal {
  const refusal = JSON.parse(text);
  reviveAmounts(refusal, ['available', 'needed', 'floor', 'ceiling', 'min', 'max']);
  return refusal;
}
