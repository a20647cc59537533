/** When entries are moved on from one table to the next. They change cost, never meaning. */
export interface EntryLimits {
  /** Rows at which the arrived entries are moved to the recent ones. */
  readonly arrivedMax: number;
  /** So many at once go to the recent entries directly. */
  readonly largeBatchMin: number;
  /** Rows that stay among the recent entries. */
  readonly recentMax: number;
  /** Recent rows are not moved before so many can be: a few at a time would cost a page for each. */
  readonly movedMin: number;
}

/** Measured: the recent entries are those of eight batches of 8,190 transfers, about 6 MB. */
export const ENTRY_LIMITS: EntryLimits = {
  arrivedMax: 8_192,
  largeBatchMin: 4_096,
  recentMax: 131_072,
  movedMin: 4_096,
};
