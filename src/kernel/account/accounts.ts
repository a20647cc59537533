import { assert } from '../../base/assert.ts';
import { BEGINNING } from '../../base/timestamp.ts';
import { WORLD } from '../../commands/field.ts';
import type { Residency } from '../residency.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import type { RowWatcher } from '../time/table.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Undoable, UndoLog } from '../time/undo-log.ts';
import { type Account, type AccountRow, idOfKey, livesAt } from './account.ts';

/** How the keys of worlds begin; those of other accounts begin with a number. */
const WORLD_KEY = `${WORLD}/`;

/** Makes the timeline of an account, which sums up what its terms ask for. */
type MakeTimeline = (key: string, terms: Pick<AccountRow, 'ceiling' | 'limits'>) => Timeline;

/** A life as the index holds it: the timeline stays, the row is replaced as the table changes. */
interface Life extends Account {
  row: AccountRow;
}

/**
 * Finds accounts by key, and by id and moment. An id's lives are kept in order of time, which is their order
 * of arrival too, because a life can only be opened after all the others have ended.
 */
export class Accounts implements RowWatcher<AccountRow, string>, Undoable {
  readonly #undo: UndoLog;
  readonly #makeTimeline: MakeTimeline;
  readonly #residency: Residency | undefined;
  readonly #byKey = new Map<string, Life>();
  readonly #byId = new Map<string, Life[]>();
  readonly #worlds = new Map<string, Life>();
  /** What was found last: a command finds an account by id, then checks and changes it by key. */
  #latest: Life | undefined;
  /** How many lives in memory have velocity limits: mostly none, and then nobody looks for some. */
  #limited = 0;
  /** Where no history is kept: the frontiers of lives whose opening was undone, which no rollback takes back. */
  readonly #observed = new Map<string, number>();

  /** @param residency only where a part of the accounts is in memory */
  constructor(undo: UndoLog, makeTimeline: MakeTimeline, residency?: Residency) {
    this.#undo = undo;
    this.#makeTimeline = makeTimeline;
    this.#residency = residency;
  }

  rowChanged(key: string, before: AccountRow | undefined, after: AccountRow | undefined): void {
    this.#limited += (after?.limits ? 1 : 0) - (before?.limits ? 1 : 0);
    if (after === undefined) {
      this.#drop(key, before?.id ?? '');
      return;
    }
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      known.row = after;
      return;
    }
    const life = { row: after, timeline: this.#makeTimeline(key, after) };
    const observed = this.#observed.get(key);
    if (observed !== undefined) life.timeline.advance(observed);
    this.#byKey.set(key, life);
    const lives = this.#byId.get(after.id);
    if (lives === undefined) this.#byId.set(after.id, [life]);
    else lives.push(life);
  }

  /** Only the opening of an id's latest life can be undone. What is opened under its key later is another one. */
  #drop(key: string, id: string): void {
    const lives = this.#byId.get(id);
    const dropped = lives?.pop();
    assert(dropped?.row.key === key, 'lives are undone newest first');
    if (lives?.length === 0) this.#byId.delete(id);
    this.#byKey.delete(key);
    this.#latest = undefined;
    this.#residency?.takeBackOpening(key);
    const { timeline } = dropped;
    if (timeline.forgets) this.#observed.set(key, timeline.frontier);
  }

  /** Whether an account in memory has velocity limits. */
  get haveLimits(): boolean {
    return this.#limited > 0;
  }

  /** All lives of an id, in order of time. */
  livesOf(id: string): readonly Account[] {
    return this.#lives(id) ?? [];
  }

  #lives(id: string): Life[] | undefined {
    const lives = this.#byId.get(id);
    if (lives === undefined) this.#residency?.need('account', id);
    return lives;
  }

  /** The account with that key, which must exist. O(1). */
  byKey(key: string): Account {
    if (this.#latest?.row.key === key) return this.#latest;
    const life = this.#byKey.get(key);
    if (life !== undefined) return life;
    // A world is there for whoever asks, and that may be an event that is replayed.
    const isWorld = key.startsWith(WORLD_KEY);
    if (!isWorld) this.#residency?.need('account', idOfKey(key));
    assert(isWorld, 'the account is in the book');
    return this.world(key.slice(WORLD_KEY.length));
  }

  /** The same, for who is about to change it: so a world is kept from its first change on, and goes with it. */
  toChange(key: string): Account {
    const account = this.byKey(key);
    if (account.row.id === WORLD && !this.#worlds.has(account.row.asset)) {
      this.#keepWorld(account);
      this.#undo.record(this, account.row.asset, undefined);
    }
    return account;
  }

  restore(asset: unknown): void {
    this.#worlds.delete(asset as string); // What toChange recorded.
    this.#byKey.delete(WORLD_KEY + asset);
  }

  /** The account that the id means at a place in time, if it lives then. O(log lives). */
  living(id: string, instant: Instant): Account | undefined {
    const lives = this.#lives(id);
    if (lives === undefined) return undefined;
    let low = 0;
    let high = lives.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const life = lives[middle];
      assert(life !== undefined, 'the middle is inside');
      if (compareInstants(life.row.opened, instant) <= 0) low = middle + 1;
      else high = middle;
    }
    const life = lives[low - 1];
    if (life === undefined) return undefined;
    this.#latest = life;
    return livesAt(life.row, instant) ? life : undefined;
  }

  /** What can be said of an id that has no account at a place in time: its openings and ends around it. O(lives). */
  timesAround(id: string, instant: Instant): { readonly openedAt: number | null; readonly endedAt?: number } {
    const lives = this.#lives(id) ?? [];
    const next = lives.find(({ row }) => compareInstants(row.opened, instant) > 0);
    const last = lives.findLast(({ row }) => compareInstants(row.opened, instant) <= 0);
    const openedAt = next?.row.opened.at ?? null;
    return last?.row.ended ? { openedAt, endedAt: last.row.ended.at } : { openedAt };
  }

  /** The world's account of an asset. It lives always and has no limits. */
  world(asset: string): Account {
    const world = this.#worlds.get(asset);
    if (world !== undefined) return world;
    this.#residency?.need('account', WORLD);
    return this.#makeWorld(asset);
  }

  /** Makes a world that is kept elsewhere. */
  installWorld(asset: string): void {
    if (!this.#worlds.has(asset)) this.#keepWorld(this.#makeWorld(asset));
  }

  #makeWorld(asset: string): Life {
    const key = WORLD_KEY + asset;
    const opened = { at: BEGINNING, order: 0 };
    const row = { key, id: WORLD, asset, floor: null, ceiling: null, metadata: {}, opened, ended: null };
    return { row, timeline: this.#makeTimeline(key, row) };
  }

  #keepWorld(world: Life): void {
    this.#worlds.set(world.row.asset, world);
    this.#byKey.set(world.row.key, world);
  }

  /** The account that holds, at a later place in time, what `account` held: it, or what it was merged into. */
  heldBy(account: Account, instant: Instant): Account {
    let holder = account;
    while (holder.row.ended !== null && compareInstants(holder.row.ended, instant) < 0) {
      if (holder.row.ended.into === null) return holder;
      holder = this.byKey(holder.row.ended.into);
    }
    return holder;
  }

  /** Plain data, the same for equal indexes. */
  describe(): unknown {
    return [
      this.#limited,
      new Map([...this.#byId].map(([id, lives]) => [id, lives.map(({ row }) => row.key)])),
    ];
  }

  /** Every account with its balances, worlds included, ordered by nothing in particular. */
  all(): IterableIterator<Account> {
    return this.#byKey.values();
  }
}
