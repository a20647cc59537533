import type { DefineAnswer } from '../../counters/define-counter.ts';
import type { CounterStatus } from '../../counters/read-status.ts';
import type { OpenCounters } from '../command-line.ts';
import { momentText } from '../moment-text.ts';
import { printableText } from '../printable-text.ts';
import { spanText } from '../span-text.ts';

/** The sizes of a counter's buckets: `1m, 1h, 1d`. */
export function granularitiesText({ granularities }: Definition): string {
  return granularities.map(spanText).join(', ');
}

export function horizonText({ horizon }: Definition): string {
  return horizon === null ? 'any' : spanText(horizon);
}

/** What a counter is, a line for each thing. */
export function definitionText(definition: Definition): string {
  const { counter, skew, dedup, slots } = definition;
  return [
    `Counter: ${printableText(counter)}`,
    `Buckets: ${granularitiesText(definition)}`,
    `Horizon: ${horizonText(definition)}`,
    `Skew: ${spanText(skew)}`,
    `Repeats recognised: ${dedup.mode === 'exact' ? 'exactly' : 'approximately'}`,
    `Slots: ${slots}`,
  ].join('\n');
}

/** How a counter is, a line for each thing. */
export function counterFacts(status: CounterStatus): string {
  const { firstAt, lastAt, ingestedAt, undercount } = status;
  const at = (moment: number | null): string => (moment === null ? 'never' : momentText(moment));
  return [
    definitionText(status),
    `Counted: ${status.counted}`,
    `Repeats: ${status.duplicates}`,
    `Conflicts: ${status.conflicts}`,
    `Too late: ${status.tooLate}, of which in quarantine: ${status.quarantined}`,
    `Too early: ${status.tooEarly}`,
    `Earliest event: ${at(firstAt)}`,
    `Latest event: ${at(lastAt)}`,
    `Events came in last: ${at(ingestedAt)}`,
    `Backfills: ${status.generation}${status.isRebuilding ? ', one is going on' : ''}`,
    undercount === null
      ? 'Undercount: none'
      : `Undercount: about ${undercount.expected} events, at most ${undercount.bound}, of at most ${undercount.valueMax} each`,
  ].join('\n');
}

type Definition = Extract<DefineAnswer, { readonly ok: true }>['definition'];
type StatusAnswer = Awaited<ReturnType<OpenCounters['status']>>;

/** How soon what came in is in the answers, and how far the feeds are. */
export function freshnessText({ freshness, feeds }: StatusAnswer): string {
  const { promisedMs, lagMs } = freshness;
  return [
    `Visible within: ${spanText(promisedMs)}, lag now: ${spanText(lagMs)}`,
    ...feeds.map(
      ({ feed, seq, behind, lagMs: waits }) =>
        `Feed ${printableText(feed)}: up to number ${seq}, ${behind} behind, lag ${spanText(waits)}`,
    ),
  ].join('\n');
}
