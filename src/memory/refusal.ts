import { Bug } from '../base/assert.ts';
import { TallystickError } from '../base/error.ts';
import type { Reason } from '../commands/reasons.ts';
import type { Event } from '../kernel/apply-rows.ts';
import type { Rejection } from '../kernel/rejection.ts';

/**
 * Whether a decision is a "no" that the caller gets as such. A balance that would leave the 64-bit range
 * is no answer but an error, with nothing changed; a reason that the caller cannot have caused is our bug.
 */
export function isRefused(
  decision: Event | Rejection,
  amount: unknown,
  answers: readonly Reason[],
): decision is Rejection {
  if (decision.kind !== 'rejected') return false;
  if (answers.includes(decision.reason)) return true;
  if (decision.reason === 'amount_out_of_range') {
    throw new TallystickError('out_of_range', 'amount', amount, 'balances within the signed 64-bit range');
  }
  throw new Bug(`an unexpected refusal: ${decision.reason}`);
}

/** A yes, with what follows from it: `Ok<{ allocations: Allocation[] }>`. */
export type Ok<T extends object = object> = { readonly ok: true } & T;

/** A business no, with its reason and what explains it: a value, never a throw. */
export type Refusal<R extends string, Detail extends object = object> = {
  readonly ok: false;
  /** Why not: stable, to be branched on. */
  readonly reason: R;
} & Detail;

/** What a call answers when it may be refused. */
export type Result<T extends object, R extends string> = Ok<T> | Refusal<R>;
