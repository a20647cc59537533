import { assert } from '../../base/assert.ts';
import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX, SCANNED_ROWS_MAX } from '../../base/limits.ts';
import { CREDITS } from '../../commands/credit-commands.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import { creditKey } from '../../kernel/credit/credit.ts';
import type { CreditsSpent, CreditVoided } from '../../kernel/event.ts';
import type { Draw, LotChange } from '../../kernel/lot/draw.ts';
import { lotChangeOf } from '../../kernel/reverse/record-transaction.ts';
import { seqAt } from '../../kernel/time/instant.ts';
import { firstInOrder, type ListOrder } from '../../store/queries.ts';
import type { StoreView } from '../../store/store.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import type { BookReader } from './book-reader.ts';
import { extensionsOf, type Holder, holderBefore, holdersOf } from './credit-holders.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { checkOrder, type PageOptions, type Pages } from './list-rows.ts';

/** Which credit is asked about. */
export interface CreditHistoryOptions extends PageOptions {
  /** The account that it was granted to, which may have been merged away since. */
  readonly grantedTo: string;
  /** Its id. */
  readonly credit: string;
  /** Which life of that account's id, counted from 1; default: the first. */
  readonly grantedToLife?: number | undefined;
}

/** What was done to a credit at one time. */
export interface CreditChange {
  /**
   * `granted`; `spent`, `expired` and `voided`: it was drawn on, or of an account that was closed when purses were started; `given_back`: by a reversal of that; `merged`: it came to another
   * account, by a merge; `extended`: it expires later from then on; `reversed`: its grant was.
   */
  readonly change:
    | 'granted'
    | 'spent'
    | 'expired'
    | 'voided'
    | 'given_back'
    | 'merged'
    | 'extended'
    | 'reversed';
  /** What came to it, in minor units, or with a minus what was taken of it; 0 of a merge and of an extension. */
  readonly amount: bigint;
  /** What was left of it then, in minor units. */
  readonly remaining: bigint;
  /** The account that had it then, by what was known: of a merge, whom it came to. */
  readonly account: string;
  /** The id of the command, or of the group that it was part of. */
  readonly id: string;
  /** The number of that in the journal. */
  readonly seq: number;
  /** When it took effect, in milliseconds. */
  readonly effectiveAt: number;
  /** When the book learned it, in milliseconds. */
  readonly recordedAt: number;
}

/** How each kind of event that draws on credits is named. */
const DRAWN: { readonly [K in (CreditsSpent | CreditVoided)['kind']]: CreditChange['change'] } = {
  credits_spent: 'spent',
  credits_expired: 'expired',
  credit_voided: 'voided',
};
const DRAWN_BY: ReadonlyMap<string, CreditChange['change']> = new Map(Object.entries(DRAWN));

/** So many events are read at first, where some of them may turn out not to be wanted. */
const CHUNK_EVENTS_MIN = 64;

/**
 * All that was done to a credit, in the order in which the book learned it; nothing, where there is none of that name. No index leads
 * to it: what moved money on the accounts that had it is looked at, at most SCANNED_ROWS_MAX events a page.
 */
