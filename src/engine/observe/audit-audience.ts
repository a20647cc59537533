import type { HouseClock } from '../clock/house-clock.ts';
import type { AuditName } from './metrics.ts';
import type { EndSpan, SpanAttributes } from './observer.ts';
import type { Observing } from './observing.ts';
import type { ProblemKind } from './problem-kinds.ts';

/** Who is told of an audit of a house. */
export interface AuditAudience {
  /** Begins the span of an audit. */
  span(name: string, attributes: SpanAttributes): EndSpan | undefined;
  /** Tells what an audit has found, all kinds of problems with how many. */
  report(audit: AuditName, ok: boolean, problems: ReadonlyMap<ProblemKind, number>): void;
}

/** Those who observe a house, told by its clock, which may be the caller's and fail. */
export function auditAudience(observing: Observing, clock: HouseClock): AuditAudience {
  return {
    span: (name, attributes) => observing.span(name, attributes),
    report: (audit, ok, problems) =>
      observing.reportOf('audit', () => ({ audit, ok, problems, at: clock.now() })),
  };
}
