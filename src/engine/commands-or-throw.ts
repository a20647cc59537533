import type { CommandKind } from '../commands/command-table.ts';
import { BookCommands } from './command-methods.ts';
import { type AnyRefusal, orThrow } from './refused-error.ts';

/** Every answer of a type that is no refusal. */
export type Yes<A> = Exclude<A, { readonly ok: false }>;

/** What carries a command out. */
export type Perform<Y, Rest extends readonly unknown[]> = (
  kind: CommandKind,
  input: unknown,
  ...rest: Rest
) => Promise<Y | AnyRefusal>;

/** Every command as a method that throws a RefusedError where it is refused. */
export class CommandsOrThrow<
  Y extends { readonly ok: true },
  Rest extends readonly unknown[],
> extends BookCommands<Y, never, Rest> {
  readonly #perform: Perform<Y, Rest>;

  /** @internal They come from what they throw for. */
  constructor(perform: Perform<Y, Rest>) {
    super();
    this.#perform = perform;
  }

  /** @internal */
  protected override async perform(kind: CommandKind, input: unknown, ...rest: Rest): Promise<Y> {
    return orThrow(await this.#perform(kind, input, ...rest)) as Y; // What is left without refusals.
  }
}
