import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { SLOTS_MAX } from '../../base/limits.ts';
import { DAY, DEFAULT_GRANULARITIES, type GranularityInput, granularitiesOf, MINUTE } from './granularity.ts';
import { span } from './moment.ts';

/** How repeats are recognised. */
export type DedupMode =
  | { readonly mode: 'exact' }
  | {
      readonly mode: 'approximate';
      /** How many events a generation of the filter is made for: those of one horizon and skew. */
      readonly capacity: number;
      /** The share of new events that a full generation takes for repeats. */
      readonly errorRate: number;
    };

/** What `define` takes. */
export interface DefineInput {
  /** Its name. */
  readonly counter: string;
  /** Sizes of its buckets, each a multiple of the finest. Default: as it is, at first minutes, hours and days. */
  readonly granularities?: readonly GranularityInput[] | undefined;
  /**
   * How many milliseconds behind the present an event may be; null: any number. Default: as it is, at first 7 days.
   */
  readonly horizon?: number | null | undefined;
  /** How many milliseconds ahead of the present an event may be. Default: as it is, at first 5 minutes. */
  readonly skew?: number | undefined;
  /** How repeats are recognised. Default: as it is, at first `exact`, by a log of all events. */
  readonly dedup?:
    | 'exact'
    | 'approximate'
    | {
        /** By a log of all events, or by a filter that takes a few new events for repeats. */
        readonly mode: 'exact' | 'approximate';
        /** How many events the filter is made for: those of one horizon and skew. */
        readonly capacity?: number | undefined;
        /** The share of new events that a full filter takes for repeats. Default 0.001. */
        readonly errorRate?: number | undefined;
      }
    | undefined;
  /**
   * Over how many rows a bucket is spread, for counters that many write at once. Default: as it is, at first 1; only
   * ever grows.
   */
  readonly slots?: number | undefined;
}

/** What a counter is. */
export interface Definition {
  /** Its name. */
  readonly counter: string;
  /** Sizes of its buckets in milliseconds, ascending, each a multiple of the first. */
  readonly granularities: readonly number[];
  /** How many milliseconds behind the present an event may be; null: any number. */
  readonly horizon: number | null;
  /** How many milliseconds ahead of the present an event may be. */
  readonly skew: number;
  /** How repeats are recognised. */
  readonly dedup: DedupMode;
  /** Over how many rows a bucket is spread. Only ever grows. */
  readonly slots: number;
}

const MEMBERS = ['counter', 'granularities', 'horizon', 'skew', 'dedup', 'slots'] as const;
const DEFAULT_CAPACITY = 1_000_000;
const DEFAULT_ERROR_RATE = 0.001;
const CAPACITY_MIN = 1_000;
/** Hashes have 32 bits; half of what they can address leaves no place preferred. */
const FILTER_BITS_MAX = 2 ** 31;

/** What a counter is that nobody defined. */
export function defaultDefinition(counter: string): Definition {
  return {
    counter,
    granularities: DEFAULT_GRANULARITIES,
    horizon: 7 * DAY,
    skew: 5 * MINUTE,
    dedup: { mode: 'exact' },
    slots: 1,
  };
}

/** What is said about a counter, each part of it checked; what is not said is missing. */
export type DefinitionPatch = Pick<Definition, 'counter'> & Partial<Definition>;

/**
 * Reads what is said about a counter, in the call.
 *
 * @param place where it stands among the arguments, when it is not the only one
 */
export function readDefinition(input: DefineInput, place?: string): DefinitionPatch {
  const { counter, granularities, horizon, skew, dedup, slots } = readOptions(
    place ?? 'definition',
    input,
    MEMBERS,
  );
  const of = (name: string): string => (place === undefined ? name : `${place}.${name}`);
  return {
    counter: checkId(of('counter'), counter),
    ...(granularities === undefined
      ? {}
      : { granularities: granularitiesOf(of('granularities'), granularities) }),
    ...(horizon === undefined ? {} : { horizon: horizon === null ? null : span(of('horizon'), horizon) }),
    ...(skew === undefined ? {} : { skew: span(of('skew'), skew) }),
    ...(dedup === undefined ? {} : { dedup: readDedup(of('dedup'), dedup) }),
    ...(slots === undefined ? {} : { slots: optionalLimit(of('slots'), slots, SLOTS_MAX) }),
  };
}

/** What a counter is, by what is said about it and by what it is now. */
export function definitionFrom(present: Definition, patch: DefinitionPatch): Definition {
  const { counter, granularities, horizon, skew, dedup, slots } = { ...present, ...patch };
  if (dedup.mode === 'approximate' && horizon === null) {
    const expected = 'a duration: approximate dedup must know for how long ids are remembered';
    throw new TallystickError('bad_option', 'horizon', null, expected);
  }
  return { counter, granularities, horizon, skew, dedup, slots };
}

/**
 * Whether a counter that has counted may go from the one to the other: horizon, skew and slots may change at any time,
 * what its buckets are and how repeats are recognised may not. The filters of approximate dedup remember for as long as
 * they were made for, so there horizon and skew stay, too.
 */
export function canChangeTo(present: Definition, wanted: Definition): boolean {
  const sameSizes =
    present.granularities.length === wanted.granularities.length &&
    present.granularities.every((size, i) => size === wanted.granularities[i]);
  if (!sameSizes || present.dedup.mode !== wanted.dedup.mode) return false;
  if (present.dedup.mode === 'exact' || wanted.dedup.mode === 'exact') return true;
  return (
    present.dedup.capacity === wanted.dedup.capacity &&
    present.dedup.errorRate === wanted.dedup.errorRate &&
    present.horizon === wanted.horizon &&
    present.skew === wanted.skew
  );
}

/** What is said about a filter. */
type Filter = Omit<Exclude<DefineInput['dedup'], string | undefined>, 'mode'>;

function readDedup(field: string, dedup: NonNullable<DefineInput['dedup']>): DedupMode {
  const given =
    typeof dedup === 'string'
      ? { mode: dedup }
      : readOptions(field, dedup, ['mode', 'capacity', 'errorRate']);
  if (given.mode === 'exact') return { mode: 'exact' };
  if (given.mode !== 'approximate') {
    throw new TallystickError(
      'bad_option',
      typeof dedup === 'string' ? field : `${field}.mode`,
      given.mode,
      "'exact' or 'approximate'",
    );
  }
  const { capacity = DEFAULT_CAPACITY, errorRate = DEFAULT_ERROR_RATE }: Filter = given;
  if (typeof errorRate !== 'number' || !(errorRate >= 1e-9 && errorRate <= 0.1)) {
    throw new TallystickError(
      'bad_option',
      `${field}.errorRate`,
      errorRate,
      'a number from 0.000000001 to 0.1',
    );
  }
  const capacityMax = Math.floor((FILTER_BITS_MAX * Math.LN2 ** 2) / -Math.log(errorRate));
  if (!Number.isSafeInteger(capacity) || capacity < CAPACITY_MIN || capacity > capacityMax) {
    const expected = `an integer from ${CAPACITY_MIN} to ${capacityMax}`;
    throw new TallystickError('bad_option', `${field}.capacity`, capacity, expected);
  }
  return { mode: 'approximate', capacity, errorRate };
}
