import type { CommandInput } from '../commands/command-table.ts';
import type { AcrossExpecting, AcrossInput, AcrossTransferInput } from './across-request.ts';
import type { Accepted, AcrossAnswer, AtomicAnswer, TransactionAnswer } from './answer.ts';
import type { ActorOptions, CommandOptions, GroupOptions, IdOptions } from './command-input.ts';
import { CommandsOrThrow, type Perform, type Yes } from './commands-or-throw.ts';
import type { EraseAnswer } from './erase-private.ts';
import type { PrivateTarget } from './read/read-private.ts';
import { orThrow } from './refused-error.ts';
import type { Transaction } from './transact/interactive-transaction.ts';

/** What a book answers besides its commands. */
interface AnsweringBook {
  atomic(commands: readonly CommandInput[], options?: CommandOptions & GroupOptions): Promise<AtomicAnswer>;
  transaction<T>(work: Work<T>, options?: IdOptions): Promise<TransactionAnswer<T>>;
  erase(what: PrivateTarget): Promise<EraseAnswer>;
}

/** What a house answers itself. */
interface AnsweringHouse {
  atomic(commands: readonly AcrossInput[], options?: AcrossOptions): Promise<AcrossAnswer>;
  transfer(input: AcrossTransferInput, options?: CommandOptions & ActorOptions): Promise<AcrossAnswer>;
}

type Work<T> = (transaction: Transaction) => Promise<T>;
type AcrossOptions = CommandOptions & IdOptions & ActorOptions & AcrossExpecting;

/** What a book does, where a refusal is thrown as a RefusedError. It is on record all the same. */
export class BookOrThrow extends CommandsOrThrow<Accepted, [options?: CommandOptions]> {
  readonly #book: AnsweringBook;

  /** @internal They come from a book. */
  constructor(book: AnsweringBook, perform: Perform<Accepted, [options?: CommandOptions]>) {
    super(perform);
    this.#book = book;
  }

  /** As that of the book: several commands, all or nothing. */
  async atomic(
    commands: readonly CommandInput[],
    options?: CommandOptions & GroupOptions,
  ): Promise<Yes<AtomicAnswer>> {
    return orThrow(await this.#book.atomic(commands, options));
  }

  /** As that of the book: runs work on a transaction and commits it. */
  async transaction<T>(
    work: (transaction: Transaction) => Promise<T>,
    options?: IdOptions,
  ): Promise<Yes<TransactionAnswer<T>>> {
    return orThrow(await this.#book.transaction(work, options)) as Yes<TransactionAnswer<T>>; // It is no refusal.
  }

  /** As that of the book: erases private data. */
  async erase(what: PrivateTarget): Promise<Yes<EraseAnswer>> {
    return orThrow(await this.#book.erase(what));
  }
}

/** What a house does on several books, where a refusal is thrown as a RefusedError. */
export class HouseOrThrow {
  readonly #house: AnsweringHouse;

  /** @internal They come from a house. */
  constructor(house: AnsweringHouse) {
    this.#house = house;
  }

  /** As that of the house: commands on several books, all or nothing. */
  async atomic(
    commands: readonly AcrossInput[],
    options?: CommandOptions & IdOptions & ActorOptions & AcrossExpecting,
  ): Promise<Yes<AcrossAnswer>> {
    return orThrow(await this.#house.atomic(commands, options));
  }

  /** As that of the house: posts from a book to another one. */
  async transfer(
    input: AcrossTransferInput,
    options?: CommandOptions & ActorOptions,
  ): Promise<Yes<AcrossAnswer>> {
    return orThrow(await this.#house.transfer(input, options));
  }
}
