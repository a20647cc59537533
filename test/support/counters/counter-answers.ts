import type { CountEvent, Outcome } from 'tallystick/counters';
import { expectSo } from '../house/house-same.ts';
import { LOADED, PRESENT } from './counter-node-events.ts';

interface Known {
  /** How often some node said that it counted it. */
  counted: number;
  /** What counts under this id, by all answers so far. */
  body: CountEvent | undefined;
  readonly refused: Set<string>;
}

function keyOf({ counter, source = '', eventId }: CountEvent): string {
  return JSON.stringify([counter, source, eventId]);
}

function bodyOf({ at, value = 1 }: CountEvent): string {
  return `${at} ${value}`;
}

/** By the specification: late and early follow from the moment alone. */
function timelinessOf({ counter, at }: CountEvent): 'too_late' | 'too_early' | null {
  const limits = LOADED.find((one) => one.counter === counter);
  if (limits === undefined) throw new Error(`nobody loads ${counter}`);
  if (limits.horizon !== null && PRESENT - Number(at) > limits.horizon) return 'too_late';
  return Number(at) - PRESENT > limits.skew ? 'too_early' : null;
}

/** What nodes said became of events. From all of it together follows what was counted, whoever counted it. */
export class CounterAnswers {
  readonly #known = new Map<string, Known>();
  readonly #late = new Map<string, CountEvent>();

  note(events: readonly CountEvent[], outcomes: readonly Outcome[]): void {
    expectSo(events.length === outcomes.length, 'as many answers as events');
    for (const [i, event] of events.entries()) this.#noteOne(event, outcomes[i]);
  }

  /** The events that count: of every id that came in time, the one body that was counted or repeated. */
  counted(): CountEvent[] {
    return [...this.#known].map(([key, { body, refused }]) => {
      expectSo(body !== undefined, () => `every answer about ${key} is a conflict`);
      const isBoth = body !== undefined && refused.has(bodyOf(body));
      expectSo(!isBoth, () => `${key} was counted, and was in conflict with itself`);
      return body as CountEvent; // It was just looked at.
    });
  }

  /** Events that were too late, one for each id. */
  late(): CountEvent[] {
    return [...this.#late.values()];
  }

  #noteOne(event: CountEvent, outcome: Outcome | undefined): void {
    const key = keyOf(event);
    const timeliness = timelinessOf(event);
    const isTimely = outcome !== 'too_late' && outcome !== 'too_early';
    const isRight = timeliness === null ? isTimely : outcome === timeliness;
    expectSo(isRight, () => `${key} at ${event.at} is ${outcome}`);
    if (outcome === 'too_late' && !this.#late.has(key)) this.#late.set(key, event);
    if (!isTimely) return;
    const known = this.#known.get(key) ?? { counted: 0, body: undefined, refused: new Set() };
    this.#known.set(key, known);
    if (outcome === 'conflict') {
      known.refused.add(bodyOf(event));
      return;
    }
    const isSame = known.body === undefined || bodyOf(known.body) === bodyOf(event);
    expectSo(isSame, () => `${key} counts with two bodies`);
    known.body = event;
    if (outcome === 'counted') known.counted += 1;
    expectSo(known.counted <= 1, () => `${key} was counted twice`);
  }
}
