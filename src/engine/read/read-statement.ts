import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { BEGINNING, type MomentInput, momentOf } from '../../base/timestamp.ts';
import { checkAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';
import { addDeltas, type Delta, isNoChange, NO_CHANGE, negateDelta } from '../../kernel/time/delta.ts';
import { afterAll, seqAt } from '../../kernel/time/instant.ts';
import type { ListOrder, StoredPlace } from '../../store/queries.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { livesThen } from '../stored-accounts.ts';
import { type Amounts, amountsOf, type Balance, balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { checkOrder } from './list-rows.ts';
import { checkWorldsAsset } from './read-balance.ts';
import { StatementRows } from './statement-facts.ts';

/** Which lines of an account are returned. */
export interface StatementOptions {
  /** The first moment; default: the beginning. */
  readonly from?: MomentInput | undefined;
  /** The last moment, it included; default: now. Later ones show what is known to come. */
  readonly to?: MomentInput | undefined;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
  /** How many lines at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
  /** For `world`, which is one account for each asset. */
  readonly asset?: string | undefined;
  /** `oldest` lines first, the default, or `newest` first. */
  readonly order?: ListOrder | undefined;
}

/** What changed on an account at one place in time. */
export interface StatementLine extends Amounts {
  /** When, in milliseconds. */
  readonly at: number;
  /** The event's number. For what ran out: that of what began it. */
  readonly seq: number;
  /** The id and kind of its command, and when it was recorded. */
  readonly id: string;
  /** The kind of its command, such as `transfer`; within a group that of the one which led to it. */
  readonly kind: string;
  /** The other account, where there is exactly one; of a hold whom it is to pay. */
  readonly counterparty?: string;
  /** What its command is about elsewhere, or else the group around it. */
  readonly reference?: string;
  /** What was noted with its command, or else with the group around it. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Who did it; missing: nobody was named. */
  readonly actor?: string;
  /** When the book learned of it, in milliseconds. */
  readonly recordedAt: number;
  /** True for what ran out by itself. */
  readonly expired: boolean;
  /** What the account has after it. */
  readonly balance: Amounts;
}

/** The lines of an account in order of time, or against it. */
export interface Statement {
  /** The account's id. */
  readonly account: string;
  /** Its asset: code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** What the account has before the earliest of the lines. */
  readonly opening: Balance;
  /** What changed, in the order asked for. */
  readonly lines: readonly StatementLine[];
  /** Give it back for the next page; null at the end. */
  readonly cursor: string | null;
}

/** The lines of an account with running balances; null when the id had no account by `to`. */
export async function readStatement(
  reader: BookReader,
  account: string,
  asked: StatementOptions,
): Promise<Statement | null> {
  const id = checkId('account', account);
  const options = readOptions('options', asked, ['from', 'to', 'cursor', 'limit', 'asset', 'order']);
  const from = options.from === undefined ? BEGINNING : momentOf('from', options.from);
  const until = options.to === undefined ? undefined : momentOf('to', options.to);
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const asset = options.asset === undefined ? undefined : checkAsset('asset', options.asset);
  checkWorldsAsset(id, asset);
  const direction = checkOrder(options.order);
  const place = ['statement', reader.book, id, asset ?? '', direction];
  const key = readCursor('cursor', options.cursor, place, ['integer', 'integer']);
  const behind = key && { at: Number(key[0]), order: Number(key[1]) };
  return reader.onPresent(async (view, now) => {
    const [to, lives] = await Promise.all([until ?? now(), view.find(reader.book, 'account', 'id', [id])]);
    const life = latestLife(lives, id, to, asset);
    if (life === undefined) return null;
    const span = { view, book: reader.book, account: life.key, from, to, behind, limit };
    const { opening, groups, isEnd } = await (direction === 'newest'
      ? newestGroups(span)
      : oldestGroups(span));
    const last = direction === 'newest' ? groups[0] : groups.at(-1);
    const lines = await linesOf(view, { book: reader.book, account: life.key, opening, groups });
    if (direction === 'newest') lines.reverse();
    const cursor = isEnd || last === undefined ? null : writeCursor(place, [last.at, last.order]);
    return { account: id, asset: life.asset, opening: balanceOf(life, opening), lines, cursor };
  });
}

/** The life at a moment, or else the last one that had begun by then. */
function latestLife(
  lives: readonly StoredAccount[],
  id: string,
  to: number,
  asset: string | undefined,
): StoredAccount | undefined {
  if (id === WORLD) return lives.find((life) => life.asset === asset);
  const begun = lives.filter(({ openedAt }) => openedAt <= to);
  const living = begun.find((life) => livesThen(life, to));
  return living ?? begun.toSorted((a, b) => b.openedAt - a.openedAt || b.openedOrder - a.openedOrder)[0];
}

/** All that changed at one place, by however many events. */
interface Group extends StoredPlace {
  readonly change: Delta;
}

interface GroupsQuery {
  readonly view: StoreView;
  readonly book: string;
  readonly account: string;
  readonly from: number;
  readonly to: number;
  /** The place of the last line of the page before. */
  readonly behind: StoredPlace | undefined;
  readonly limit: number;
}

interface Groups {
  /** What the account has before the first of them. */
  readonly opening: Delta;
  /** In order of time. */
  readonly groups: Group[];
  readonly isEnd: boolean;
}

async function oldestGroups(query: GroupsQuery): Promise<Groups> {
  const { view, book, account, from, to, limit } = query;
  // Behind everything before the first moment.
  const begin = query.behind ?? afterAll(from - 1);
  const until = afterAll(to);
  const [[opening = NO_CHANGE], { groups, isEnd }] = await Promise.all([
    view.sums(book, [account], { until: begin }),
    groupsOf(
      (last, size) => view.entries(book, { account, after: last ?? behindAllAt(begin), until, limit: size }),
      limit,
    ),
  ]);
  return { opening, groups, isEnd };
}

async function newestGroups(query: GroupsQuery): Promise<Groups> {
  const { view, book, account, from, to, behind, limit } = query;
  // Orders are integers: behind this one is all that comes before the last line.
  const until = behind === undefined ? afterAll(to) : { at: behind.at, order: behind.order - 1 };
  const after = behindAllAt(afterAll(from - 1));
  const [[closing = NO_CHANGE], { groups, isEnd }] = await Promise.all([
    view.sums(book, [account], { until }),
    groupsOf(
      (last, size) => view.entries(book, { account, after, before: last ?? behindAllAt(until), limit: size }),
      limit,
    ),
  ]);
  const opening = groups.reduce((sums, { change }) => addDeltas(sums, negateDelta(change)), closing);
  return { opening, groups: groups.reverse(), isEnd };
}

/** Behind every entry at a place. */
function behindAllAt({ at, order }: StoredPlace): StoredPlace & { readonly seq: number } {
  return { at, order, seq: Number.POSITIVE_INFINITY };
}

/** Up to `limit` places at which something is left changed, as they are read, and whether there are no more. */
async function groupsOf(
  read: (last: EntryRow | undefined, size: number) => Promise<EntryRow[]>,
  limit: number,
): Promise<{ groups: Group[]; isEnd: boolean }> {
  const groups: Group[] = [];
  let open: Group | undefined;
  let last: EntryRow | undefined;
  // One more tells whether there are more lines; some places have several entries.
  for (let size = Math.min(limit + 1, PAGE_ROWS_MAX); ; size = Math.min(size * 2, PAGE_ROWS_MAX)) {
    const entries = await read(last, size);
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
    last = entries.at(-1);
    if (entries.length < size) break;
  }
  if (open !== undefined && !isNoChange(open.change)) groups.push(open);
  return { groups, isEnd: true };
}

function groupOf(entry: EntryRow): Group {
  return { at: entry.at, order: entry.order, change: addDeltas(NO_CHANGE, entry) };
}

async function linesOf(
  view: StoreView,
  page: {
    readonly book: string;
    readonly account: string;
    readonly opening: Delta;
    readonly groups: readonly Group[];
  },
): Promise<StatementLine[]> {
  const { book, account, opening, groups } = page;
  const seqs = groups.map(seqAt);
  const rows = await view.journalRows(
    book,
    [...new Set(seqs)].sort((a, b) => a - b),
  );
  const statementRows = new StatementRows(rows);
  let sums = opening;
  return groups.map(({ at, order, change }, i) => {
    const seq = seqs[i] ?? 0;
    sums = addDeltas(sums, change);
    const about = statementRows.factsOf(seq, account);
    const expired = order < 0 || order % 2 === 1;
    return { at, seq, ...about, expired, ...amountsOf(change), balance: amountsOf(sums) };
  });
}
