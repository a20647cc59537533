import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { BEGINNING, timestamp } from '../../base/timestamp.ts';
import { WORLD } from '../../kernel/account/account.ts';
import { checkAsset } from '../../kernel/account/asset.ts';
import { addDeltas, balancesOf, type Delta, isNoChange, NO_CHANGE } from '../../kernel/time/delta.ts';
import type { StoredAccount } from '../../store/row-kinds.ts';
import type { EntryRow, StoredPlace, StoreView } from '../../store/store.ts';
import { type Balance, balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { livesAt, seqOf } from './find-life.ts';
import { checkWorldsAsset } from './read-balance.ts';
import { endOf, LAST_ORDER } from './sums-from-store.ts';

/** Which lines of an account are told. */
export interface StatementOptions {
  /** The first moment; default: the beginning. */
  readonly from?: number | undefined;
  /** The last moment, it included; default: now. Later ones show what is known to come. */
  readonly to?: number | undefined;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
  /** How many lines at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
  /** For `world`, which is one account for each asset. */
  readonly asset?: string | undefined;
}

/** The four balances, or changes of them. */
export interface Amounts {
  /** Completed, in minor units. */
  readonly posted: bigint;
  /** Out, pending: by holds and by offers made. */
  readonly held: bigint;
  /** In, pending: by offers received. */
  readonly incoming: bigint;
  /** What may be spent: posted - held. */
  readonly available: bigint;
}

/** What changed on an account at one place in time. */
export interface StatementLine extends Amounts {
  /** When, in milliseconds. */
  readonly at: number;
  /** The event's number. For what ran out: that of what began it. */
  readonly seq: number;
  /** The id and kind of its command, and when it was recorded. */
  readonly id: string;
  /** The kind of its command, such as `transfer`. */
  readonly kind: string;
  /** When the book learned of it, in milliseconds. */
  readonly recordedAt: number;
  /** True for what ran out by itself. */
  readonly expired: boolean;
  /** What the account has after it. */
  readonly balance: Amounts;
}

/** The lines of an account in order of time. */
export interface Statement {
  /** The account's id. */
  readonly account: string;
  /** Its asset: code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** What the account has before the first line. */
  readonly opening: Balance;
  /** What changed, in order of time. */
  readonly lines: readonly StatementLine[];
  /** Give it back for the next page; null at the end. */
  readonly cursor: string | null;
}

/** The lines of an account in order of time with running balances; null when the id had no account by `to`. */
export async function readStatement(
  reader: BookReader,
  account: string,
  asked: StatementOptions,
): Promise<Statement | null> {
  const id = checkId('account', account);
  const options = readOptions('options', asked, ['from', 'to', 'cursor', 'limit', 'asset']);
  const from = options.from === undefined ? BEGINNING : timestamp('from', options.from);
  const until = options.to === undefined ? undefined : timestamp('to', options.to);
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const asset = options.asset === undefined ? undefined : checkAsset('asset', options.asset);
  checkWorldsAsset(id, asset);
  // Behind everything before the first moment.
  const place = ['statement', reader.book, id, asset ?? ''];
  const key = readCursor('cursor', options.cursor, place, ['integer', 'integer']);
  const begin = key === undefined ? endOf(from - 1) : { at: Number(key[0]), order: Number(key[1]) };
  return reader.withSnapshot(async (view, now) => {
    const to = until ?? (await now());
    const life = await latestLife(view, reader.book, id, to, asset);
    if (life === undefined) return null;
    const [opening = NO_CHANGE] = await view.sums(reader.book, [life.key], { until: begin });
    const { groups, isEnd } = await groupsOfEntries(view, reader.book, life.key, begin, to, limit);
    const lines = await linesOf(view, reader.book, opening, groups);
    const last = groups.at(-1);
    const cursor = isEnd || last === undefined ? null : writeCursor(place, [last.at, last.order]);
    return { account: id, asset: life.asset, opening: balanceOf(life, opening), lines, cursor };
  });
}

/** The life at a moment, or else the last one that had begun by then. */
async function latestLife(
  view: StoreView,
  book: string,
  id: string,
  to: number,
  asset: string | undefined,
): Promise<StoredAccount | undefined> {
  const lives = await view.find(book, 'account', 'id', [id]);
  if (id === WORLD) return lives.find((life) => life.asset === asset);
  const begun = lives.filter(({ openedAt }) => openedAt <= to);
  const living = begun.find((life) => livesAt(life, endOf(to)));
  return living ?? begun.toSorted((a, b) => b.openedAt - a.openedAt || b.openedOrder - a.openedOrder)[0];
}

/** All that changed at one place, by however many events. */
interface Group extends StoredPlace {
  readonly change: Delta;
}

/** Up to `limit` places at which something is left changed, and whether there are no more. */
async function groupsOfEntries(
  view: StoreView,
  book: string,
  account: string,
  begin: StoredPlace,
  to: number,
  limit: number,
): Promise<{ groups: Group[]; isEnd: boolean }> {
  const groups: Group[] = [];
  let open: Group | undefined;
  let after = { ...begin, seq: LAST_ORDER };
  for (;;) {
    const entries = await view.entries(book, { account, after, until: endOf(to), limit: PAGE_ROWS_MAX });
    for (const entry of entries) {
      if (open !== undefined && open.at === entry.at && open.order === entry.order) {
        open = { ...open, change: addDeltas(open.change, entry) };
        continue;
      }
      // What was taken back at its own place, as a captured hold's end, is no line.
      if (open !== undefined && !isNoChange(open.change)) groups.push(open);
      if (groups.length === limit) return { groups, isEnd: false };
      open = groupOf(entry);
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE_ROWS_MAX) break;
    after = { at: last.at, order: last.order, seq: last.seq };
  }
  if (open !== undefined && !isNoChange(open.change)) groups.push(open);
  return { groups, isEnd: true };
}

function groupOf({ at, order, inflow, outflow, available, incoming }: EntryRow): Group {
  return { at, order, change: { inflow, outflow, available, incoming } };
}

async function linesOf(
  view: StoreView,
  book: string,
  opening: Delta,
  groups: readonly Group[],
): Promise<StatementLine[]> {
  const seqs = groups.map(seqOf);
  const rows = await view.journalRows(
    book,
    [...new Set(seqs)].sort((a, b) => a - b),
  );
  let sums = opening;
  return groups.map(({ at, order, change }, i) => {
    const seq = seqs[i] ?? 0;
    const row = rows.find((one) => one.seq >= seq);
    sums = addDeltas(sums, change);
    const about = { id: row?.id ?? '', kind: row?.kind ?? '', recordedAt: row?.recordedAt ?? 0 };
    const expired = order < 0 || order % 2 === 1;
    return { at, seq, ...about, expired, ...amountsOf(change), balance: amountsOf(sums) };
  });
}

export function amountsOf(sums: Delta): Amounts {
  const { posted, held, incoming, available } = balancesOf(sums);
  return { posted, held, incoming, available };
}
