import type { Hold, Offer, OpenAccount, Post } from '../../src/kernel/command.ts';
import type { Reason } from '../../src/kernel/rejection.ts';
import { availableOn, knownMoments, limitsAgainst, outlookOn } from './plain-book-limits.ts';
import {
  type Against,
  isOver,
  type PlainBalances,
  type PlainCommand,
  type PlainHold,
  type PlainLife,
  type PlainOffer,
  type PlainOpposite,
  type TimelineCommand,
  WORLD_ID,
} from './plain-book-state.ts';

type Of<Kind extends TimelineCommand['kind']> = Extract<TimelineCommand, { kind: Kind }>;

/**
 * The book that is told everything in order of time, once: lists of accounts, holds and offers, which are
 * walked whole before each command to end what is over. It takes good input only. A command that is
 * refused for a limit leaves the book in ruins: nobody may use it then.
 */
export class PlainBook {
  readonly lives: PlainLife[] = [];
  readonly holds: PlainHold[] = [];
  readonly offers: PlainOffer[] = [];
  /** What was captured of each hold, by the command that placed it. */
  readonly captured = new Map<Hold, bigint>();
  readonly #worlds = new Map<string, PlainLife>();
  readonly #holdIds = new Set<string>();
  readonly #offersMade = new Map<string, Offer>();

  /** Carries out one command, no earlier than the ones before it; the reasons against it, if any. */
  apply(command: PlainCommand): Against {
    this.endWhatIsOver(command.effectiveAt);
    const moments = knownMoments(command, this);
    const before = outlookOn(this.lives, this, moments);
    const against = this.#do(command);
    return against.length > 0 ? against : limitsAgainst(before, outlookOn(this.lives, this, moments));
  }

