import { readOptions } from '../base/checked-options.ts';
import { COMMON_FIELDS } from '../commands/check-command.ts';
import { COMMANDS, type CommandKind, type Commands, type InputOf } from '../commands/command-table.ts';
import type { AnyEntry, Spec } from '../commands/entry.ts';
import type { ReasonOf, Refused, SaidOf } from './answer.ts';
import { checkedInput } from './command-input.ts';

/** What the method of a kind answers. */
type Answered<K extends CommandKind, Yes, No> = Promise<
  (Yes & SaidOf<K>) | (No & Pick<Refused<ReasonOf<K>>, 'reason'>)
>;

/** The method of a command: with its options object, which may be left out where all of it may, or with one field of it before that. */
type Method<S, Yes, No, Rest extends readonly unknown[]> =
  S extends Spec<infer Command extends { readonly kind: CommandKind }, infer More>
    ? More extends { readonly positional: infer Positional extends keyof InputOf<Command['kind']> }
      ? (
          value: InputOf<Command['kind']>[Positional],
          input?: Omit<InputOf<Command['kind']>, Positional>,
          ...rest: Rest
        ) => Answered<Command['kind'], Yes, No>
      : Partial<InputOf<Command['kind']>> extends InputOf<Command['kind']>
        ? (input?: InputOf<Command['kind']>, ...rest: Rest) => Answered<Command['kind'], Yes, No>
        : (input: InputOf<Command['kind']>, ...rest: Rest) => Answered<Command['kind'], Yes, No>
    : never;

/** Every command as a method. */
type Methods<Yes, No, Rest extends readonly unknown[]> = {
  readonly [Name in keyof Commands]: Method<Commands[Name], Yes, No, Rest>;
};

/**
 * Every command as a method that takes one options object. `id` is the idempotency key (made when absent), and
 * `effectiveAt` the moment in milliseconds at which it is true (now when absent). Amounts are minor units, a
 * bigint or a safe integer. Malformed input throws a TallystickError that names the field, before anything
 * changes; what business says no to is an answer with `ok: false` and a reason.
 *
 * @typeParam Yes what every acceptance says
 * @typeParam No what every refusal says; of its reasons each method has those of its command
 * @typeParam Rest what each method takes besides
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its methods are made below, of the same table as their types.
export abstract class BookCommands<
  Yes extends object,
  No extends object,
  Rest extends readonly unknown[] = readonly [],
> {
  /** @internal Hands a command to what carries it out. */
  protected abstract perform(kind: CommandKind, input: unknown, ...rest: Rest): Promise<Yes | No>;

  static {
    type Performing = BookCommands<object, object, unknown[]>;
    for (const [name, entry] of Object.entries<AnyEntry>(COMMANDS)) {
      const { positional } = entry;
      const absent = Object.keys(entry.fields).length === 0 ? {} : undefined;
      const kind = entry.kind as CommandKind; // That table has no other.
      const value =
        positional === undefined
          ? function (this: Performing, input: unknown = absent, ...rest: unknown[]) {
              return this.perform(kind, input, ...rest);
            }
          : async function (this: Performing, given: unknown, input: object = {}, ...rest: unknown[]) {
              return await this.perform(kind, inputWith(positional, given, input), ...rest);
            };
      Object.defineProperty(BookCommands.prototype, name, { value, writable: true, configurable: true });
    }
  }
}

/** Its methods, one for each command. */
export interface BookCommands<Yes extends object, No extends object, Rest extends readonly unknown[]>
  extends Methods<Yes, No, Rest> {}

/** The options of a method that takes one field by itself, with that. */
function inputWith(name: string, given: unknown, input: object): object {
  return {
    ...readOptions<Record<string, unknown>>('input', { ...checkedInput(input) }, Object.keys(COMMON_FIELDS)),
    [name]: given,
  };
}
