import { expect } from 'vitest';
import { METRICS, type Metric, type Observer } from '../../../src/index.ts';

interface EndedSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

/** Keeps what it is told, and holds each measure to what its metric promises. */
export class Recording {
  /** What `open` takes. */
  readonly observer: Observer = {
    counter: (...told) => this.#counter(...told),
    gauge: (...told) => this.#gauge(...told),
    histogram: (...told) => this.#histogram(...told),
    span: (...told) => this.#span(...told),
  };
  /** Sums of counters and last values of gauges, by name and labels. */
  readonly values = new Map<string, number>();
  readonly seen = new Map<string, number[]>();
  readonly names = new Set<string>();
  readonly ended: EndedSpan[] = [];
  begun = 0;

  #counter(name: string, by: number, labels: Readonly<Record<string, string>>): void {
    const key = this.#keyOf(name, 'counter', by, labels);
    this.values.set(key, (this.values.get(key) ?? 0) + by);
  }

  #gauge(name: string, value: number, labels: Readonly<Record<string, string>>): void {
    this.values.set(this.#keyOf(name, 'gauge', value, labels), value);
  }

  #histogram(name: string, value: number, labels: Readonly<Record<string, string>>): void {
    const key = this.#keyOf(name, 'histogram', value, labels);
    this.seen.set(key, [...(this.seen.get(key) ?? []), value]);
  }

  #span(name: string, attributes: Readonly<Record<string, unknown>>) {
    this.begun += 1;
    return (more: Readonly<Record<string, unknown>>, error?: unknown): void => {
      this.ended.push({
        name,
        attributes: { ...attributes, ...more },
        ...(error !== undefined && { error }),
      });
    };
  }

  /** A counter's sum or a gauge's value; 0: it was never told. */
  valueOf(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.values.get(textOf(name, labels)) ?? 0;
  }

  /** All that a histogram has, whatever its labels. */
  seenOf(name: string): number[] {
    return [...this.seen].flatMap(([key, values]) => (key.startsWith(`${name} `) ? values : []));
  }

  #keyOf(name: string, type: string, value: number, labels: Readonly<Record<string, string>>): string {
    const metric = (METRICS as Readonly<Record<string, Metric>>)[name];
    expect(metric?.type, name).toBe(type);
    expect(Object.keys(labels), name).toEqual(Object.keys(metric?.labels ?? {}));
    for (const [label, word] of Object.entries(labels)) {
      if (label === 'version') expect(word).toMatch(/^\d+\.\d+\.\d+/);
      else expect(metric?.labels[label], `${name}{${label}}`).toContain(word);
    }
    expect(Number.isFinite(value) && value >= 0, `${name} ${value}`).toBe(true);
    this.names.add(name);
    return textOf(name, labels);
  }
}

function textOf(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name} ${JSON.stringify(labels)}`;
}
