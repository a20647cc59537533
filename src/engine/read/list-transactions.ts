import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX, SCANNED_ROWS_MAX } from '../../base/limits.ts';
import { momentOf } from '../../base/timestamp.ts';
import { checkMetadata } from '../../commands/check-command.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { JournalQuery, ListOrder } from '../../store/queries.ts';
import type { JournalRow, StoreView } from '../../store/store.ts';
import { effectiveAtOf } from '../commit/answer-of.ts';
import { type AskedLabels, actorLabel, labelsOf, metadataLabel, referenceLabel } from '../text/labels.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import type { BookReader } from './book-reader.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { eventsAround, eventsLabelled } from './find-events.ts';
import type { JournalRecord } from './journal-record.ts';
import type { TransactionsOptions } from './list-items.ts';
import { checkOrder, type Pages } from './list-rows.ts';
import { recordsOf } from './read-journal.ts';

/** Accepted commands that something is true of, and how they are found by that. */
interface Condition {
  /** The numbers of events that may be theirs, by an index; undefined: there is none, all rows are looked at. */
  readonly find?: (view: StoreView, query: JournalQuery) => Promise<number[]>;
  readonly holds: (parsed: ParsedRow) => boolean;
}

/** So many rows are read at first, where some of them may turn out not to be wanted. */
const CHUNK_ROWS_MIN = 64;

/** Accepted commands in order of recording. */
export function listTransactions(reader: BookReader, asked: TransactionsOptions): Pages<JournalRecord> {
  const { book } = reader;
  const options = readOptions('options', asked, OPTIONS);
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const order = checkOrder(options.order);
  const conditions = conditionsOf(book, options);
  const recorded = {
    from: optionalMoment('recordedFrom', options.recordedFrom),
    to: optionalMoment('recordedTo', options.recordedTo),
  };
  const place = ['transactions', book, order];
  const read = (cursor: unknown): number | undefined => {
    const [seq] = readCursor('after', cursor, place, ['integer']) ?? [];
    return seq === undefined ? undefined : Number(seq);
  };
  const begin = read(options.after);
  return (cursor) => {
    const behind = cursor === undefined ? begin : read(cursor);
    return reader.onPresent(async (view) => {
      // On another view the page begins anew.
      const span = await spanOf(view, book, recorded);
      const search = new Search({ view, book, order, conditions, limit }, span, behind);
      const { found, behind: next } = await search.run();
      const items = await recordsOf(view, book, found);
      return { items, cursor: next === undefined ? null : writeCursor(place, [next]) };
    });
  };
}

const OPTIONS = [
  'after',
  'limit',
  'order',
  'kind',
  'account',
  'counterparty',
  'reference',
  'metadata',
  'actor',
  'from',
  'to',
  'recordedFrom',
  'recordedTo',
] as const;

function conditionsOf(book: string, options: TransactionsOptions): Condition[] {
  const { kind, account, counterparty } = options;
  if (kind !== undefined && typeof kind !== 'string') {
    throw new TallystickError('bad_option', 'kind', kind, 'a kind of command');
  }
  const conditions: Condition[] = [];
  if (account !== undefined) conditions.push(isAbout(book, checkId('account', account)));
  if (counterparty !== undefined) conditions.push(isAbout(book, checkId('counterparty', counterparty)));
  if (kind !== undefined) {
    conditions.push({
      find: (view, query) => view.eventsOf(book, { kind }, query),
      holds: ({ row }) => row.kind === kind,
    });
  }
  for (const label of labelsAsked(options)) conditions.push(isLabelled(book, label));
  const from = optionalMoment('from', options.from) ?? Number.NEGATIVE_INFINITY;
  const to = optionalMoment('to', options.to) ?? Number.POSITIVE_INFINITY;
  if (options.from !== undefined || options.to !== undefined) {
    conditions.push({
      holds: ({ row, events }) => {
        const at = effectiveAtOf(row, events);
        return at >= from && at <= to;
      },
    });
  }
  return conditions;
}

function optionalMoment(field: string, value: unknown): number | undefined {
  return value === undefined ? undefined : momentOf(field, value);
}

/** The labels of what is asked for: each is one more condition. */
function labelsAsked({ reference, metadata, actor }: TransactionsOptions): string[] {
  const labels: string[] = [];
  if (reference !== undefined) labels.push(referenceLabel(checkId('reference', reference)));
  if (actor !== undefined) labels.push(actorLabel(checkId('actor', actor)));
  if (metadata !== undefined) {
    const members = Object.entries(checkMetadata('metadata', metadata) ?? {});
    for (const [name, text] of members) labels.push(metadataLabel(name, text));
  }
  return labels;
}

/** That it, or a command inside of it, has a reference or a member of metadata, or that an actor did it. */
function isLabelled(book: string, label: string): Condition {
  return {
    find: (view, query) => eventsLabelled(view, book, label, query),
    // The text of each request has a kind.
    holds: ({ row, request }) => labelsOf(request as unknown as AskedLabels, row.actor).includes(label),
  };
}

