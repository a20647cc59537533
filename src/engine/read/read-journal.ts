import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { About } from '../../commands/entry.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { RefusalFigures } from '../../kernel/rejection.ts';
import type { ListOrder } from '../../store/queries.ts';
import type { JournalRow, StoreView } from '../../store/store.ts';
import type { CreditAllocation, HouseReason, OpenNote, Part, PaymentAllocation } from '../answer.ts';
import { answerOfRow } from '../commit/answer-of.ts';
import { entriesOf } from '../commit/gather-changes.ts';
import { readEvents } from '../text/event-text.ts';
import { readRequest } from '../text/request-text.ts';
import type { BookReader } from './book-reader.ts';
import { checkOrder } from './list-order.ts';

/** What an event changed on one account at one place in time, in minor units. */
export interface JournalEntry {
  /** The account's id. */
  readonly account: string;
  /** Of the account. */
  readonly asset: string;
  /** The event's number. */
  readonly seq: number;
  /** When, in milliseconds. */
  readonly at: number;
  /** The place among everything at that moment; negative for what runs out there. */
  readonly order: number;
  /** What came in, in minor units. */
  readonly inflow: bigint;
  /** What went out, in minor units. */
  readonly outflow: bigint;
  /** By how much what may be spent changed, in minor units. */
  readonly available: bigint;
  /** By how much what is to come by offers changed, in minor units. */
  readonly incoming: bigint;
  /** By how much what is to come by holds changed, in minor units. */
  readonly expected: bigint;
}

/** A row of the journal: one command, accepted or refused, and what followed. */
export interface JournalRecord extends RefusalFigures {
  /** Its number: that of its last event, or its own where it has none. */
  readonly seq: number;
  /** The command's id. */
  readonly id: string;
  /** The command's kind, such as `transfer`. */
  readonly kind: string;
  /** When it took effect, in milliseconds. */
  readonly effectiveAt: number;
  /** When the book learned it, in milliseconds. */
  readonly recordedAt: number;
  /** The version of the rules that decided it; 1 for what was recorded before there were versions. */
  readonly rules: number;
  /** Whether it was accepted. */
  readonly ok: boolean;
  /** Who it was done by; missing: nobody was named. */
  readonly actor?: string;
  /** What it is about elsewhere, as it stands in `command`. */
  readonly reference?: string;
  /** What was noted with it, as it stands in `command`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What was asked for, as it was asked. */
  readonly command: Readonly<Record<string, unknown>>;
  /** Why it was refused. */
  readonly reason?: HouseReason;
  /** The account, lot or transaction that stood in the way, where there is one. */
  readonly subject?: string;
  /** What could have been taken, where too much was asked, in minor units. */
  readonly available?: bigint;
  /** In a refused group: where the refused command stands, an index for each depth. */
  readonly path?: readonly number[];
  /** For a refused group on several books: the one that refused. */
  readonly book?: string;
  /** For the next attempt under an id: the row of the one before, which was refused. */
  readonly retryOf?: number;
  /** What a capture took or a release gave back, in minor units. */
  readonly amount?: bigint;
  /** What a refund, a spend or an expiry drew on. */
  readonly allocations?: readonly (PaymentAllocation | CreditAllocation)[];
  /** Of a group: what its commands came to, in their order. */
  readonly parts?: readonly Part[];
  /** Of an opening: what is to be known of the account. */
  readonly note?: OpenNote['note'];
  /** What it changed, account by account. */
  readonly entries: readonly JournalEntry[];
}

/** Which rows of the journal are read. */
export interface EventsOptions {
  /** Rows behind the one with this number, in the order asked for; default: from its beginning. */
  readonly after?: number | undefined;
  /** How many rows at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
  /** `oldest` first, the default, or `newest` first. */
  readonly order?: ListOrder | undefined;
}

/** Journal rows whose options were checked: those behind a number that was told last, or those that were asked for. */
export type JournalPages = (last?: number) => Promise<JournalRecord[]>;

export function journalPages(reader: BookReader, options: EventsOptions): JournalPages {
  const taken = readOptions('options', options, ['after', 'limit', 'order']);
  const begin = taken.after === undefined ? undefined : afterSeq(taken.after);
  const limit = optionalLimit('limit', taken.limit, PAGE_ROWS_MAX);
  const order = checkOrder(taken.order);
  return (last = begin) => {
    // The number is that of a row, or of an event of one, which is behind itself when the newest come first.
    const behind = last === undefined ? {} : order === 'newest' ? { until: last - 1 } : { after: last };
    return reader.withSnapshot(async (view) =>
      recordsOf(view, reader.book, await view.journal(reader.book, { ...behind, order, limit })),
    );
  };
}

export function afterSeq(value: unknown): number {
  if (value === undefined) return 0;
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw new TallystickError('bad_option', 'after', value, 'a sequence number');
}

/**
 * Journal rows as they are shown, accounts by the ids that their callers know.
 *
 * @param events those of each row, where they were read already
 */
export async function recordsOf(
  view: StoreView,
  book: string,
  rows: readonly JournalRow[],
  events: readonly (readonly Event[])[] = rows.map((row) => (row.isAccepted ? readEvents(row.answer) : [])),
): Promise<JournalRecord[]> {
  const assets = await assetsOf(view, book, events.flat());
  return rows.map((row, i) => recordOf(row, events[i] ?? [], assets));
}

async function assetsOf(
  view: StoreView,
  book: string,
  events: readonly Event[],
): Promise<Map<string, string>> {
  const ids = new Set(events.flatMap(({ moves }) => moves.map(({ account }) => idOfKey(account))));
  ids.delete(WORLD);
  const lives = await view.find(book, 'account', 'id', [...ids]);
  return new Map(lives.map(({ key, asset }) => [key, asset]));
}

export async function readJournal(reader: BookReader, options: EventsOptions): Promise<JournalRecord[]> {
  return await journalPages(reader, options)();
}

/** When what a row stands for took effect. */
export function effectiveAtOf(row: JournalRow, events: readonly Event[]): number {
  return answerOfRow(row, events).effectiveAt ?? row.recordedAt;
}

/** What is for the caller of a command alone. */
const NOT_SHOWN = { message: '', remedy: '', value: undefined, valueKept: undefined };

function aboutOf({ reference, metadata }: About): Pick<JournalRecord, 'reference' | 'metadata'> {
  return { ...(reference === undefined ? {} : { reference }), ...(metadata && { metadata }) };
}

function recordOf(row: JournalRow, events: readonly Event[], assets: Map<string, string>): JournalRecord {
  const { ok, seq, effectiveAt, recordedAt, ...findings } = answerOfRow(row, events);
  const { id, kind, actor } = row;
  const command = readRequest(row.request);
  const { message: _m, remedy: _r, value: _v, valueKept: _k, ...told } = { ...NOT_SHOWN, ...findings };
  return {
    seq: row.seq,
    kind,
    effectiveAt: effectiveAt ?? row.recordedAt,
    recordedAt: row.recordedAt,
    rules: row.rules,
    ok,
    ...(actor === null ? {} : { actor }),
    ...aboutOf(command),
    command,
    ...told,
    id,
    ...(row.retryOf === null ? {} : { retryOf: row.retryOf }),
    entries: events.flatMap(entriesOf).map(({ account, ...entry }) => ({
      account: idOfKey(account),
      asset: assets.get(account) ?? account.slice(WORLD.length + 1),
      ...entry,
    })),
  };
}
