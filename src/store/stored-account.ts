/** One life of an account, as every store keeps it. */
export interface StoredAccount {
  readonly id: string;
  readonly key: string;
  readonly asset: string;
  readonly floor: bigint | null;
  readonly ceiling: bigint | null;
  /** JSON of strings by name. */
  readonly metadata: string;
  readonly openedAt: number;
  readonly openedOrder: number;
  readonly endedAt: number | null;
  readonly endedOrder: number | null;
  /** Key of the account that it was merged into. */
  readonly endedInto: string | null;
  /** The latest moment at which an accepted command named it. */
  readonly namedAt: number | null;
  /** The moment up to which entries are summed up below; null: before all time. */
  readonly frontier: number | null;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
  /** Entries behind the frontier since its last checkpoint. */
  readonly sinceCheckpoint: number;
  /** The latest moment at which a command named it that entries do not show, and that cannot be taken back. */
  readonly fixedAt: number | null;
  /** The latest at which a transaction named it that was taken back since. */
  readonly freedAt: number | null;
  readonly expected: bigint;
  /** JSON of its velocity limits in order of their names; null: none. */
  readonly limits: string | null;
  /** What is frozen of it; null: nothing. */
  readonly frozen: string | null;
  /** JSON: [[at, seq], ...], when it began by its opening, and by each event that had it begin earlier; null: by its opening. */
  readonly beginnings: string | null;
  /** The number of the latest event that moved it or changed its terms; null: none did. */
  readonly lastSeq: number | null;
  readonly purse: bigint;
  readonly spendable: bigint;
  /** How many schedules that are pending name it; null: none. */
  readonly scheduled: number | null;
  /** Until when it had credits that were posted out because their moment had come: the latest; null: it had none. */
  readonly creditsEndedAt: number | null;
}
