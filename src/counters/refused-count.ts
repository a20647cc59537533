/** Why counters say no, as a stable code. */
export type CounterReason = 'counter_in_use' | 'counter_unknown' | 'superseded';

/** What a reason means, and what can be done about it. */
interface ReasonText {
  readonly message: string;
  readonly remedy: string;
}

/** Why counters do not do what is asked: what each reason means, and what can be done about it. */
export const COUNTER_REASONS: Readonly<Record<CounterReason, ReasonText>> = {
  counter_in_use: {
    message: 'it has counted already, and what it counted would not be right under the new definition',
    remedy: 'Give the new definition to a counter of another name.',
  },
  counter_unknown: {
    message: 'nobody defined it, and nothing came',
    remedy: 'Check its name, or define it first.',
  },
  superseded: {
    message: 'another one that began later took its place',
    remedy: 'Wait for that one, and begin again if it was for something else.',
  },
};

/** A "no" of counters: nothing that is read has changed. */
export interface CounterRefused<R extends CounterReason = CounterReason> {
  /** It was not done. */
  readonly ok: false;
  /** Why not: stable, to be branched on. */
  readonly reason: R;
  /** What the reason means, for people. It may change. */
  readonly message: string;
  /** What can be done about it, for people. */
  readonly remedy: string;
}

export function refuse<R extends CounterReason>(reason: R): CounterRefused<R> {
  return { ok: false, reason, ...COUNTER_REASONS[reason] };
}