export function listCreditHistory(reader: BookReader, asked: CreditHistoryOptions): Pages<CreditChange> {
  const { book } = reader;
  const options = readOptions('options', asked, OPTIONS);
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const order = checkOrder(options.order);
  const grantedTo = checkId('grantedTo', options.grantedTo);
  const id = checkId('credit', options.credit);
  const { grantedToLife } = options;
  const life = grantedToLife === undefined ? 1 : (LIFE.check('grantedToLife', grantedToLife) ?? 1);
  const place = ['creditHistory', book, order, grantedTo, id, String(life)];
  const behindOf = (cursor: unknown): Behind | undefined => {
    const [seq, remaining] = readCursor('after', cursor, place, ['integer', 'text']) ?? [];
    if (seq === undefined) return undefined;
    if (/^\d{1,20}$/.test(String(remaining)))
      return { seq: Number(seq), remaining: BigInt(String(remaining)) };
    throw new TallystickError('bad_option', 'after', cursor, 'a cursor that this list of this book gave');
  };
  const begin = behindOf(options.after);
  return (cursor) => {
    const behind = cursor === undefined ? begin : behindOf(cursor);
    return reader.withSnapshot(async (view) => {
      const holders = await holdersOf(view, book, { grantedTo, life });
      const key = creditKey(holders[0]?.key ?? '', id);
      const [row] = holders.length === 0 ? [] : await view.find(book, 'credit', 'key', [key]);
      if (row === undefined) return { items: [], cursor: null };
      const { seq, amount: granted, hereOrder } = row;
      const extensions = await extensionsOf(view, book, row.extendedBy);
      const startedBy = hereOrder === null ? 0 : seqAt({ order: hereOrder });
      const parts = {
        view,
        book,
        key,
        holders,
        order,
        limit,
        from: seq ?? 1,
        granted,
        startedBy,
        extensions,
      };
      const end = { seq: Number.MAX_SAFE_INTEGER, remaining: row.remaining };
      const start = behind ?? (order === 'oldest' ? { seq: parts.from - 1, remaining: 0n } : end);
      const { items, next } = await new History(parts, start).page();
      return { items, cursor: next && writeCursor(place, [next.seq, String(next.remaining)]) };
    });
  };
}

const OPTIONS = ['grantedTo', 'credit', 'grantedToLife', 'after', 'limit', 'order'] as const;
const LIFE = CREDITS.voidCredit.fields.grantedToLife;

/** Where a page begins: behind an event, and what was left of the credit there. */
interface Behind {
  readonly seq: number;
  readonly remaining: bigint;
}

interface HistoryParts {
  readonly view: StoreView;
  readonly book: string;
  readonly key: string;
  readonly holders: readonly Holder[];
  readonly order: ListOrder;
  readonly limit: number;
  /** The event that granted it, or 0, and how much. */
  readonly from: number;
  readonly granted: bigint;
  /** The event behind which it is here, which may be a start of purses that moved nothing on any of these accounts; or 0. */
  readonly startedBy: number;
  /** The events that extended it, which may have moved nothing either. */
  readonly extensions: readonly number[];
}

/** Goes along the events of the accounts that had the credit, and takes those that did something to it. */
class History {
  readonly #parts: HistoryParts;
  readonly #items: CreditChange[] = [];
  #behind: Behind;

  constructor(parts: HistoryParts, behind: Behind) {
    this.#parts = parts;
    this.#behind = behind;
  }

