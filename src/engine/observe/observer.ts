import { optionalFunction, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';

/** Words by label: of each metric always the same labels, each with one of a few words (`METRICS`). */
export type MetricLabels = Readonly<Record<string, string>>;

/** What is told of a span: of a command its kind, book, id and outcome. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Ends a span, with what is known by then, and the error that ended it, if one did. */
export type EndSpan = (attributes: SpanAttributes, error?: unknown) => void;

/**
 * Takes what a house measures. Each member may be missing. They are called while the house goes on, so they should only note
 * down what they are told; what they throw, or reject with, changes nothing, and is warned of once.
 */
export interface Observer {
  /** A counter grows. */
  counter?(name: string, by: number, labels: MetricLabels): void;
  /** A gauge stands at a value. */
  gauge?(name: string, value: number, labels: MetricLabels): void;
  /** A value belongs to a distribution. */
  histogram?(name: string, value: number, labels: MetricLabels): void;
  /** Something begins: in the asynchronous context of who called, where it is a command. What it returns is called at its end. */
  span?(name: string, attributes: SpanAttributes): EndSpan | undefined;
}

const MEMBERS = ['counter', 'gauge', 'histogram', 'span'] as const;

/** The functions of an observer as they are now. Throws `bad_option` for what has none of them, or anything else. */
export function readObserver(value: Observer | undefined): Observer | undefined {
  if (value === undefined) return undefined;
  const taken = readOptions('observe', value, MEMBERS);
  for (const name of MEMBERS) optionalFunction(`observe.${name}`, taken[name]);
  if (MEMBERS.some((name) => taken[name] !== undefined)) return taken;
  throw new TallystickError('bad_option', 'observe', value, `${MEMBERS.join(', ')}, or some of them`);
}
