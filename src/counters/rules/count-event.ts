import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import type { MomentInput } from '../../base/timestamp.ts';
import { moment } from './moment.ts';

/** One event, as a caller reports it. */
export interface CountEvent {
  /** What it is counted by: a name. */
  readonly counter: string;
  /** Unique for the counter and the source: the same id again is the same event. */
  readonly eventId: string;
  /** When it happened, in milliseconds since 1970. */
  readonly at: MomentInput;
  /** How much it counts, default 1; a negative value corrects. An integer within 2^53 - 1 of 0. */
  readonly value?: number | bigint | undefined;
  /** Who reports it; default none. Ids of different sources are different ids. */
  readonly source?: string | undefined;
}

/** An event in its one form. */
export interface CheckedEvent {
  /** What it is counted by. */
  readonly counter: string;
  /** Who reported it; empty: nobody in particular. */
  readonly source: string;
  /** Its id, unique for the counter and the source. */
  readonly eventId: string;
  /** When it happened, in milliseconds. */
  readonly at: number;
  /** How much it counts. */
  readonly value: number;
  /** The counter's generation when it was logged; 0 as it comes in, so that it can become the log's row as it is. */
  readonly generation: number;
}

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Reads events as they come from outside; neighbours mostly share counter and source, which are then looked at once. */
export class EventChecker {
  #counter: string | null = null;
  #source = '';

  /** Throws when anything about it is wrong, and names it: `events[3].at`. */
  check(event: unknown, index: number | null): CheckedEvent {
    if (!isPlainObject(event)) {
      const expected = 'an object with counter, eventId, at, and perhaps value and source';
      throw new TallystickError(
        'bad_command',
        index === null ? 'event' : `events[${index}]`,
        event,
        expected,
      );
    }
    for (const name in event) if (!isKnown(name)) refuseName(event, index, name);
    const { counter, eventId, at, value, source } = event;
    if (this.#counter === null || counter !== this.#counter) {
      this.#counter = checkId(fieldOf(index, 'counter'), counter);
    }
    if (source !== undefined && source !== this.#source) {
      this.#source = source === '' ? '' : checkId(fieldOf(index, 'source'), source);
    }
    return {
      counter: this.#counter,
      source: source === undefined ? '' : this.#source,
      eventId: checkId(fieldOf(index, 'eventId'), eventId),
      at: moment(fieldOf(index, 'at'), at),
      value: value === undefined ? 1 : safeValue(index, value),
      generation: 0,
    };
  }
}

function isKnown(name: string): boolean {
  return name === 'counter' || name === 'eventId' || name === 'at' || name === 'value' || name === 'source';
}

/** Most names are never shown: they are written here where nothing is wrong, so they must cost nothing. */
function fieldOf(index: number | null, name: string): string {
  return index === null ? name : `events[${index}].${name}`;
}

function safeValue(index: number | null, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value + 0;
  if (typeof value === 'bigint' && value <= SAFE_MAX && value >= -SAFE_MAX) return Number(value);
  throw new TallystickError('bad_amount', fieldOf(index, 'value'), value, 'an integer within 2^53 - 1 of 0');
}

function refuseName(event: Readonly<Record<string, unknown>>, index: number | null, name: string): never {
  const expected = 'no other member than counter, eventId, at, value, source';
  throw new TallystickError('bad_option', fieldOf(index, name), event[name], expected);
}
