import type { CountEvent, Outcome } from 'tallystick/counters';

/** A counter as the specification reads, by looking at every event again for every answer. */
export interface PlainSettings {
  readonly horizon: number | null;
  readonly skew: number;
  /** The size of the finest buckets. */
  readonly size: number;
}

interface PlainEvent {
  readonly counter: string;
  readonly source: string;
  readonly eventId: string;
  readonly at: number;
  readonly value: bigint;
}

function plain({ counter, source = '', eventId, at, value = 1 }: CountEvent): PlainEvent {
  return { counter, source, eventId, at: Number(at), value: BigInt(value) };
}

function isSameId(a: PlainEvent, b: PlainEvent): boolean {
  return a.counter === b.counter && a.source === b.source && a.eventId === b.eventId;
}

/** Rounded towards the negative. */
export function floorDivide(a: bigint, b: bigint): bigint {
  return (a - (((a % b) + b) % b)) / b;
}

export function floorTo(at: number, size: number): number {
  return Number(floorDivide(BigInt(at), BigInt(size)) * BigInt(size));
}

export class PlainCounters {
  readonly settings: PlainSettings;
  readonly log: PlainEvent[] = [];
  readonly late: PlainEvent[] = [];

  constructor(settings: PlainSettings) {
    this.settings = settings;
  }

  ingest(event: CountEvent, now: number): Outcome {
    const { horizon, skew } = this.settings;
    const one = plain(event);
    if (horizon !== null && now - one.at > horizon) {
      if (!this.late.some((other) => isSameId(one, other))) this.late.push(one);
      return 'too_late';
    }
    if (one.at - now > skew) return 'too_early';
    const before = this.log.find((other) => isSameId(one, other));
    if (before === undefined) {
      this.log.push(one);
      return 'counted';
    }
    return before.at === one.at && before.value === one.value ? 'duplicate' : 'conflict';
  }

  /** Takes late events of a range in, as a backfill may. */
  admit(counter: string, from: number, to: number): number {
    let admitted = 0;
    for (const one of this.late.splice(0)) {
      if (one.counter !== counter || one.at < from || one.at >= to) this.late.push(one);
      else if (!this.log.some((other) => isSameId(one, other))) {
        this.log.push(one);
        admitted += 1;
      }
    }
    return admitted;
  }

  /** Exactly what happened in `[from, to)`. */
  sum(counter: string, from: number, to: number): bigint {
    return this.log
      .filter((one) => one.counter === counter && one.at >= from && one.at < to)
      .reduce((sum, { value }) => sum + value, 0n);
  }

  total(counter: string): bigint {
    return this.sum(counter, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  tumbling(counter: string, window: number, from: number, to: number) {
    const windows: { start: number; end: number; count: bigint }[] = [];
    for (let start = floorTo(from, window); start < to; start += window) {
      windows.push({ start, end: start + window, count: this.sum(counter, start, start + window) });
    }
    return windows;
  }

  /** As `sliding` without `exact`: buckets that are cut through count by the part of them that has passed. */
  sliding(counter: string, window: number, at: number, now: number) {
    const { size } = this.settings;
    const from = at - window;
    let count = 0n;
    let approximate = false;
    for (let start = floorTo(from, size); start < at; start += size) {
      const end = start + size;
      const sum = this.sum(counter, start, end);
      if (start >= from && end <= at) {
        count += sum;
        continue;
      }
      const passed = now > start && now < end ? now : end;
      const covered = Math.min(at, passed) - Math.min(Math.max(from, start), passed);
      approximate = true;
      count += floorDivide(sum * BigInt(covered), BigInt(passed - start));
    }
    return { counter, from, to: at, count, approximate };
  }

  distinct(counter: string, from: number, to: number): number {
    const told = this.log.filter((one) => one.counter === counter && one.at >= from && one.at < to);
    return new Set(told.map(({ source }) => source)).size;
  }
}