  async page(): Promise<{ readonly items: readonly CreditChange[]; readonly next: Behind | null }> {
    let looked = 0;
    for (let size = CHUNK_EVENTS_MIN; looked < SCANNED_ROWS_MAX; size = Math.min(size * 2, PAGE_ROWS_MAX)) {
      const seqs = await this.#nextSeqs(size);
      const found = await this.#read(seqs);
      for (const seq of seqs) {
        const change = this.#changeBy(found, seq);
        if (change !== undefined && this.#items.length === this.#parts.limit)
          return { items: this.#items, next: this.#behind };
        this.#take(seq, change);
      }
      if (seqs.length < size) return { items: this.#items, next: null };
      looked += size;
    }
    return { items: this.#items, next: this.#behind };
  }

  /** The numbers of the next events, by the index of what moved something on an account; a merge may have moved nothing. */
  async #nextSeqs(limit: number): Promise<number[]> {
    const { view, book, holders, order, from, startedBy, extensions } = this.#parts;
    const { seq } = this.#behind;
    const [after, until] = order === 'oldest' ? [seq, Number.MAX_SAFE_INTEGER] : [from - 1, seq - 1];
    const accounts = holders.map(({ key }) => key);
    const moved = await view.eventsOf(book, { accounts }, { after, until, order, limit });
    const merges = holders.flatMap(({ mergedBy = 0 }) =>
      mergedBy > after && mergedBy <= until ? [mergedBy] : [],
    );
    const others = [startedBy, ...extensions].filter((each) => each > after && each <= until);
    return firstInOrder([...moved, ...merges, ...others], order, limit);
  }

  /** Those events and their rows, and what each transaction that was reversed by them had done to lots. */
  async #read(seqs: readonly number[]): Promise<Found> {
    const { view, book } = this.#parts;
    const wanted = new Set(seqs);
    const events = new Map<number, readonly [Event, ParsedRow]>();
    for (const row of await view.journalRows(book, seqs)) {
      const parsed = new ParsedRow(row);
      for (const event of parsed.events) if (wanted.has(event.seq)) events.set(event.seq, [event, parsed]);
    }
    const reversed = [...events.values()].flatMap(([event]) =>
      event.kind === 'transaction_reversed' ? [event.transaction] : [],
    );
    const changes = new Map<string, LotChange>();
    if (reversed.length === 0) return { events, changes };
    const commands = await view.find(book, 'command', 'id', reversed);
    const idsByEvent = new Map(
      commands.flatMap(({ id, event }) => (event === null ? [] : [[event, id] as const])),
    );
    for (const row of await view.journalRows(book, [...idsByEvent.keys()])) {
      for (const event of new ParsedRow(row).events) {
        const id = idsByEvent.get(event.seq);
        if (id !== undefined) changes.set(id, lotChangeOf(event));
      }
    }
    return { events, changes };
  }

  /** What an event did to the credit; undefined: nothing. */
  #changeBy({ events, changes }: Found, seq: number): Change | undefined {
    const [event, parsed] = events.get(seq) ?? [];
    const change = event && this.#amountBy(event, changes);
    if (event === undefined || parsed === undefined || change === undefined) return undefined;
    const { row } = parsed;
    const { holders } = this.#parts;
    const { id, recordedAt } = row;
    return {
      ...change,
      account: idOfKey(holderBefore(holders, seq + 1)?.key ?? ''),
      id,
      seq: row.seq,
      effectiveAt: event.at,
      recordedAt,
    };
  }

  #amountBy(
    event: Event,
    changes: ReadonlyMap<string, LotChange>,
  ): Pick<CreditChange, 'change' | 'amount'> | undefined {
    const { key, holders, granted } = this.#parts;
    const { remaining } = this.#behind;
    if (event.kind === 'accounts_merged') {
      // A merge passes on what has something left.
      const isOurs = remaining > 0n && holderBefore(holders, event.seq)?.mergedBy === event.seq;
      return isOurs ? { change: 'merged', amount: 0n } : undefined;
    }
    if (event.kind === 'purses_started') {
      const gone = drawnOf(event.draws, key);
      return gone === 0n ? undefined : { change: 'voided', amount: -gone };
    }
    if (event.kind === 'credit_extended')
      return event.credit === key ? { change: 'extended', amount: 0n } : undefined;
    if (event.kind === 'credit_granted')
      return event.row.key === key ? { change: 'granted', amount: event.row.amount } : undefined;
    if (event.kind === 'transaction_reversed') {
      const change = changes.get(event.transaction);
      if (change?.lots === 'credit_granted' && change.lot === key)
        return { change: 'reversed', amount: -granted };
      const back = change?.lots === 'credits_drawn' ? drawnOf(change.draws, key) : 0n;
      return back === 0n ? undefined : { change: 'given_back', amount: back };
    }
    const change = lotChangeOf(event);
    const amount = change.lots === 'credits_drawn' ? drawnOf(change.draws, key) : 0n;
    if (amount === 0n) return undefined;
    const drawn = DRAWN_BY.get(event.kind);
    assert(drawn !== undefined, 'each kind of event that draws on credits has a word here');
    return { change: drawn, amount: -amount };
  }

  #take(seq: number, change: Change | undefined): void {
    let { remaining } = this.#behind;
    const isForward = this.#parts.order === 'oldest';
    if (change !== undefined && isForward) remaining += change.amount;
    if (change !== undefined) this.#items.push({ ...change, remaining });
    if (change !== undefined && !isForward) remaining -= change.amount;
    this.#behind = { seq, remaining };
  }
}

interface Found {
  readonly events: ReadonlyMap<number, readonly [event: Event, parsed: ParsedRow]>;
  readonly changes: ReadonlyMap<string, LotChange>;
}

type Change = Omit<CreditChange, 'remaining'>;

function drawnOf(draws: readonly Draw[], key: string): bigint {
  return draws.reduce((sum, { lot, amount }) => (lot === key ? sum + amount : sum), 0n);
}
