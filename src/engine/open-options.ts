import { checkOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { CACHE_ROWS_MAX, QUEUE_WEIGHT_MAX } from '../base/limits.ts';
import { HouseClock } from './clock/house-clock.ts';
import { MACHINE_CLOCK, type MachineClock } from './clock/machine-clock.ts';
import { timeOrderedIds } from './time-ordered-ids.ts';

/** How a house is opened. */
export interface OpenOptions {
  /** Whether a house is made where there is none; else that is `house_missing`. Default true. */
  readonly create?: boolean | undefined;
  /**
   * Tells the present moment in milliseconds, and is believed. Default: the machine's clock, or on PostgreSQL the server's,
   * each held against the time that has passed since it was looked at last. Nothing else reads one.
   */
  readonly clock?: (() => number) | undefined;
  /** Makes the ids of commands that come without; default: unique ones, in order of time. */
  readonly newId?: (() => string) | undefined;
  /** About how many rows stay in memory, over all books; 0 keeps none. Default 400,000. */
  readonly cacheRowsMax?: number | undefined;
  /**
   * How much may wait in one book, by weight (one for each command, entry and 256 bytes of text), before callers wait. Default
   * 262,144.
   */
  readonly queueWeightMax?: number | undefined;
  /** Whether the house announces by itself what ran out. Default true. */
  readonly announceExpiries?: boolean | undefined;
  /**
   * Told when what the house does by itself, as announcing, begins to fail; it goes on trying. Default: a warning of the
   * process.
   */
  readonly onBackgroundError?: ((error: unknown) => void) | undefined;
}

type Given = { readonly [O in keyof OpenOptions]-?: Exclude<OpenOptions[O], undefined> };

/** The options of a house, each with its value. */
export type HouseSettings = Omit<Given, 'clock'> & { readonly clock: HouseClock };

/**
 * Checks options and fills in what is not said.
 *
 * @param machine what tells the time where no clock is handed in
 */
export function settingsOf(options: OpenOptions, machine: MachineClock = MACHINE_CLOCK): HouseSettings {
  const known = [
    'create',
    'clock',
    'newId',
    'cacheRowsMax',
    'queueWeightMax',
    'announceExpiries',
    'onBackgroundError',
  ];
  checkOptions('options', options, known);
  const clock = new HouseClock(functionOr('clock', options.clock, undefined), machine);
  const newId = functionOr(
    'newId',
    options.newId,
    timeOrderedIds(() => clock.now()),
  );
  const cacheRowsMax = countOr('cacheRowsMax', options.cacheRowsMax, CACHE_ROWS_MAX, 0);
  const queueWeightMax = countOr('queueWeightMax', options.queueWeightMax, QUEUE_WEIGHT_MAX, 1);
  const announceExpiries = flagOr('announceExpiries', options.announceExpiries, true);
  const create = flagOr('create', options.create, true);
  const onBackgroundError = functionOr('onBackgroundError', options.onBackgroundError, warn);
  return { create, clock, newId, cacheRowsMax, queueWeightMax, announceExpiries, onBackgroundError };
}

function flagOr(field: string, value: boolean | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return value;
  throw new TallystickError('bad_option', field, value, 'true or false');
}

function warn(error: unknown): void {
  const what = error instanceof Error ? error.message : String(error);
  process.emitWarning(`expiries could not be announced, and will be later: ${what}`, 'TallystickWarning');
}

function functionOr<F extends (...given: never) => unknown, O>(
  field: string,
  value: F | undefined,
  otherwise: O,
): F | O {
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
