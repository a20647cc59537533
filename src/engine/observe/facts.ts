import diagnostics from 'node:diagnostics_channel';
import type { AuditName, CommandOutcome, MetricName } from './metrics.ts';
import type { ProblemKind } from './problem-kinds.ts';

/** What is told of a house, by what it is about. Times are in milliseconds. */
export interface Facts {
  readonly command: {
    readonly kind: string;
    /** Of a group on several books: all of them. */
    readonly books: readonly string[];
    readonly id: string;
    readonly outcome: CommandOutcome;
    /** Why it was refused, or was the first time. */
    readonly reason?: string;
    readonly waitMs: number;
    readonly durationMs: number;
  };
  readonly batch: {
    readonly books: number;
    readonly commands: number;
    readonly weight: number;
    readonly commitMs: number;
  };
  readonly queue: { readonly commands: number; readonly weight: number };
  readonly retry: { readonly attempt: number; readonly error: unknown };
  readonly cache: { readonly hits: number; readonly misses: number };
  readonly follow:
    | { readonly follows: number }
    | { readonly book: string; readonly rows: number; readonly behind: number };
  readonly due: { readonly book: string; readonly lateMs: readonly number[] } | { readonly found: number };
  readonly audit: {
    readonly audit: AuditName;
    readonly ok: boolean;
    readonly problems: ReadonlyMap<ProblemKind, number>;
    /** By the house's clock. */
    readonly at: number;
  };
}

export type FactName = keyof Facts;

/** A channel for each: `tallystick:command` and so on. */
export const CHANNELS: { readonly [F in FactName]: diagnostics.Channel } = {
  command: diagnostics.channel('tallystick:command'),
  batch: diagnostics.channel('tallystick:batch'),
  queue: diagnostics.channel('tallystick:queue'),
  retry: diagnostics.channel('tallystick:retry'),
  cache: diagnostics.channel('tallystick:cache'),
  follow: diagnostics.channel('tallystick:follow'),
  due: diagnostics.channel('tallystick:due'),
  audit: diagnostics.channel('tallystick:audit'),
};

/** Where metrics are moved. */
export interface Meter {
  counter(name: MetricName, by: number, labels?: Readonly<Record<string, string>>): void;
  gauge(name: MetricName, value: number, labels?: Readonly<Record<string, string>>): void;
  histogram(name: MetricName, value: number, labels?: Readonly<Record<string, string>>): void;
}

/** Which metrics each fact moves. */
export const MOVES: { readonly [F in FactName]: (fact: Facts[F], meter: Meter) => void } = {
  command: ({ kind, outcome, reason, waitMs, durationMs }, meter) => {
    meter.counter('tallystick_commands_total', 1, { kind, outcome });
    meter.histogram('tallystick_command_duration_seconds', durationMs / 1_000, { kind });
    meter.histogram('tallystick_queue_wait_seconds', waitMs / 1_000);
    if (outcome === 'repeated') meter.counter('tallystick_repeats_total', 1);
    if (outcome === 'unknown') meter.counter('tallystick_outcome_unknown_total', 1);
    if (outcome !== 'refused' || reason === undefined) return;
    meter.counter('tallystick_refusals_total', 1, { reason });
    if (reason === 'id_conflict') meter.counter('tallystick_id_conflicts_total', 1);
  },
  batch: ({ commands, weight, commitMs }, meter) => {
    meter.histogram('tallystick_batch_commands', commands);
    meter.histogram('tallystick_batch_weight', weight);
    meter.histogram('tallystick_commit_duration_seconds', commitMs / 1_000);
  },
  queue: ({ commands, weight }, meter) => {
    meter.gauge('tallystick_queue_commands', commands);
    meter.gauge('tallystick_queue_weight', weight);
  },
  retry: (_fact, meter) => meter.counter('tallystick_store_retries_total', 1),
  cache: ({ hits, misses }, meter) => {
    if (hits > 0) meter.counter('tallystick_cache_requests_total', hits, { result: 'hit' });
    if (misses > 0) meter.counter('tallystick_cache_requests_total', misses, { result: 'miss' });
  },
  follow: (fact, meter) => {
    if ('follows' in fact) return meter.gauge('tallystick_follows', fact.follows);
    meter.counter('tallystick_follow_rows_total', fact.rows);
    meter.histogram('tallystick_follow_lag_events', fact.behind);
  },
  due: (fact, meter) => {
    if ('found' in fact) return meter.gauge('tallystick_schedules_due', fact.found);
    meter.counter('tallystick_due_decided_total', fact.lateMs.length);
    for (const ms of fact.lateMs) meter.histogram('tallystick_due_late_seconds', ms / 1_000);
  },
  audit: ({ audit, ok, problems, at }, meter) => {
    const name = `tallystick_${audit}_problems` as const;
    for (const [kind, count] of problems) meter.gauge(name, count, { kind });
    if (ok) meter.gauge('tallystick_audit_last_success_timestamp_seconds', at / 1_000, { audit });
  },
};
