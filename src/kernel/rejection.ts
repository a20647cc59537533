import type { Reason } from '../commands/reasons.ts';

/** The figures of a refusal, where the rule that refused had them at hand. */
export interface RefusalFigures {
  /** What would have had to be available, be it room or money. */
  readonly needed?: bigint;
  /** The floor, where it stood in the way. */
  readonly floor?: bigint;
  /** The ceiling, where it stood in the way. */
  readonly ceiling?: bigint;
  /** The velocity limit that stood in the way, by its name. */
  readonly limit?: string;
  /** How many commands it lets through in its time, where it was their number that stood in the way. */
  readonly count?: number;
  /** From when on it would let the command through if nothing else came, in ms; null: never. */
  readonly freesAt?: number | null;
  /** The least that was expected to be available. */
  readonly min?: bigint;
  /** And the most. */
  readonly max?: bigint;
  /** The number of the command that was expected to be the latest that changed the account; 0: that it does not live. */
  readonly expectedSeq?: number;
  /** And of the one that is; 0: the account does not live. */
  readonly lastSeq?: number;
  /** What the amounts are in. */
  readonly asset?: string;
  /** Of credits that are not available: all accounts of which that is so, in order. */
  readonly accounts?: readonly string[];
  /** Of a closed period: the moment before which nothing may be dated, in ms. */
  readonly lockedBefore?: number;
  /** Of an id that has no account then: when one is opened next, in ms; null: at no later time. */
  readonly openedAt?: number | null;
  /** And when its last one ended before. Absent: it had none. */
  readonly endedAt?: number;
}

/** A command refused: a value, never a throw. Nothing changed. */
export interface Rejection<R extends Reason = Reason> extends RefusalFigures {
  readonly kind: 'rejected';
  readonly reason: R;
  /** The account, lot or transaction that stood in the way, where there is one. */
  readonly subject?: string;
  /** What could have been taken, where too much was asked. */
  readonly available?: bigint;
  /** What may have gone wrong on the way here. */
  readonly hint?: Hint;
}

/** Hints for common slips that can be recognised. */
export const HINTS = {
  seconds: 'expiresAt looks like seconds, and is to be milliseconds since 1970',
} as const;

export type Hint = keyof typeof HINTS;

export function reject<R extends Reason>(
  reason: R,
  subject?: string,
  available?: bigint,
  figures?: RefusalFigures,
): Rejection<R> {
  if (figures !== undefined) return { ...reject(reason, subject, available), ...figures };
  if (available !== undefined && subject !== undefined) {
    return { kind: 'rejected', reason, subject, available };
  }
  return subject === undefined ? { kind: 'rejected', reason } : { kind: 'rejected', reason, subject };
}
