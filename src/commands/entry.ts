import type { Expecting } from './expectation.ts';
import type { Field, Fields, OptionalField } from './field.ts';
import type { Reason } from './reasons.ts';

/** What a command or a group says about itself. It is part of what is asked, and decides nothing. */
export interface About {
  /** What it is about elsewhere, such as the number of an order: any text of up to 256 units. Several may have the same. */
  readonly reference?: string | undefined;
  /** Texts by name to be kept with it: up to 32, of 4,096 bytes in all. An account keeps those of its opening, or of its latest update that has any. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Texts by name that can be erased, as many as metadata: the journal has only a salted hash of them. */
  readonly private?: Readonly<Record<string, string>> | undefined;
}

/** What every command carries. */
export interface Dated extends About, Expecting {
  /** When it is true, an integer in the book's unit. Commands may come with any, in any order. */
  readonly effectiveAt: number;
  /** Names the transaction, so that it can be reversed. Optional; unique in the book. */
  readonly id?: string | undefined;
}

/** What an answer says besides that the command was accepted. */
export type AnswerDetail =
  | 'nothing'
  | 'range'
  | 'forced'
  | 'taken'
  | 'captured'
  | 'payments'
  | 'credits'
  | 'spent'
  | 'postings';

/** What the types of a kind of command say beside its form. */
export interface Traits {
  /** Why its rule may refuse it, in the order in which that is checked: the very list that its entry has. */
  readonly reasons: readonly Reason[];
  /** What its answer says besides; nothing, unless it is said. */
  readonly details?: AnswerDetail;
  /** A field that its method takes by itself, before the object with the others. */
  readonly positional?: string;
}

/** A kind of command as its types have it: its form, and what else they say of it. */
export interface Spec<Command, More extends Traits> {
  /** Its form, once it is checked. */
  readonly command: Command;
  /** What else is said of it. */
  readonly more: More;
}

/** One kind of command: all that is said of it outside of its rule. */
export interface AnyEntry {
  /** Its name in the journal. */
  readonly kind: string;
  /** Its fields, those first that it needs. */
  readonly fields: Fields;
  /**
   * Throws where its fields, each of which was checked, do not go together. Takes away what says no more than its absence.
   *
   * @param path what stands before the names of the fields
   */
  readonly checkTogether?: (path: string, command: Record<string, unknown>) => void;
  /** The kinds of the events that follow from it: each command becomes one. */
  readonly events: readonly string[];
  /** Why its rule may refuse it, in the order in which that is checked. */
  readonly reasons: readonly Reason[];
  /** Whether it posts money, so that it can be reversed. */
  readonly posts?: boolean;
  readonly details?: AnswerDetail;
  readonly positional?: string;
  /**
   * Whether it names what it makes, so that without an id the house knows it by that when it comes again: always, or where
   * the field of that name is there.
   */
  readonly hasNaturalKey?: boolean | string;
  /** Fields of which a command has at most one: each says the same in a way of its own. */
  readonly exclusive?: readonly string[];
  /** Whether one of those has to be there; the first is asked for. */
  readonly needsOne?: boolean;
  /** Fields that say more of what another one makes, and by it: without that one they are refused. */
  readonly belongsTo?: Readonly<Record<string, string>>;
  /** The fields with the names of what it opens, merges or places: they mean another thing afterwards. */
  readonly redefines?: readonly string[];
  /** Whether its metadata replaces what was kept before: then none at all is said by an empty object. */
  readonly replacesMetadata?: boolean;
  /** How it stands on the command line and in files of rows; without it, it does not. */
  readonly cli?: CommandLineEntry;
}

/** What the command line says of a kind of command. */
export interface CommandLineEntry {
  /** One line of help. */
  readonly summary: string;
  /** Lines that work, as they are typed behind the name of the program. */
  readonly examples: readonly string[];
  /**
   * What was done, up to its moment. `{account}` stands for the field of that name, `{amount}` for the amount of the answer,
   * else of what was asked; what stands in brackets is left out where its field is absent.
   */
  readonly done: string;
  /** Whether it may be the first command of a house, and so make the file. */
  readonly creates?: boolean;
}

/** The fields that are a command's own. */
type OwnFields<Command> = Exclude<keyof Command, keyof Dated | 'kind'>;

/** The entry of a kind of command, every field of its form in it. */
export interface Entry<Command extends Dated & { readonly kind: string }> extends AnyEntry {
  readonly kind: Command['kind'];
  readonly fields: {
    readonly [F in OwnFields<Command>]-?: undefined extends Command[F]
      ? OptionalField<Exclude<Command[F], undefined>>
      : Field<Command[F]>;
  };
}

/** The entries of some kinds, under the names of their methods. */
export type Entries<Specs> = {
  readonly [Method in keyof Specs]: Specs[Method] extends Spec<
    infer Command extends Dated & { readonly kind: string },
    infer More
  >
    ? Entry<Command> & Pick<More, keyof More>
    : never;
};
