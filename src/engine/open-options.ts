import crypto from 'node:crypto';
import { inspect } from 'node:util';
import { optionalFlag, optionalFunction, readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkGivenId } from '../base/id.ts';
import { CACHE_ROWS_MAX, QUEUE_WEIGHT_MAX } from '../base/limits.ts';
import type { MomentInput } from '../base/timestamp.ts';
import type { PostgresPool } from '../store/postgres/callers-pool.ts';
import { HouseClock } from './clock/house-clock.ts';
import { MACHINE_CLOCK, type MachineClock } from './clock/machine-clock.ts';
import { type Observer, readObserver } from './observe/observer.ts';
import { Observing } from './observe/observing.ts';
import type { RandomBytes } from './text/private-data.ts';
import { timeOrderedIds } from './time-ordered-ids.ts';

/** How a house is opened. */
export interface OpenOptions {
  /** Whether a house is made where there is none; else that is `house_missing`. Default true. */
  readonly create?: boolean | undefined;
  /**
   * `read`: the house takes no writes (`house_read_only`), announces nothing, and makes and changes nothing in the database,
   * which may be a standby; on PostgreSQL only. Default `write`.
   */
  readonly mode?: 'write' | 'read' | undefined;
  /**
   * On PostgreSQL: takes connections from this pool, for a transaction each, and leaves no settings behind. Its caller ends it,
   * after the house. The url then names no server: `postgres://?schema=NAME`.
   */
  readonly pool?: PostgresPool | undefined;
  /**
   * Returns the present moment in milliseconds, and is believed. Default: the machine's clock, or on PostgreSQL the server's,
   * each held against the time that has passed since it was looked at last. Nothing else reads one.
   */
  readonly clock?: (() => MomentInput) | undefined;
  /** Makes the ids of commands that come without; default: unique ones, in order of time. */
  readonly newId?: (() => string) | undefined;
  /** Makes that many random bytes, for salts of what is private; default: `randomBytes` of `node:crypto`. */
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined;
  /** About how many rows stay in memory, over all books; 0 keeps none. Default 400,000. */
  readonly cacheRowsMax?: number | undefined;
  /**
   * How much may wait in one book, by weight (one for each command, entry and 256 bytes of text), before callers wait. Default
   * 262,144.
   */
  readonly queueWeightMax?: number | undefined;
  /** Whether the house by itself announces what ran out, and carries out what is due in books of which nobody asks anything. Default true. */
  readonly announceExpiries?: boolean | undefined;
  /**
   * Called when background work, such as announcing, begins to fail; it goes on trying. Default: a warning of the
   * process.
   */
  readonly onBackgroundError?: ((error: unknown) => void) | undefined;
  /** Is told what the house measures: counters, gauges, histograms and spans. Default: nobody is. */
  readonly observe?: Observer | undefined;
}

type FilledOptions = { readonly [O in keyof OpenOptions]-?: Exclude<OpenOptions[O], undefined> };

/** An id that was made for a command, and whether nothing on record can have it. */
export interface MadeId {
  readonly id: string;
  readonly isIdNew: boolean;
}

/** The options of a house, each with its value. */
export type HouseSettings = Omit<FilledOptions, 'clock' | 'newId' | 'randomBytes' | 'pool' | 'observe'> & {
  readonly pool: PostgresPool | undefined;
  readonly clock: HouseClock;
  readonly newId: () => MadeId;
  readonly randomBytes: RandomBytes;
  readonly observe: Observing;
};

const OPTIONS = [
  'create',
  'mode',
  'pool',
  'clock',
  'newId',
  'randomBytes',
  'cacheRowsMax',
  'queueWeightMax',
  'announceExpiries',
  'onBackgroundError',
  'observe',
] as const;

/**
 * Checks options and fills in what is not said.
 *
 * @param machine the clocks to read where none is handed in
 */
export function settingsOf(options: OpenOptions, machine: MachineClock = MACHINE_CLOCK): HouseSettings {
  const taken = readOptions('options', options, OPTIONS);
  const clock = new HouseClock(optionalFunction('clock', taken.clock), machine);
  const newId = idMaker(optionalFunction('newId', taken.newId), clock);
  const randomBytes = bytesMaker(optionalFunction('randomBytes', taken.randomBytes));
  const cacheRowsMax = countOr('cacheRowsMax', taken.cacheRowsMax, CACHE_ROWS_MAX, 0);
  const queueWeightMax = countOr('queueWeightMax', taken.queueWeightMax, QUEUE_WEIGHT_MAX, 1);
  const announceExpiries = optionalFlag('announceExpiries', taken.announceExpiries) ?? true;
  const create = optionalFlag('create', taken.create) ?? true;
  const report = optionalFunction('onBackgroundError', taken.onBackgroundError) ?? warn;
  // What it throws, or is rejected with, must end neither the process nor the work in the background.
  const onBackgroundError = (error: unknown): void => void (async () => report(error))().catch(warn);
  return {
    create,
    mode: modeOr(taken.mode),
    pool: checkedPool(taken.pool),
    clock,
    newId,
    randomBytes,
    cacheRowsMax,
    queueWeightMax,
    announceExpiries,
    onBackgroundError,
    observe: new Observing(readObserver(taken.observe)),
  };
}

function modeOr(mode: unknown): 'write' | 'read' {
  if (mode === undefined || mode === 'write' || mode === 'read') return mode ?? 'write';
  throw new TallystickError('bad_option', 'mode', mode, 'write or read');
}

function checkedPool(pool: PostgresPool | undefined): PostgresPool | undefined {
  if (pool === undefined || lends(pool)) return pool;
  // It may hold a password.
  throw new TallystickError(
    'bad_option',
    'pool',
    '...',
    'a Pool of pg, or what lends connections as it does',
  );
}

function lends(pool: Partial<PostgresPool>): boolean {
  try {
    return typeof pool.connect === 'function';
  } catch {
    // Nothing can be asked of null, or of a proxy that was revoked.
    return false;
  }
}

/** Ids of our own are unique. Those of a caller's function are looked at, and looked up like any that a caller gives. */
function idMaker(newId: (() => string) | undefined, clock: HouseClock): () => MadeId {
  if (newId !== undefined) return () => ({ id: checkGivenId('newId()', newId()), isIdNew: false });
  const make = timeOrderedIds(() => clock.now());
  return () => ({ id: make(), isIdNew: true });
}

/** What a caller's function makes is looked at: a salt of another length would be none. */
function bytesMaker(randomBytes: ((size: number) => Uint8Array) | undefined): RandomBytes {
  if (randomBytes === undefined) return crypto.randomBytes;
  return (size) => {
    const bytes: unknown = randomBytes(size);
    if (bytes instanceof Uint8Array && bytes.length === size) return bytes;
    throw new TallystickError('bad_option', 'randomBytes()', bytes, `a Uint8Array of ${size} bytes`);
  };
}

function warn(error: unknown): void {
  const what = error instanceof Error ? error.message : inspect(error);
  process.emitWarning(
    `what is due could not be decided or announced, and will be later: ${what}`,
    'TallystickWarning',
  );
}

function countOr(field: string, value: number | undefined, otherwise: number, min: number): number {
  if (value === undefined) return otherwise;
  // No limit is a limit too.
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= min)) return value;
  throw new TallystickError('bad_option', field, value, `an integer from ${min} up`);
}
