/**
 * The public entry `tallystick/counters`, listed by hand: activity counters in memory. What is not named here is not
 * promised.
 */
import './check-node.ts';

export { Bug } from './base/assert.ts';
export { BaseError, type ErrorCode, TallystickError } from './base/error.ts';
export { StoreError, type StoreErrorCode } from './base/store-error.ts';
export type { BackfillAnswer, BackfillInput } from './counters/backfill.ts';
export type { QuarantineRow } from './counters/counter-rows.ts';
export type { Counters } from './counters/counters.ts';
export type { DefineAnswer } from './counters/define-counter.ts';
export type {
  DistinctAnswer,
  DistinctQuery,
  TopAnswer,
  TopCountersQuery,
} from './counters/read-rankings.ts';
export type {
  CounterStatus,
  QuarantineQuery,
  StatusAnswer,
  StatusQuery,
} from './counters/read-status.ts';
export type {
  SlidingAnswer,
  SlidingQuery,
  TotalAnswer,
  TotalQuery,
  TumblingAnswer,
  TumblingQuery,
} from './counters/read-windows.ts';
export type { CounterReason, CounterRefused } from './counters/refused-count.ts';
export type { CountEvent } from './counters/rules/count-event.ts';
export type { DedupMode, DefineInput, Definition } from './counters/rules/definition.ts';
export type { WindowCount } from './counters/rules/fill-gaps.ts';
export type { GranularityInput } from './counters/rules/granularity.ts';
export type { Outcome } from './counters/rules/outcome.ts';
export type { CounterSum } from './counters/rules/top-list.ts';
export type { Undercount } from './counters/rules/undercount.ts';
export { type OpenCountersOptions, openCounters } from './engine/open-counters.ts';
