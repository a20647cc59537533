import type { AmountInput } from '../base/amount.ts';
import type { Clock, ClockInput } from '../base/clock.ts';
import type { PostEntry, SingleRequest } from '../kernel/command.ts';
import type { About } from '../kernel/dated.ts';

/** What a caller may write for a value that the checks put in its one form. */
type Loose<T> = T extends bigint
  ? AmountInput
  : T extends Clock
    ? ClockInput
    : T extends readonly PostEntry[]
      ? readonly (Omit<PostEntry, 'amount'> & {
          /** What goes into the account, or with a minus out of it, in minor units. */ readonly amount: AmountInput;
        })[]
      : T;

/** Every kind of command. */
export type CommandKind = SingleRequest['kind'];
/** The command of a kind, with its one form of each field. */
type RequestOf<K extends CommandKind> = SingleRequest extends infer R
  ? R extends SingleRequest
    ? K extends R['kind']
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
  readonly [K in CommandKind]: {
    /** What is to be done. */
    readonly kind: K;
  } & InputOf<K>;
}[CommandKind];

/** A group: all or nothing. Groups may stand in groups; only the outermost may have an id. */
export interface AtomicInput extends About {
  readonly kind: 'atomic';
  /** Names the group, so that it is done once however often it is sent. Made when absent. */
  readonly id?: string | undefined;
  /** Its commands, in the order in which they are carried out. */
  readonly commands: readonly CommandInput[];
}
/** A command or a group, for `submit`. */
export type CommandInput = SingleInput | AtomicInput;
