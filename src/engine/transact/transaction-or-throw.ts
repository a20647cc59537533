import type { AnyAnswer } from '../answer.ts';
import { CommandsOrThrow, type Perform, type Yes } from '../commands-or-throw.ts';
import { orThrow } from '../refused-error.ts';
import type { Provisional } from './step-list.ts';

/** What a transaction does, where a refusal is thrown as a RefusedError: thrown on by its work, it gives the transaction up. */
export class TransactionOrThrow extends CommandsOrThrow<Provisional, []> {
  readonly #commit: () => Promise<AnyAnswer | Provisional>;

  /** @internal They come from a transaction. */
  constructor(perform: Perform<Provisional, []>, commit: () => Promise<AnyAnswer | Provisional>) {
    super(perform);
    this.#commit = commit;
  }

  /** As that of the transaction: ends the latest layer, or commits for good. */
  async commit(): Promise<Yes<AnyAnswer> | Provisional> {
    return orThrow(await this.#commit());
  }
}
