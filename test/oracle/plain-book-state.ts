import type { SingleCommand } from '../../src/commands/command-table.ts';
import type { Hold } from '../../src/commands/hold-commands.ts';
import type { Offer } from '../../src/commands/offer-commands.ts';
import type { OwnCommand } from '../../src/commands/own-command.ts';
import type { Reason } from '../../src/commands/reasons.ts';

export const WORLD_ID = 'world';

/** One life of an account id. What is available follows from what is posted, held and offered. */
export interface PlainLife {
  /** As the book names lives: the number of the life, a slash, the id; `world/ASSET` for a world. */
  readonly key: string;
  readonly id: string;
  readonly asset: string;
  readonly floor: bigint | null;
  readonly ceiling: bigint | null;
  inflow: bigint;
  outflow: bigint;
  /** What is posted of credits, which is not available. */
  purse: bigint;
  /** What that is by when it can be spent. */
  parts: readonly PlainPart[];
  /** When that happened. */
  mergedAt?: number;
  /** Where it went; null: closed; undefined: it lives. */
  mergedInto: PlainLife | null | undefined;
}

/** An active hold. */
export interface PlainHold {
  readonly command: Hold;
  bearer: PlainLife;
  /** Whom it pays unless a capture says otherwise; undefined: the world. */
  target: PlainLife | undefined;
  /** When it runs out, as it was placed or set last. */
  expiresAt: number | null;
  captured: bigint;
  left: bigint;
}

/** A pending offer. */
export interface PlainOffer {
  readonly command: Offer;
  readonly source: PlainLife;
  target: PlainLife;
}

/** A posting of one amount that comes with a lot command; nothing, or zero, may be posted. */
export interface PlainPass {
  readonly kind: 'pass';
  readonly effectiveAt: number;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  /** There where credits go to somebody, or come from whoever has them. */
  readonly purse?: 'to' | 'from';
  /** Of a grant before there were purses: what of it is in one since they were started. */
  started?: bigint;
  /** What that is by when it can be spent. */
  readonly parts?: readonly PlainPart[];
  /** There where credits expire. */
  readonly isExpiry?: boolean;
  /** There where a book does it by itself, in closed periods too. */
  readonly isOwn?: boolean;
  readonly force?: boolean;
}

/** What is put into the purses of lives by their keys, or of what they were merged into. */
export interface PlainIntoPurses {
  readonly kind: 'into_purses';
  readonly effectiveAt: number;
  readonly amounts: readonly { readonly life: string; readonly amount: bigint }[];
}

/** What a reversal posts, or a refund to whoever paid, on lives by their keys. */
export interface PlainOpposite {
  readonly kind: 'opposite';
  readonly effectiveAt: number;
  readonly isRefund?: boolean;
  readonly postings: readonly PlainPosting[];
}

export interface PlainPosting {
  readonly life: string;
  readonly amount: bigint;
  /** The part of it that is of credits. */
  readonly purse?: readonly PlainPart[];
}

/** An amount of credits, from when on they can be spent and when they end; infinity: no moment does. */
export interface PlainPart {
  readonly starts: number;
  readonly until: number;
  readonly amount: bigint;
}

/** When what no moment begins and none ends can be spent. */
const ALWAYS = { starts: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

/** Credits come into the purse of a life, or go where the sign says so. */
export function putInPurse(life: PlainLife, parts: readonly PlainPart[], sign = 1n): void {
  const changed = parts.map((part) => ({ ...part, amount: sign * part.amount }));
  for (const { amount } of changed) life.purse += amount;
  life.parts = [...life.parts, ...changed];
}

/** What is worked out by arrival, before the timeline is asked. */
/** What is carried out later has an oracle of its own. */
type ScheduleKind = 'schedule' | 'cancel_schedule';
type LotKind =
  | 'distribute'
  | 'pay'
  | 'refund'
  | 'grant'
  | 'spend'
  | 'expire_credits'
  | 'void_credit'
  | 'extend_credit'
  | 'end_credit'
  | 'reverse'
  | 'start_purses';
export type LotCommand = Extract<SingleCommand, { kind: LotKind }>;
/** What comes from a house no plain book knows. */
export type TimelineCommand = Exclude<SingleCommand, { kind: LotKind | ScheduleKind } | OwnCommand>;
/** What a plain book carries out, in order of time. */
export type PlainCommand = TimelineCommand | PlainPass | PlainOpposite | PlainIntoPurses;

export interface PlainBalances {
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly purse: bigint;
  readonly spendable: bigint;
}

/** A life that a command by force leaves under its floor. */
export interface PlainBelow {
  readonly account: string;
  readonly floor: bigint;
  /** The least that is available, where that is less than without the command. */
  readonly least: bigint;
  /** Whether a later command takes it under its floor. */
  readonly isLater: boolean;
}

/** Every reason that stands against a command; none: it succeeds. */
export type Against = readonly Reason[];

/** What is over at a moment is over before everything that happens at it. */
export function isOver(expiresAt: number | null, at: number): boolean {
  return expiresAt !== null && expiresAt <= at;
}

export function partiesOf({ source, target }: PlainOffer): PlainLife[] {
  return [source, target];
}

export function postTo(life: PlainLife, amount: bigint): void {
  if (amount < 0n) life.outflow -= amount;
  else life.inflow += amount;
}

export function keepOnly<Item>(items: Item[], isKept: (item: Item) => boolean): void {
  if (items.every(isKept)) return;
  items.splice(0, items.length, ...items.filter(isKept));
}

/** What of a posting is of credits goes from the purse of the one, or comes into that of the other. */
export function passPurse(
  { source, target }: { readonly source: PlainLife; readonly target: PlainLife },
  { purse, parts = [], started }: Pick<PlainPass, 'purse' | 'parts' | 'started'>,
): void {
  if (purse === 'to') putInPurse(target, parts);
  if (started !== undefined) putInPurse(target, [{ ...ALWAYS, amount: started }]);
  if (purse === 'from') putInPurse(source, parts, -1n);
}

/** What is in purses that was available before; or that some life is over. */
export function putIntoPurses({ amounts }: PlainIntoPurses, byKey: (key: string) => PlainLife): Against {
  for (const { life, amount } of amounts) {
    let holder = byKey(life);
    while (holder.mergedInto) holder = holder.mergedInto;
    if (holder.mergedInto === null) return ['account_closed_later'];
    putInPurse(holder, [{ ...ALWAYS, amount }]);
  }
  return [];
}

/** What a reversal, or a refund to whoever paid, posts; or that some life is over. */
export function postOpposite({ postings }: PlainOpposite, byKey: (key: string) => PlainLife): Against {
  for (const { life, amount, purse = [] } of postings) {
    const holder = byKey(life);
    if (holder.mergedInto !== undefined) return ['account_unknown'];
    postTo(holder, amount);
    putInPurse(holder, purse);
  }
  return [];
}
