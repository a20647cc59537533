import { ENTRIES } from '../../commands/command-table.ts';
import { OWN_EVENTS } from '../../commands/own-command.ts';
import { REASONS } from '../../commands/reasons.ts';
import { UNRECORDED } from '../commit/answer-of.ts';
import { PROBLEM_KINDS } from './problem-kinds.ts';

/** What a metric is. */
export interface Metric {
  /** A counter only grows; a gauge is as it was last said; of a histogram each value counts. */
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What is measured, for people. */
  readonly help: string;
  /** Each label that it always has, with every word that may stand there: none comes from a caller. Empty: it has none. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Of a histogram: bounds that suit it, in its unit. */
  readonly buckets?: readonly number[];
}

/** From a fifth of a millisecond, as a commit to a file takes, to what callers no longer wait for. */
const SECONDS = [0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384, 65_536];
/** From a second to a month. */
const LATE_SECONDS = [0.01, 0.1, 1, 10, 60, 600, 3_600, 86_400, 604_800, 2_592_000];

/** Each kind of command, a group or a transaction, and what a house does by itself. */
const KINDS: readonly string[] = [...ENTRIES.keys(), 'atomic', ...[...OWN_EVENTS.keys()].map(String)];

/** What may become of a call of a command. */
const OUTCOMES = ['accepted', 'refused', 'repeated', 'failed', 'unknown'] as const;
export type CommandOutcome = (typeof OUTCOMES)[number];

const AUDITS = ['verify', 'reconcile'] as const;
export type AuditName = (typeof AUDITS)[number];

const NONE = {};

/** Their declaration says the names, and not each word. */
function metrics<const Name extends string>(
  all: Readonly<Record<Name, Metric>>,
): Readonly<Record<Name, Metric>> {
  return all;
}

/**
 * Everything that a house with an observer measures, by name, for who must say beforehand what there will be: what it is, its
 * labels with all their words, and bounds for histograms. Seconds are fractions.
 */
export const METRICS = metrics({
  tallystick_build_info: {
    type: 'gauge',
    help: '1, from the opening of a house on; its label is the version of the package',
    labels: { version: [] },
  },
  tallystick_commands_total: {
    type: 'counter',
    help: 'commands that were answered, by what became of them; a repeat is one that was answered from the record',
    labels: { kind: KINDS, outcome: OUTCOMES },
  },
  tallystick_refusals_total: {
    type: 'counter',
    help: 'commands that were refused, by the reason; a repeat of a refusal is none',
    labels: { reason: [...Object.keys(REASONS), ...Object.keys(UNRECORDED)] },
  },
  tallystick_repeats_total: {
    type: 'counter',
    help: 'commands that were answered from the record, and not decided anew',
    labels: NONE,
  },
  tallystick_id_conflicts_total: {
    type: 'counter',
    help: 'commands whose id another command had',
    labels: NONE,
  },
  tallystick_outcome_unknown_total: {
    type: 'counter',
    help: 'commands of which nobody could find out whether they are on record',
    labels: NONE,
  },
  tallystick_command_duration_seconds: {
    type: 'histogram',
    help: 'from when a command was taken in to its answer',
    labels: { kind: KINDS },
    buckets: SECONDS,
  },
  tallystick_queue_wait_seconds: {
    type: 'histogram',
    help: 'how long a command waited for its batch, since it was taken in',
    labels: NONE,
    buckets: SECONDS,
  },
  tallystick_queue_commands: {
    type: 'gauge',
    help: 'commands that wait for a batch, as of the last batch that began; a group on several books waits in each',
    labels: NONE,
  },
  tallystick_queue_weight: {
    type: 'gauge',
    help: 'the weight of what waits in the queues, as of the last batch that began',
    labels: NONE,
  },
  tallystick_batch_commands: {
    type: 'histogram',
    help: 'commands that one commit answered, repeats among them',
    labels: NONE,
    buckets: SIZES,
  },
  tallystick_batch_weight: {
    type: 'histogram',
    help: 'the weight of what one commit recorded',
    labels: NONE,
    buckets: SIZES,
  },
  tallystick_commit_duration_seconds: {
    type: 'histogram',
    help: 'how long the store took to commit, once all was written to it',
    labels: NONE,
    buckets: SECONDS,
  },
  tallystick_store_retries_total: {
    type: 'counter',
    help: 'attempts at the store that failed for a moment and were followed by another',
    labels: NONE,
  },
  tallystick_cache_requests_total: {
    type: 'counter',
    help: 'commands and reads of balances, by whether memory had all that they look at (hit) or the store was asked (miss)',
    labels: { result: ['hit', 'miss'] },
  },
  tallystick_follows: {
    type: 'gauge',
    help: 'calls of follow that were begun and have not ended',
    labels: NONE,
  },
  tallystick_follow_rows_total: {
    type: 'counter',
    help: 'rows of journals that were handed to followers',
    labels: NONE,
  },
  tallystick_follow_lag_events: {
    type: 'histogram',
    help: 'how many numbers of the journal lay behind what a follower had, when it looked and found some: as far as this process has written, or one page reaches',
    labels: NONE,
    buckets: [0, ...SIZES],
  },
  tallystick_due_decided_total: {
    type: 'counter',
    help: 'things that were due, as occurrences of schedules, and were decided and recorded',
    labels: NONE,
  },
  tallystick_due_late_seconds: {
    type: 'histogram',
    help: 'how long after its moment something that was due was recorded',
    labels: NONE,
    buckets: LATE_SECONDS,
  },
  tallystick_schedules_due: {
    type: 'gauge',
    help: 'how much was found due and had not been decided, when the house last looked by itself, once a second',
    labels: NONE,
  },
  tallystick_reconcile_problems: {
    type: 'gauge',
    help: 'problems that the last reconcile found, by what they are about',
    labels: { kind: PROBLEM_KINDS },
  },
  tallystick_verify_problems: {
    type: 'gauge',
    help: 'problems that the last verify found, by what they are about',
    labels: { kind: PROBLEM_KINDS },
  },
  tallystick_audit_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'when an audit last ended without a problem, in seconds since 1970',
    labels: { audit: AUDITS },
  },
});

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;