  endWhatIsOver(now: number): void {
    keepOnly(this.holds, ({ command }) => !isOver(command.expiresAt, now));
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
    const rows = [...this.lives, ...this.#worlds.values()].map((life) => {
      const { inflow, outflow } = life;
      const incoming = sum(this.offers.map(({ target, command }) => (target === life ? command.amount : 0n)));
      const row = { inflow, outflow, available: availableOn(life, this), incoming };
      return [life.key, row] as const;
    });
    return new Map(rows);
  }

  #do(command: PlainCommand): Against {
    switch (command.kind) {
      case 'open_account':
        return this.#open(command);
      case 'close_account':
        return this.#close(command.account);
      case 'post':
        return this.#post(command);
      case 'transfer':
      case 'pass':
        return this.#transfer(command.from, command.to, command.amount);
      case 'opposite':
        return this.#opposite(command);
      case 'hold':
        return this.#hold(command);
      case 'capture':
        return this.#capture(command);
      case 'release':
        return this.#release(command.hold);
      case 'offer':
        return this.#offer(command);
      case 'merge':
        return this.#merge(command.into, command.from);
      case 'record_import':
        return []; // It moves nothing.
      case 'announce_expiry':
        throw new Error('what ran out is announced by the house; it moves nothing');
      default:
        return this.#resolve(command);
    }
  }

  #world(asset: string): PlainLife {
    const key = `${WORLD_ID}/${asset}`;
    const limits = { floor: null, ceiling: null, mergedInto: undefined };
    const world = this.#worlds.get(asset) ?? { key, id: WORLD_ID, asset, inflow: 0n, outflow: 0n, ...limits };
    this.#worlds.set(asset, world);
    return world;
  }

  /** The account that an id means now; `world` means the one of an asset. */
  #find(id: string, asset: string | undefined): PlainLife | undefined {
    if (id !== WORLD_ID) return this.living(id);
    return asset === undefined ? undefined : this.#world(asset);
  }

  #open({ account, asset, floor, ceiling }: OpenAccount): Against {
    if (account === WORLD_ID || this.living(account) !== undefined) return ['account_exists'];
    const key = `${this.lives.filter(({ id }) => id === account).length + 1}/${account}`;
    const limits = { floor: floor === undefined ? 0n : floor, ceiling: ceiling ?? null };
    this.lives.push({ key, id: account, asset, inflow: 0n, outflow: 0n, ...limits, mergedInto: undefined });
    return [];
  }

  #close(id: string): Against {
    const life = this.living(id);
    if (life === undefined) return ['account_unknown'];
    const touches = [...this.holds.map(({ bearer }) => bearer), ...this.offers.flatMap(partiesOf)];
    if (life.inflow !== life.outflow || touches.includes(life)) return ['account_not_empty'];
    life.mergedInto = null;
    return [];
  }

  #post({ entries }: Post): Against {
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

  #transfer(from: string, to: string, amount: bigint): Against {
    const pair = this.#pair(from, to);
    if (!('source' in pair)) return pair;
    postTo(pair.source, -amount);
    postTo(pair.target, amount);
    return [];
  }

  #opposite({ postings }: PlainOpposite): Against {
    for (const { life, amount } of postings) {
      const holder = this.byKey(life);
      if (holder.mergedInto !== undefined) return ['account_unknown'];
      postTo(holder, amount);
    }
    return [];
  }

  #hold(command: Hold): Against {
    const against: Reason[] = [];
    const bearer = this.living(command.account);
    if (bearer === undefined) against.push('account_unknown');
    if (this.#activeHold(command.hold) !== undefined) against.push('hold_exists');
    if (against.length > 0 || bearer === undefined) return against;
    this.#holdIds.add(command.hold);
    if (isOver(command.expiresAt, command.effectiveAt)) return this.#canBear(bearer, command.amount);
    this.holds.push({ command, bearer, left: command.amount });
    return [];
  }

  /** Something that is over at once must be affordable all the same. */
  #canBear(life: PlainLife, amount: bigint): Against {
    if (life.id === WORLD_ID) return [];
    const rest = new Map([[life, { posted: 0n, available: [availableOn(life, this) - amount] }]]);
    return limitsAgainst(new Map([[life, { posted: 0n, available: [availableOn(life, this)] }]]), rest);
  }

  #activeHold(id: string): PlainHold | undefined {
    return this.holds.find(({ command }) => command.hold === id);
  }

  #noSuchHold(id: string): Against {
    return this.#holdIds.has(id) ? ['hold_not_active'] : ['hold_unknown'];
  }

  #capture({ hold: id, amount, final, to }: Of<'capture'>): Against {
    const hold = this.#activeHold(id);
    if (hold === undefined) return this.#noSuchHold(id);
    const target = this.#find(to ?? hold.command.to ?? WORLD_ID, hold.bearer.asset);
    const taken = amount ?? hold.left;
    const against: Reason[] = [];
    if (target === undefined) against.push('account_unknown');
    else if (target.asset !== hold.bearer.asset) against.push('asset_mismatch');
    if (taken > hold.left) against.push('hold_insufficient');
    if (against.length > 0 || target === undefined) return against;
    hold.left -= taken;
    this.captured.set(hold.command, (this.captured.get(hold.command) ?? 0n) + taken);
    postTo(hold.bearer, -taken);
    postTo(target, taken);
    if (final === true || hold.left === 0n) keepOnly(this.holds, (each) => each !== hold);
    return [];
  }

  #release(id: string): Against {
    const hold = this.#activeHold(id);
    if (hold === undefined) return this.#noSuchHold(id);
    keepOnly(this.holds, (each) => each !== hold);
    return [];
  }

  #offer(command: Offer): Against {
    const pair = this.#pair(command.from, command.to);
    const against: Reason[] = 'source' in pair ? [] : [...pair];
    if (this.#offersMade.has(command.offer)) against.push('offer_exists');
    if (against.length > 0 || !('source' in pair)) return against;
    this.#offersMade.set(command.offer, command);
    if (isOver(command.expiresAt, command.effectiveAt)) return this.#canBear(pair.source, command.amount);
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

  #merge(intoId: string, fromId: string): Against {
    const into = this.living(intoId);
    const from = this.living(fromId);
    const against: Reason[] = [];
    if (into === undefined || from === undefined) against.push('account_unknown');
    if (intoId === fromId) against.push('same_account');
    if (into !== undefined && from !== undefined && into.asset !== from.asset) against.push('asset_mismatch');
    if (against.length > 0 || into === undefined || from === undefined) return against;
    keepOnly(this.offers, ({ source, target }) => source !== from && !(source === into && target === from));
    for (const offer of this.offers) if (offer.target === from) offer.target = into;
    for (const hold of this.holds) if (hold.bearer === from) hold.bearer = into;
    into.inflow += from.inflow;
    into.outflow += from.outflow;
    from.inflow = 0n;
    from.outflow = 0n;
    from.mergedInto = into;
    return [];
  }
}

function partiesOf({ source, target }: PlainOffer): PlainLife[] {
  return [source, target];
}

function postTo(life: PlainLife, amount: bigint): void {
  if (amount < 0n) life.outflow -= amount;
  else life.inflow += amount;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function keepOnly<Item>(items: Item[], isKept: (item: Item) => boolean): void {
  if (items.every(isKept)) return;
  items.splice(0, items.length, ...items.filter(isKept));
}
