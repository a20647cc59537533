import { readFileSync } from 'node:fs';
import { messageOf } from '../../base/error.ts';
import { CHANNELS, type FactName, type Facts, type Meter, MOVES } from './facts.ts';
import type { MetricName } from './metrics.ts';
import type { EndSpan, MetricLabels, Observer, SpanAttributes } from './observer.ts';

const NO_LABELS: MetricLabels = {};

/**
 * Tells what a house does to its observer, and to whoever listens to the channels. Where there is neither, each place that has
 * something to tell asks `hears` and does nothing else.
 */
export class Observing implements Meter {
  readonly #observer: Observer | undefined;
  #hasWarned = false;
  #follows = 0;

  constructor(observer: Observer | undefined) {
    this.#observer = observer;
    if (observer !== undefined) this.gauge('tallystick_build_info', 1, { version: packageVersion() });
  }

  /** Whether anybody is told of such facts. */
  hears(fact: FactName): boolean {
    return this.#observer !== undefined || CHANNELS[fact].hasSubscribers;
  }

  report<F extends FactName>(name: F, fact: Facts[F]): void {
    const channel = CHANNELS[name];
    if (channel.hasSubscribers) channel.publish(fact);
    if (this.#observer !== undefined) MOVES[name](fact, this);
  }

  /** The same, where working out what is told may fail, as a caller's clock may. */
  reportOf<F extends FactName>(name: F, make: () => Facts[F]): void {
    this.#safely(() => {
      if (this.hears(name)) this.report(name, make());
    });
  }

  counter(name: MetricName, by: number, labels: MetricLabels = NO_LABELS): void {
    this.#safely(() => this.#observer?.counter?.(name, by, labels));
  }

  gauge(name: MetricName, value: number, labels: MetricLabels = NO_LABELS): void {
    this.#safely(() => this.#observer?.gauge?.(name, value, labels));
  }

  histogram(name: MetricName, value: number, labels: MetricLabels = NO_LABELS): void {
    this.#safely(() => this.#observer?.histogram?.(name, value, labels));
  }

  /** Begins a span; undefined where nobody wants any. */
  span(name: string, attributes: SpanAttributes): EndSpan | undefined {
    const end = this.#safely(() => this.#observer?.span?.(name, attributes));
    if (typeof end !== 'function') return undefined;
    return (more, error) => void this.#safely(() => end(more, error));
  }

  /** Says that somebody begins to follow, or by -1 that he ends. */
  followed(by: 1 | -1): void {
    this.#follows += by;
    if (this.hears('follow')) this.report('follow', { follows: this.#follows });
  }

  /** What the caller's functions throw, or reject with, is for him to find out, and stops nothing. */
  #safely<T>(call: () => T): T | undefined {
    try {
      const given = call();
      if (given instanceof Promise) given.catch((error: unknown) => this.#warn(error));
      return given;
    } catch (error) {
      this.#warn(error);
      return undefined;
    }
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const what = `an observer failed, and is told the rest all the same: ${messageOf(error)}`;
    process.emitWarning(what, 'TallystickWarning');
  }
}

/** The version of this package, as its manifest says. */
function packageVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string }; // Ours.
  return version;
}
