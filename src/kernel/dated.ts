/** What a command or a group says about itself. It is part of what is asked, and decides nothing. */
export interface About {
  /** What it is about elsewhere, such as the number of an order: any text of up to 256 units. Several may have the same. */
  readonly reference?: string | undefined;
  /** Texts by name to be kept with it: up to 32, of 4,096 bytes in all. An account keeps those of its opening. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Texts by name that can be erased, as many as metadata: the journal has only a salted hash of them. */
  readonly private?: Readonly<Record<string, string>> | undefined;
}

/** What every command carries. */
export interface Dated extends About {
  /** When it is true, an integer in the book's unit. Commands may come with any, in any order. */
  readonly effectiveAt: number;
  /** Names the transaction, so that it can be reversed. Optional; unique in the book. */
  readonly id?: string | undefined;
}
