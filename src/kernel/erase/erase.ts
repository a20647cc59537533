/** Says that private data were erased, for whoever keeps a copy. It comes from the engine, never from a caller. */
export interface Erase {
  readonly kind: 'erase';
  /** When they were erased, in milliseconds. */
  readonly effectiveAt: number;
  /** The id of the erasure. */
  readonly id?: string | undefined;
  /** The command whose they were. */
  readonly command?: string | undefined;
  /** The account whose they were. */
  readonly account?: string | undefined;
  /** Whether those of commands that named or moved the account were erased, too. */
  readonly withCommands?: true | undefined;
  /** What was erased: rows of the journal, each with the place of a command in it. */
  readonly rows: readonly (readonly [seq: number, place: number])[];
}
