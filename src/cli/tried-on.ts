import type { CommandInput, CommandKind } from '../commands/command-table.ts';
import type { Accepted, DryAnswer, Refused } from '../engine/answer.ts';
import type { CommandOptions } from '../engine/command-input.ts';
import { BookCommands } from '../engine/command-methods.ts';
import type { OpenBook } from './house-types.ts';

/** A book whose commands are tried: each is answered by what would come of it, and nothing is done. */
class TriedBook extends BookCommands<Accepted, Refused, [options?: CommandOptions]> {
  readonly #book: OpenBook;

  constructor(book: OpenBook) {
    super();
    this.#book = book;
  }

  protected override async perform(
    kind: CommandKind,
    input: unknown,
    options?: CommandOptions,
  ): Promise<Accepted | Refused> {
    const command = { ...(input as object), kind } as CommandInput; // The book checks it.
    const answer: DryAnswer = await this.#book.dryRun(command, options);
    return answer as Accepted | Refused; // It has `asOf` in place of what only a record has; whoever shows it looks at that first.
  }
}

/** The book as commands that write take it, for which they are only tried. */
export function triedOn(book: OpenBook): OpenBook {
  return new TriedBook(book) as unknown as OpenBook; // They call its commands and nothing else.
}
