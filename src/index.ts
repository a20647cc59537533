/**
 * The public entry `tallystick`, listed by hand: what is not named here is not promised.
 * The five synchronous classes have an entry of their own, `tallystick/memory`.
 */
import './check-node.ts';

export { AMOUNT_MAX, AMOUNT_MIN, type AmountInput } from './base/amount.ts';
export { Bug } from './base/assert.ts';
export type { ClockInput } from './base/clock.ts';
export { BaseError, type ErrorCode, TallystickError } from './base/error.ts';
export type { Every } from './base/repeats.ts';
export { StoreError, type StoreErrorCode } from './base/store-error.ts';
export type { MomentInput } from './base/timestamp.ts';
export type {
  AtomicInput,
  CommandInput,
  CommandKind,
  ExpectationInput,
  InputOf,
  SingleInput,
} from './commands/command-table.ts';
export type { CreditOrder } from './commands/credit-orders.ts';
export type { About } from './commands/entry.ts';
export type { Expectation, ExpectedRange, Expecting } from './commands/expectation.ts';
export type { Reason } from './commands/reasons.ts';
export type { ScheduledCommand } from './commands/schedule-commands.ts';
export type { VelocityLimit } from './commands/velocity-limit.ts';
export type {
  AcrossEnd,
  AcrossExpectation,
  AcrossExpecting,
  AcrossInput,
  AcrossTransferInput,
} from './engine/across-request.ts';
export type {
  Accepted,
  AcrossAnswer,
  AcrossPart,
  Answer,
  AnswerOf,
  AnyAnswer,
  AtomicAnswer,
  CaptureAnswer,
  CreditAllocation,
  DistributeAnswer,
  Distributed,
  Drawn,
  DryAnswer,
  HouseReason,
  OpenAccountAnswer,
  OpenNote,
  Ordered,
  Part,
  Parts,
  PaymentAllocation,
  PostedEntry,
  ReasonOf,
  Recorded,
  RefundAnswer,
  Refused,
  ReleaseAnswer,
  SpendAnswer,
  Taken,
  TransactionAnswer,
} from './engine/answer.ts';
export type { AuditOptions, Problem, Progress, Report, VerifyOptions } from './engine/audit/report.ts';
export {
  type BackupAnswer,
  type BackupOptions,
  backup,
  type CopyOptions,
  type RestoreAnswer,
  restore,
} from './engine/backup-house.ts';
export type { BookAhead, ClockReport } from './engine/clock/check-clock.ts';
export type { ActorOptions, CommandOptions, GroupOptions, IdOptions } from './engine/command-input.ts';
export type { BookCommands } from './engine/command-methods.ts';
export type { FeedEvent, FeedOptions } from './engine/counting/feed-options.ts';
export type { FeedStatus, HouseCounters, HouseCountersStatus } from './engine/counting/house-counters.ts';
export type {
  FeedProgress,
  JournalFeed,
  RestartAnswer,
  RestartOptions,
} from './engine/counting/journal-feed.ts';
export type { EraseAnswer } from './engine/erase-private.ts';
export type { FollowOptions } from './engine/follow-book.ts';
export type { House } from './engine/house.ts';
export { METRICS, type Metric, type MetricName } from './engine/observe/metrics.ts';
export type { EndSpan, MetricLabels, Observer, SpanAttributes } from './engine/observe/observer.ts';
export type { OpenBook } from './engine/open-book.ts';
export { open } from './engine/open-house.ts';
export type { OpenOptions } from './engine/open-options.ts';
export type { BookOrThrow, HouseOrThrow } from './engine/or-throw.ts';
export type { SubtreeBalance } from './engine/read/account-tree.ts';
export type { EventList, List, ListOf } from './engine/read/all-items.ts';
export type { Amounts, Balance, CreditSums, GrossTotals } from './engine/read/balance-in.ts';
export type { CommandRecord } from './engine/read/find-command.ts';
export type {
  JournalEntry,
  JournalRecord,
  RecordedCommand,
  RecordedKind,
  RecordOf,
} from './engine/read/journal-record.ts';
export type { CreditChange, CreditHistoryOptions } from './engine/read/list-credit-history.ts';
export type {
  AccountItem,
  AccountsOptions,
  AccountTerms,
  CreditItem,
  CreditsOptions,
  HoldItem,
  HoldsOptions,
  ImportItem,
  ImportsOptions,
  OfferItem,
  OffersOptions,
  PaymentItem,
  PaymentsOptions,
  TransactionsOptions,
} from './engine/read/list-items.ts';
export type { Page, PageOptions } from './engine/read/list-rows.ts';
export type { AccountOptions } from './engine/read/read-account.ts';
export type { BalanceOptions } from './engine/read/read-balance.ts';
export type { HouseInfo } from './engine/read/read-house.ts';
export type { EventsOptions } from './engine/read/read-journal.ts';
export type { PrivateItem, PrivateTarget } from './engine/read/read-private.ts';
export type { Refundable, RefundableOptions } from './engine/read/read-refundable.ts';
export type { Spendable, SpendableOptions } from './engine/read/read-spendable.ts';
export type { Statement, StatementLine, StatementOptions } from './engine/read/read-statement.ts';
export type { SubtreeOptions } from './engine/read/read-subtree.ts';
export type {
  ScheduleFailure,
  ScheduleItem,
  ScheduleOccurrence,
  SchedulesOptions,
} from './engine/read/schedule-items.ts';
export type { AssetTotal, TrialBalance, TrialBalanceOptions } from './engine/read/trial-balance.ts';
export { type AnyRefusal, orThrow, RefusedError } from './engine/refused-error.ts';
export type { Transaction } from './engine/transact/interactive-transaction.ts';
export type { Provisional, RefusedStep } from './engine/transact/step-list.ts';
export type { TransactionOrThrow } from './engine/transact/transaction-or-throw.ts';
export type { RefusalFigures } from './kernel/rejection.ts';
export type {
  PostgresPool,
  PostgresPoolClient,
  PostgresQuery,
  PostgresResult,
} from './store/postgres/callers-pool.ts';
export type { BookEnd } from './store/store.ts';
export type { Restore } from './store/store-info.ts';
