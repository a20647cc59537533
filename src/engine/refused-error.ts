import { asText, BaseError, TallystickError } from '../base/error.ts';
import { isPlainObject } from '../base/plain-object.ts';
import type { BackfillAnswer } from '../counters/backfill.ts';
import type { DefineAnswer } from '../counters/define-counter.ts';
import type { AcrossAnswer, DryAnswer, Refused } from './answer.ts';
import type { RestartAnswer } from './counting/journal-feed.ts';
import type { EraseAnswer } from './erase-private.ts';
import type { RefusedStep } from './transact/step-list.ts';

/** A refusal among the answers of a type. */
type No<A> = Extract<A, { readonly ok: false }>;

/** Every refusal that there is. */
export type AnyRefusal =
  | Refused
  | RefusedStep
  | No<AcrossAnswer>
  | No<DryAnswer>
  | No<EraseAnswer>
  | No<DefineAnswer>
  | No<BackfillAnswer>
  | No<RestartAnswer>;

/**
 * A refusal that was thrown, as `orThrow` does: business said no, which is on record as ever. Any of its facts is in `answer`.
 * Nothing else throws it.
 */
export class RefusedError extends BaseError {
  /** Always `refused`. Why is the `reason`. */
  readonly code = 'refused';
  /** Why not: stable, to be branched on. */
  readonly reason: AnyRefusal['reason'];
  /** The refusal as it is answered by what does not throw it. */
  readonly answer: AnyRefusal;

  constructor(answer: AnyRefusal) {
    if (checked(answer).ok) throw new TallystickError('bad_option', 'answer', answer, 'a refusal');
    super(`${asText(answer.reason)}: ${asText(answer.message)}`);
    this.name = 'RefusedError';
    this.reason = answer.reason;
    this.answer = answer;
  }
}

/**
 * The same answer, when it is an acceptance; throws a RefusedError when it is a refusal. For answers that come several at a time,
 * as those of `submit`, and for those of counters.
 */
export function orThrow<A extends { readonly ok: true } | AnyRefusal>(
  answer: A,
): Exclude<A, { readonly ok: false }> {
  if (!checked(answer).ok) throw new RefusedError(answer as AnyRefusal); // It was asked.
  return answer as Exclude<A, { readonly ok: false }>; // It is no refusal.
}

function checked<A extends { readonly ok: boolean }>(answer: A): A {
  if (isPlainObject(answer) && typeof answer.ok === 'boolean') return answer;
  throw new TallystickError('bad_option', 'answer', answer, 'an answer, with ok');
}
