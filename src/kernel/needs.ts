import { assert } from '../base/assert.ts';
import { BEGINNING } from '../base/timestamp.ts';
import { WORLD } from '../commands/field.ts';
import { longestOf } from '../commands/velocity-limit.ts';
import { type Account, type AccountRow, idOfKey } from './account/account.ts';
import type { BookState } from './book-state.ts';
import type { NeedKind, Residency } from './residency.ts';
import { afterAll, compareInstants, type Instant } from './time/instant.ts';

/** What holds for all commands of a group. */
interface GroupScope {
  /** The earliest place of a command in it. */
  readonly earliest: Instant;
  /** The assets of accounts that it opens. */
  readonly assets: ReadonlySet<string>;
  /** Whether one of them is a refund to whoever paid: others lead it to more payments. */
  readonly paysBack: boolean;
}

/**
 * What commands will look at when they are decided, and is not in memory. Each kind of command says what that is, beside its
 * rule: it only looks at what is there, follows that, and stops at what is not; once that was fetched, it is asked again.
 */
export class Needs {
  readonly state: BookState;
  readonly #residency: Residency;
  // Nearly always nothing is lacking, and each command is looked at: what is lacking gets its room when something is.
  #asked: Map<NeedKind, Set<string>> | undefined;
  #fresh: Map<NeedKind, string[]> | undefined;
  #askedPasts: Map<string, number> | undefined;
  #freshPasts: Map<string, number> | undefined;
  #lacks = false;
  #group: GroupScope | undefined;

  constructor(state: BookState) {
    assert(state.residency !== undefined, 'the state holds a part of its book');
    this.state = state;
    this.#residency = state.residency;
  }

  /** Whether what is kept under a key is in memory, absent or not; if it is not, it is needed. */
  has(kind: NeedKind, key: string): boolean {
    if (this.#residency.knows(kind, key)) return true;
    this.#lacks = true;
    this.#asked ??= new Map();
    const asked = this.#asked.get(kind);
    if (asked?.has(key)) return false;
    if (asked === undefined) this.#asked.set(kind, new Set([key]));
    else asked.add(key);
    this.#fresh ??= new Map();
    const fresh = this.#fresh.get(kind);
    if (fresh === undefined) this.#fresh.set(kind, [key]);
    else fresh.push(key);
    return false;
  }

  /** The account that an id means at a place in time, if it is in memory and lives then. The world is none. */
  life(id: string, place: Instant): Account | undefined {
    return this.has('account', id) && id !== WORLD ? this.state.accounts.living(id, place) : undefined;
  }

  /** An account that a command names, and whoever it was merged into, with their pasts from there on. */
  account(id: string, place: Instant): void {
    const life = this.life(id, place);
    if (life !== undefined) this.#holders(life, place);
  }

  /**
   * The account with that key, and whoever it was merged into.
   *
   * @param from the place from which on their pasts are looked at; undefined: they are not
   */
  holders(key: string, from?: Instant): void {
    const id = idOfKey(key);
    if (this.has('account', id) && id !== WORLD) this.#holders(this.state.accounts.byKey(key), from);
  }

  #holders(account: Account, from: Instant | undefined): void {
    // What comes before in a group may lead a command to any of its accounts, from its earliest moment on.
    let since = this.#group?.earliest ?? from;
    for (let holder = account; ; ) {
      if (since !== undefined) this.#past(holder, windowsBefore(holder.row, since));
      const { ended } = holder.row;
      if (ended === null || ended.into === null) return;
      if (since !== undefined && this.#group === undefined && compareInstants(ended, since) > 0)
        since = ended;
      holder = this.state.accounts.byKey(ended.into);
    }
  }

  #past({ row, timeline }: Account, from: Instant): void {
    if (!timeline.lacksPast(from)) return;
    this.#lacks = true;
    const { key } = row;
    this.#askedPasts ??= new Map();
    if ((this.#askedPasts.get(key) ?? Number.POSITIVE_INFINITY) <= from.at) return;
    this.#askedPasts.set(key, from.at);
    this.#freshPasts ??= new Map();
    this.#freshPasts.set(key, from.at);
  }

  /** What the balance of an account just after a moment is computed from. */
  balance(id: string, at: number, asset: string | undefined): void {
    if (!this.has('account', id)) return;
    const { accounts } = this.state;
    const place = afterAll(at);
    if (id !== WORLD) {
      const account = accounts.living(id, place);
      if (account !== undefined) this.#past(account, this.#group?.earliest ?? place);
    } else if (asset !== undefined) {
      this.#past(accounts.world(asset), this.#group?.earliest ?? place);
    }
  }

  /** Keys of the accounts that lots of an id may be on: of a world, that of whoever is on the other side. */
  lotAccounts(id: string, other: string, place: Instant): string[] {
    const life = this.life(id === WORLD ? other : id, place);
    if (id !== WORLD) return life === undefined ? [] : [life.row.key];
    const assets = life === undefined ? [...(this.#group?.assets ?? [])] : [life.row.asset];
    return assets.map((asset) => `${WORLD}/${asset}`);
  }

  /** From where on something matters that does from a place on: in a group from its earliest on. */
  since(place: Instant): Instant {
    return this.#group?.earliest ?? place;
  }

  /** True of a command in a group: others before it change what it finds. */
  get isInGroup(): boolean {
    return this.#group !== undefined;
  }

  /** True of a command in a group with a refund to whoever paid. */
  get paysBack(): boolean {
    return this.#group?.paysBack === true;
  }

  /** Looks at the commands of a group, which is decided whole. */
  inGroup(scope: GroupScope, look: () => void): void {
    this.#group = scope;
    look();
    this.#group = undefined;
  }

  /** The same as takeLacks, without having asked. */
  get lacks(): boolean {
    return this.#lacks;
  }

  /** Whether anything was lacking since that was asked last. */
  takeLacks(): boolean {
    const lacks = this.#lacks;
    this.#lacks = false;
    return lacks;
  }

  /** What is to be fetched and was not handed over before; undefined when that is nothing. */
  take(): Wanted | undefined {
    if (this.#fresh === undefined && this.#freshPasts === undefined) return undefined;
    const wanted = { keys: this.#fresh ?? new Map(), pasts: this.#freshPasts ?? new Map() };
    this.#fresh = undefined;
    this.#freshPasts = undefined;
    return wanted;
  }
}

/** From where on the past of an account matters to what happens from a place on: its velocity limits look back from there. */
function windowsBefore({ limits }: AccountRow, from: Instant): Instant {
  if (limits === undefined) return from;
  return { at: Math.max(from.at - longestOf(limits), BEGINNING), order: Number.NEGATIVE_INFINITY };
}

/** What is to be fetched, each once. */
export interface Wanted {
  readonly keys: ReadonlyMap<NeedKind, readonly string[]>;
  /** By key of the account, the moment from which its past is needed. */
  readonly pasts: ReadonlyMap<string, number>;
}
