import { checkOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { CACHE_ROWS_MAX, QUEUE_COMMANDS_MAX } from '../base/limits.ts';
import { timeOrderedIds } from './time-ordered-ids.ts';

export interface OpenOptions {
  /** Tells the present moment in milliseconds; default: the machine's clock. Nothing else reads one. */
  readonly clock?: (() => number) | undefined;
  /** Makes the ids of commands that come without; default: unique ones, in order of time. */
  readonly newId?: (() => string) | undefined;
  /** About how many rows stay in memory, over all books; 0 keeps none. Default CACHE_ROWS_MAX. */
  readonly cacheRowsMax?: number | undefined;
  /** How many commands may wait in one book before callers wait. Default QUEUE_COMMANDS_MAX. */
  readonly queueCommandsMax?: number | undefined;
  /** Whether the house announces by itself what ran out. Default true. */
  readonly announceExpiries?: boolean | undefined;
}

/** The options of a house, each with its value. */
export type HouseSettings = { readonly [O in keyof OpenOptions]-?: Exclude<OpenOptions[O], undefined> };

/** Checks options and fills in what is not said. */
export function settingsOf(options: OpenOptions): HouseSettings {
  const known = ['clock', 'newId', 'cacheRowsMax', 'queueCommandsMax', 'announceExpiries'];
  checkOptions('options', options, known);
  const clock = functionOr('clock', options.clock, Date.now);
  const newId = functionOr('newId', options.newId, timeOrderedIds(clock));
  const cacheRowsMax = countOr('cacheRowsMax', options.cacheRowsMax, CACHE_ROWS_MAX, 0);
  const queueCommandsMax = countOr('queueCommandsMax', options.queueCommandsMax, QUEUE_COMMANDS_MAX, 1);
  const { announceExpiries = true } = options;
  if (typeof announceExpiries !== 'boolean') {
    throw new TallystickError('bad_option', 'announceExpiries', announceExpiries, 'true or false');
  }
  return { clock, newId, cacheRowsMax, queueCommandsMax, announceExpiries };
}

function functionOr<F extends () => unknown>(field: string, value: F | undefined, otherwise: F): F {
  if (value === undefined) return otherwise;
  if (typeof value === 'function') return value;
  throw new TallystickError('bad_option', field, value, 'a function');
}

function countOr(field: string, value: number | undefined, otherwise: number, min: number): number {
  if (value === undefined) return otherwise;
  // No limit is a limit too.
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= min)) return value;
  throw new TallystickError('bad_option', field, value, `an integer from ${min} up`);
}