/** That it moved something on an account, opened, updated or closed it, or merged it away. */
function isAbout(book: string, id: string): Condition {
  return {
    find: (view, query) => eventsAround(view, book, id, query),
    holds: ({ events }) =>
      events.some(
        (event) => event.moves.some(({ account }) => idOfKey(account) === id) || ownAccount(event) === id,
      ),
  };
}

/** The id of the account whose life an event begins, changes or ends. */
function ownAccount(event: Event): string | undefined {
  if (event.kind === 'account_opened') return event.row.id;
  if (event.kind === 'account_closed' || event.kind === 'account_updated') return idOfKey(event.account);
  return event.kind === 'accounts_merged' ? idOfKey(event.from) : undefined;
}

/** The numbers behind and up to which rows were recorded in a span of time: the journal is in order of that. */
async function spanOf(
  view: StoreView,
  book: string,
  { from, to }: { readonly from: number | undefined; readonly to: number | undefined },
): Promise<Span> {
  const [after, until] = await Promise.all([
    from === undefined ? 0 : view.seqKnownAt(book, from - 1),
    to === undefined ? Number.MAX_SAFE_INTEGER : view.seqKnownAt(book, to),
  ]);
  return { after, until };
}

/** Behind one number, up to another. */
interface Span {
  readonly after: number;
  readonly until: number;
}

interface SearchParts {
  readonly view: StoreView;
  readonly book: string;
  readonly order: ListOrder;
  readonly conditions: readonly Condition[];
  readonly limit: number;
}

/**
 * Goes along the journal by whatever index leads furthest with so many numbers, which is that of the rarest condition there;
 * what it leads to is read, and of that what all the others hold of is taken.
 */
class Search {
  readonly #parts: SearchParts;
  readonly #found: ParsedRow[] = [];
  #span: Span;
  #isEnd = false;
  #looked = 0;
  #chunk = CHUNK_ROWS_MIN;

  /** @param behind the number of an event, in the order of the list */
  constructor(parts: SearchParts, span: Span, behind: number | undefined) {
    this.#parts = parts;
    this.#span = span;
    if (behind !== undefined) this.#passBy(behind);
  }

  /** The rows of a page, and the number that the next one begins behind; undefined: there is none. */
  async run(): Promise<{ readonly found: readonly ParsedRow[]; readonly behind: number | undefined }> {
    const { limit, order } = this.#parts;
    while (this.#looked < SCANNED_ROWS_MAX) {
      for (const row of await this.#nextRows()) {
        const parsed = new ParsedRow(row);
        // Newest first, the numbers of all of its events are passed by, and not its last alone.
        const place = order === 'newest' ? (parsed.events[0]?.seq ?? row.seq) : row.seq;
        const isWanted = row.isAccepted && this.#parts.conditions.every(({ holds }) => holds(parsed));
        if (isWanted && this.#found.length === limit) return { found: this.#found, behind: this.#place() };
        if (isWanted) this.#found.push(parsed);
        this.#looked += 1;
        this.#passBy(place);
      }
      if (this.#isEnd) return { found: this.#found, behind: undefined };
    }
    return { found: this.#found, behind: this.#place() };
  }

  #place(): number {
    return this.#parts.order === 'newest' ? this.#span.until + 1 : this.#span.after;
  }

  #passBy(seq: number): void {
    const { after, until } = this.#span;
    if (this.#parts.order === 'newest') this.#span = { after, until: Math.min(until, seq - 1) };
    else this.#span = { after: Math.max(after, seq), until };
  }

  /** The next rows, in order, those that are found by the way among them; none, and it is the end. */
  async #nextRows(): Promise<JournalRow[]> {
    const { view, book, order, conditions, limit } = this.#parts;
    // What is found by one condition alone is wanted; else more is read at a time the longer it takes.
    const isFound = conditions.every(({ find }) => find !== undefined) && conditions.length < 2;
    const most = Math.min(PAGE_ROWS_MAX, SCANNED_ROWS_MAX - this.#looked);
    const size = Math.min(most, isFound ? limit + 1 - this.#found.length : this.#chunk);
    this.#chunk *= 2;
    const query = { ...this.#span, order, limit: size };
    if (query.after >= query.until) this.#isEnd = true;
    if (this.#isEnd) return [];
    const finds = conditions.flatMap(({ find }) => (find === undefined ? [] : [find]));
    if (finds.length === 0) {
      const rows = await view.journal(book, query);
      this.#isEnd = rows.length < size;
      return rows;
    }
    const lists = await Promise.all(finds.map((find) => find(view, query)));
    const seqs = furthest(lists, size, order);
    this.#isEnd = seqs.length < size;
    const rows = await view.journalRows(book, seqs);
    return order === 'newest' ? rows.reverse() : rows;
  }
}

/** Of lists that all have what is wanted, the one that leads furthest: one that is at its end, and else by its last number. */
function furthest(lists: readonly (readonly number[])[], size: number, order: ListOrder): readonly number[] {
  const sign = order === 'newest' ? -1 : 1;
  const [first = [], ...rest] = lists;
  return rest.reduce((best, list) => {
    if (best.length < size) return list.length < best.length ? list : best;
    if (list.length < size) return list;
    return sign * ((list.at(-1) ?? 0) - (best.at(-1) ?? 0)) > 0 ? list : best;
  }, first);
}
