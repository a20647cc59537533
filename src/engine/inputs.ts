import type { AmountInput } from '../base/amount.ts';
import type { Clock, ClockInput } from '../base/clock.ts';
import type { PostEntry, SingleRequest } from '../kernel/command.ts';

/** What a caller may write for a value that the checks put in its one form. */
type Loose<T> = T extends bigint
  ? AmountInput
  : T extends Clock
    ? ClockInput
    : T extends readonly PostEntry[]
      ? readonly (Omit<PostEntry, 'amount'> & { readonly amount: AmountInput })[]
      : T;

export type CommandKind = SingleRequest['kind'];
type RequestOf<K extends CommandKind> = SingleRequest extends infer R
  ? R extends { readonly kind: infer RK }
    ? K extends RK
      ? R
      : never
    : never
  : never;

/** The options object of a command's method. */
export type InputOf<K extends CommandKind> = {
  readonly [F in keyof Omit<RequestOf<K>, 'kind'>]: Loose<RequestOf<K>[F]>;
};

/** A command as an object, for bulk and groups. */
export type SingleInput = {
  readonly [K in CommandKind]: { readonly kind: K } & InputOf<K>;
}[CommandKind];

/** A group: all or nothing. Groups may stand in groups; only the outermost may have an id. */
export interface AtomicInput {
  readonly kind: 'atomic';
  readonly id?: string | undefined;
  readonly commands: readonly CommandInput[];
}
export type CommandInput = SingleInput | AtomicInput;
