import type { Hold } from '../../src/commands/hold-commands.ts';
import type { Offer } from '../../src/commands/offer-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import { adjust, giveBack, takeFrom } from './plain-book-holds.ts';
import { balancesOn, type Pending } from './plain-book-limits.ts';
import {
  type Against,
  isOver,
  keepOnly,
  type PlainBalances,
  type PlainCommand,
  type PlainHold,
  type PlainLife,
  type PlainOffer,
  type PlainPass,
  partiesOf,
  passPurse,
  postOpposite,
  postTo,
  putInPurse,
  putIntoPurses,
  type TimelineCommand,
  WORLD_ID,
} from './plain-book-state.ts';

const EMPTY = { inflow: 0n, outflow: 0n, purse: 0n, parts: [] };
const NOTHING_PASSES: Pending = { holds: [], offers: [] };
type Of<Kind extends TimelineCommand['kind']> = Extract<TimelineCommand, { kind: Kind }>;

/**
 * The book that is told everything in order of time, once: lists of accounts, holds and offers, which are
 * walked whole before each command to end what is over. It takes good input only, and knows no limits of amounts: whoever
 * compares two books with one another does. A command that is refused may leave the book in ruins: nobody may use it then.
 */
export class PlainBook {
  readonly lives: PlainLife[] = [];
  readonly holds: PlainHold[] = [];
  readonly offers: PlainOffer[] = [];
  /** What is left to be captured of each hold, or was when it ended, by the command that placed it. */
  readonly lefts = new Map<Hold, bigint>();
  /** Every hold there was, as it stands or stood. */
  readonly placed: PlainHold[] = [];
  /** The holds with which something was done once a merge had made one account of holder and target. */
  readonly changedSinceMet = new Set<Hold>();
  /** What the latest command placed that was over at once. */
  passing: Pending = NOTHING_PASSES;
  #now = Number.NEGATIVE_INFINITY;
  readonly #worlds = new Map<string, PlainLife>();
  readonly #offersMade = new Map<string, Offer>();

  /** Carries out one command, no earlier than the ones before it; the reasons against it, if any. */
  apply(command: PlainCommand): Against {
    this.endWhatIsOver(command.effectiveAt);
    return this.#do(command);
  }

  endWhatIsOver(now: number): void {
    this.#now = now;
    this.passing = NOTHING_PASSES;
    keepOnly(this.holds, ({ expiresAt }) => !isOver(expiresAt, now));
    keepOnly(this.offers, ({ command }) => !isOver(command.expiresAt, now));
  }

  living(id: string): PlainLife | undefined {
    return this.lives.find((life) => life.id === id && life.mergedInto === undefined);
  }

  byKey(key: string): PlainLife {
    const life = [...this.lives, ...this.#worlds.values()].find((each) => each.key === key);
    return life ?? this.#world(key.slice(WORLD_ID.length + 1));
  }

  balances(): Map<string, PlainBalances> {
    return balancesOn([...this.lives, ...this.#worlds.values()], this, this.#now);
  }

  #do(command: PlainCommand): Against {
    switch (command.kind) {
      case 'open_account':
        return this.#open(command);
      case 'update_account':
        // Terms are by arrival, and change nothing here.
        return this.living(command.account) === undefined ? ['account_unknown'] : [];
      case 'close_account':
        return this.#close(command.account);
      case 'post':
        return this.#post(command);
      case 'transfer':
      case 'pass':
        return this.#transfer(command);
      case 'opposite':
        return postOpposite(command, (key) => this.byKey(key));
      case 'into_purses':
        return putIntoPurses(command, (key) => this.byKey(key));
      case 'hold':
        return this.#hold(command);
      case 'capture':
        return this.#capture(command);
      case 'adjust_hold':
        return this.#adjust(command);
      case 'release':
        return this.#release(command.hold);
      case 'offer':
        return this.#offer(command);
      case 'merge':
        return this.#merge(command);
      case 'record_import':
        return []; // It moves nothing.
      case 'lock_before':
        throw new Error('it counts by arrival, and is no part of what is replayed');
      default:
        return command.kind === 'erase' ? [] : this.#resolve(command);
    }
  }

  #world(asset: string): PlainLife {
    const key = `${WORLD_ID}/${asset}`;
    const limits = { floor: null, ceiling: null, mergedInto: undefined };
    const world = this.#worlds.get(asset) ?? { key, id: WORLD_ID, asset, ...EMPTY, ...limits };
    this.#worlds.set(asset, world);
    return world;
  }

  /** The account that an id means now; `world` means the one of an asset. */
  #find(id: string, asset: string | undefined): PlainLife | undefined {
    if (id !== WORLD_ID) return this.living(id);
    return asset === undefined ? undefined : this.#world(asset);
  }

