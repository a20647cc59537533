import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { About } from '../../commands/entry.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { ListOrder } from '../../store/queries.ts';
import type { JournalRow, StoreView } from '../../store/store.ts';
import { answerOfRow } from '../commit/answer-of.ts';
import { entriesOf } from '../commit/gather-changes.ts';
import { readEvents } from '../text/event-text.ts';
import { readRequest } from '../text/request-text.ts';
import type { BookReader } from './book-reader.ts';
import type { JournalRecord } from './journal-record.ts';
import { checkOrder } from './list-order.ts';

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
  const record = {
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
  return record as unknown as JournalRecord; // The text of each kind holds a command of that kind: its checks let it pass.
}
