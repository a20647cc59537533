import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { About } from '../../commands/entry.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { ListOrder } from '../../store/queries.ts';
import type { StoreView } from '../../store/store.ts';
import { recordedAnswer } from '../commit/answer-of.ts';
import { entriesOf } from '../follow/gather-changes.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import type { BookReader } from './book-reader.ts';
import type { JournalRecord } from './journal-record.ts';
import { checkOrder } from './list-rows.ts';

/** Which rows of the journal are read. */
export interface EventsOptions {
  /** Rows behind the one with this number, in the order asked for; default: from its beginning. */
  readonly after?: number | undefined;
  /** How many rows at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
  /** `oldest` first, the default, or `newest` first. */
  readonly order?: ListOrder | undefined;
}

/** Journal rows whose options were checked: those behind the last number that was returned, or those that were asked for. */
export type JournalPages = (last?: number) => Promise<JournalRecord[]>;

export function journalPages(reader: BookReader, options: EventsOptions): JournalPages {
  const taken = readOptions('options', options, ['after', 'limit', 'order']);
  const begin = taken.after === undefined ? undefined : afterSeq(taken.after);
  const limit = optionalLimit('limit', taken.limit, PAGE_ROWS_MAX);
  const order = checkOrder(taken.order);
  return (last = begin) => {
    // The number is that of a row, or of an event of one, which is behind itself when the newest come first.
    const behind = last === undefined ? {} : order === 'newest' ? { until: last - 1 } : { after: last };
    // Rows are never changed, nor of which asset an account is: whatever is written in between is behind them.
    return reader.look(async (view) => {
      const rows = await view.journal(reader.book, { ...behind, order, limit });
      return await recordsOf(
        view,
        reader.book,
        rows.map((row) => new ParsedRow(row)),
      );
    });
  };
}

export function afterSeq(value: unknown): number {
  if (value === undefined) return 0;
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw new TallystickError('bad_option', 'after', value, 'a sequence number');
}

/** Journal rows as they are shown, accounts by the ids that their callers know. */
export async function recordsOf(
  view: StoreView,
  book: string,
  rows: readonly ParsedRow[],
): Promise<JournalRecord[]> {
  const assets = await assetsOf(
    view,
    book,
    rows.flatMap(({ events }) => events),
  );
  return rows.map((row) => recordOf(row, assets));
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

/** What is for the caller of a command alone. */
const NOT_SHOWN = { message: '', remedy: '' };

function aboutOf({ reference, metadata }: About): Pick<JournalRecord, 'reference' | 'metadata'> {
  return { ...(reference === undefined ? {} : { reference }), ...(metadata && { metadata }) };
}

/** What a schedule came to: its last event says it. */
function outcomeIn(events: readonly Event[]): Pick<JournalRecord, 'outcome' | 'failure' | 'retryAt'> {
  const event = events.at(-1);
  if (event?.kind === 'schedule_executed') return { outcome: 'executed' };
  if (event?.kind !== 'schedule_missed' && event?.kind !== 'schedule_failed') return {};
  const retryAt = event.retryAt === undefined ? {} : { retryAt: event.retryAt };
  if (event.kind === 'schedule_missed') return { outcome: 'missed', ...retryAt };
  const { reason, subject } = event;
  return {
    outcome: 'failed',
    failure: { reason, ...(subject === undefined ? {} : { subject }) },
    ...retryAt,
  };
}

function recordOf(parsed: ParsedRow, assets: Map<string, string>): JournalRecord {
  const { ok, seq, effectiveAt, recordedAt, ...findings } = recordedAnswer(parsed);
  const { row, request: command, events } = parsed;
  const { id, kind, actor } = row;
  const { message: _m, remedy: _r, ...answerFields } = { ...NOT_SHOWN, ...findings };
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
    ...answerFields,
    ...outcomeIn(events),
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