  #open({ account, asset, floor, ceiling }: Of<'open_account'>): Against {
    if (account === WORLD_ID || this.living(account) !== undefined) return ['account_exists'];
    const key = `${this.lives.filter(({ id }) => id === account).length + 1}/${account}`;
    const limits = { floor: floor === undefined ? 0n : floor, ceiling: ceiling ?? null };
    this.lives.push({ key, id: account, asset, ...EMPTY, ...limits, mergedInto: undefined });
    return [];
  }

  #close(id: string): Against {
    const life = this.living(id);
    if (life === undefined) return ['account_unknown'];
    const touches = [
      ...this.holds.flatMap(({ bearer, target }) => [bearer, target]),
      ...this.offers.flatMap(partiesOf),
    ];
    if (life.inflow !== life.outflow || life.purse !== 0n || touches.includes(life))
      return ['account_not_empty'];
    life.mergedInto = null;
    return [];
  }

  #post({ entries }: Of<'post'>): Against {
    const against: Reason[] = [];
    const sums = new Map<string, bigint>();
    for (const { account, amount, asset } of entries) {
      const life = this.#find(account, asset);
      if (life === undefined) {
        against.push('account_unknown');
        continue;
      }
      if (asset !== undefined && asset !== life.asset) against.push('asset_mismatch');
      sums.set(life.asset, (sums.get(life.asset) ?? 0n) + amount);
      postTo(life, amount);
    }
    if ([...sums.values()].some((each) => each !== 0n)) against.push('unbalanced');
    return against;
  }

  /** Both sides of a movement, or what stands against it. */
  #pair(from: string, to: string): { source: PlainLife; target: PlainLife } | Against {
    const assetOfEither = (this.living(from) ?? this.living(to))?.asset;
    const source = this.#find(from, assetOfEither);
    const target = this.#find(to, assetOfEither);
    const against: Reason[] = [];
    if (from === to) against.push('same_account');
    if (from === WORLD_ID && to === WORLD_ID) against.push('asset_mismatch');
    else if (source === undefined || target === undefined) against.push('account_unknown');
    else if (source.asset !== target.asset) against.push('asset_mismatch');
    if (against.length > 0 || source === undefined || target === undefined) return against;
    return { source, target };
  }

  #transfer({ from, to, amount, ...more }: Of<'transfer'> | PlainPass): Against {
    const pair = this.#pair(from, to);
    if (!('source' in pair)) return pair;
    postTo(pair.source, -amount);
    postTo(pair.target, amount);
    if ('purse' in more || 'started' in more) passPurse(pair, more);
    return [];
  }

  #hold(command: Hold): Against {
    const pair =
      command.account === WORLD_ID
        ? (['account_unknown'] as const)
        : this.#pair(command.account, command.to ?? WORLD_ID);
    const against: Reason[] = 'source' in pair ? [] : [...pair];
    if (this.#activeHold(command.hold) !== undefined) against.push('hold_exists');
    if (against.length > 0 || !('source' in pair)) return against;
    const target = pair.target.id === WORLD_ID ? undefined : pair.target;
    const { amount, expiresAt } = command;
    const placed = { command, bearer: pair.source, target, expiresAt, captured: 0n, left: amount };
    this.placed.push(placed);
    if (isOver(expiresAt, command.effectiveAt)) {
      this.passing = { holds: [placed], offers: [] };
      return [];
    }
    this.holds.push(placed);
    this.lefts.set(command, amount);
    return [];
  }

  #activeHold(id: string): PlainHold | undefined {
    return this.holds.find(({ command }) => command.hold === id);
  }

  #noSuchHold(id: string): Against {
    return this.placed.some(({ command }) => command.hold === id) ? ['hold_not_active'] : ['hold_unknown'];
  }

  #capture(command: Of<'capture'>): Against {
    const { hold: id, amount, over, to } = command;
    const hold = this.#activeHold(id);
    if (hold === undefined) return this.#noSuchHold(id);
    const named = to === undefined ? hold.target : this.#find(to, hold.bearer.asset);
    const target = to === undefined ? (named ?? this.#world(hold.bearer.asset)) : named;
    const taken = amount ?? hold.left;
    const against: Reason[] = [];
    if (target === hold.bearer) against.push('same_account');
    else if (target === undefined) against.push('account_unknown');
    else if (target.asset !== hold.bearer.asset) against.push('asset_mismatch');
    if (taken > hold.left && over !== true) against.push('hold_insufficient');
    if (against.length > 0 || target === undefined) return against;
    return takeFrom(this, hold, target, taken, command);
  }

  #adjust(command: Of<'adjust_hold'>): Against {
    if (isOver(command.expiresAt ?? null, command.effectiveAt)) return ['expires_before_start'];
    const hold = this.#activeHold(command.hold);
    return hold === undefined ? this.#noSuchHold(command.hold) : adjust(this, hold, command);
  }

  #release(id: string): Against {
    const hold = this.#activeHold(id);
    if (hold === undefined) return this.#noSuchHold(id);
    return giveBack(this, hold);
  }

  #offer(command: Offer): Against {
    const pair = this.#pair(command.from, command.to);
    const against: Reason[] = 'source' in pair ? [] : [...pair];
    if (this.#offersMade.has(command.offer)) against.push('offer_exists');
    if (against.length > 0 || !('source' in pair)) return against;
    this.#offersMade.set(command.offer, command);
    if (isOver(command.expiresAt, command.effectiveAt)) {
      this.passing = { holds: [], offers: [{ ...pair, command }] };
      return [];
    }
    this.offers.push({ command, ...pair });
    return [];
  }

  #resolve({ kind, offer: id, account }: Of<'accept' | 'cancel' | 'decline'>): Against {
    const offer = this.offers.find(({ command }) => command.offer === id);
    if (offer === undefined) return [this.#offersMade.has(id) ? 'offer_not_pending' : 'offer_unknown'];
    const by = this.#find(account, offer.source.asset);
    if (kind === 'cancel' && by !== offer.source) return ['not_the_source'];
    if (kind !== 'cancel' && by !== offer.target) return ['not_the_target'];
    keepOnly(this.offers, (each) => each !== offer);
    if (kind !== 'accept') return [];
    postTo(offer.source, -offer.command.amount);
    postTo(offer.target, offer.command.amount);
    return [];
  }

  #merge({ into: intoId, from: fromId, effectiveAt }: Of<'merge'>): Against {
    const into = this.living(intoId);
    const from = this.living(fromId);
    const against: Reason[] = [];
    if (into === undefined || from === undefined) against.push('account_unknown');
    if (intoId === fromId) against.push('same_account');
    if (into !== undefined && from !== undefined && into.asset !== from.asset) against.push('asset_mismatch');
    if (against.length > 0 || into === undefined || from === undefined) return against;
    keepOnly(this.offers, ({ source, target }) => source !== from && !(source === into && target === from));
    for (const offer of this.offers) if (offer.target === from) offer.target = into;
    for (const hold of this.holds) {
      if (hold.bearer === from) hold.bearer = into;
      if (hold.target === from) hold.target = into;
    }
    into.inflow += from.inflow;
    into.outflow += from.outflow;
    putInPurse(into, from.parts);
    Object.assign(from, EMPTY);
    from.mergedInto = into;
    from.mergedAt = effectiveAt;
    return [];
  }
}
