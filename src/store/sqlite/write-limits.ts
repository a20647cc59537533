/** When rows are moved on from one table to the next. They change cost, never meaning. */
export interface WriteLimits {
  /** A batch with this many rows bypasses the arrived ones. */
  readonly largeBatchMin: number;
  /** Account rows at which the arrived ones are moved to the accounts. */
  readonly arrivedAccountsMax: number;
  /** Entries at which the arrived ones are moved to the recent ones. */
  readonly arrivedEntriesMax: number;
  /** Entries that stay among the recent ones. */
  readonly recentEntriesMax: number;
  /** Recent entries are not moved before so many can be: a few at a time would cost a page for each. */
  readonly movedEntriesMin: number;
}

/** Measured: the recent entries are those of eight batches of 8,190 transfers, about 6 MB. */
export const WRITE_LIMITS: WriteLimits = {
  largeBatchMin: 2_048,
  arrivedAccountsMax: 16_384,
  arrivedEntriesMax: 16_384,
  recentEntriesMax: 131_072,
  movedEntriesMin: 4_096,
};
