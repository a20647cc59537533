import { compareInstants, expiryOf, type Instant } from '../time/instant.ts';

/** How a hold ended by a command. Expiry needs none. */
export type HoldEnding = 'captured' | 'released';

/** Whom a hold pays to unless a capture says otherwise, where that account expects it. */
export interface HoldTarget {
  /** Key of the account that the hold named. What it expects follows it through merges. */
  readonly named: string;
  /** Key of the account that expects it through all merges known. */
  readonly last: string;
  /** Where a merge made one account of holder and target, if one did before the hold ends: from there on it pays nobody. */
  readonly met: Instant | null;
}

/** Where something was captured of a hold. */
export interface CapturePlace extends Instant {
  /** Whether it ended the hold whatever was left. */
  readonly isFinal: boolean;
  /** There where it might take more than was left. */
  readonly isOver?: true;
}

/** What a hold was set to from a place in time on: where it was placed, all; where it was adjusted, what was named. */
export interface HoldTerms extends Instant {
  /** All that may be captured, what was captured before included. */
  readonly amount?: bigint;
  readonly expiresAt?: number | null;
}

/** A hold as it is placed. */
export interface PlacedHold {
  /** Its row's key: the sequence number of the command that placed it. */
  readonly key: number;
  /** The caller's id; unique among the holds that are active at one moment. */
  readonly id: string;
  /** Key of the account it was placed on. What it holds follows that account through merges. */
  readonly account: string;
  /** Id of the account that captures pay to unless they say otherwise, as the hold named it. */
  readonly to: string;
  /** Null: nobody expects it. It pays to the world, or it was placed before targets were looked at. */
  readonly target: HoldTarget | null;
  /** All that may be captured; of one that was adjusted, by the last adjustment in time. */
  readonly amount: bigint;
  readonly placed: Instant;
  /** Gone at this very moment; null: never. Of one that was adjusted, by the last adjustment in time. */
  readonly expiresAt: number | null;
  /** Captured so far, at whatever moments; more than `amount` only where a capture might take more. */
  readonly captured: bigint;
  /** The latest place in time of a capture, release or adjustment of it, or of its placing. */
  readonly touched: Instant;
  /** Where a final or full capture, or a release, ended it. */
  readonly ended: (Instant & { readonly by: HoldEnding }) | null;
  /** True when it was announced that it ran out. */
  readonly isAnnounced: boolean;
}

/** A pending debit with an expiry. */
export interface HoldRow extends PlacedHold {
  /** Where captures took from it; null: there are too many, or the first version of the rules decided one of them. */
  readonly captures: readonly CapturePlace[] | null;
  /** What it was set to, in order of time, its placing first; missing: it was never adjusted. Empty: too often to be remembered. */
  readonly terms?: readonly HoldTerms[];
}

/** What is left of a hold: nothing, where more was captured than it was of. */
export function leftOf({ amount, captured }: Pick<PlacedHold, 'amount' | 'captured'>): bigint {
  return amount > captured ? amount - captured : 0n;
}

/** True while no command has ended the hold. */
export function isOpen(hold: PlacedHold): boolean {
  return hold.ended === null && hold.captured < hold.amount;
}

/** Where what is left of a hold goes back: its end by a command or else its expiry; undefined: never. */
export function returnOf(hold: PlacedHold): Instant | undefined {
  if (hold.ended !== null) return hold.ended;
  return expiryOf(hold.placed, hold.expiresAt);
}

/** Where its target expects what is left of a hold no longer: where it ends, or comes to pay to itself; undefined: never. */
export function expectedUntil(hold: HoldRow): Instant | undefined {
  const end = returnOf(hold);
  const met = hold.target?.met ?? undefined;
  if (met === undefined) return end;
  return end === undefined || compareInstants(met, end) < 0 ? met : end;
}

/** True when the hold is active at that place in time. */
export function isActive(hold: PlacedHold, instant: Instant): boolean {
  if (compareInstants(hold.placed, instant) > 0) return false;
  if (hold.expiresAt !== null && hold.expiresAt <= instant.at) return false;
  return hold.ended === null || compareInstants(instant, hold.ended) < 0;
}
