/** Whether a value may be taken as one of its kind: what may not must be refused. */
type Kind = (value: unknown) => boolean;

const isInteger = (value: unknown): boolean => Number.isSafeInteger(value);
const isMoment = (value: unknown): boolean =>
  isInteger(value) || (value instanceof Date && !Number.isNaN(value.getTime()));
const is64Bit = (value: unknown): boolean =>
  isInteger(value) || (typeof value === 'bigint' && value >= -(2n ** 63n) && value < 2n ** 63n);
const isId = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= 256 && value.isWellFormed();
const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};
const isEmptyObject = (value: unknown): boolean => isPlain(value) && Object.keys(value).length === 0;
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const atLeast =
  (min: number): Kind =>
  (value) =>
    isInteger(value) && Number(value) >= min;
const orNull =
  (kind: Kind): Kind =>
  (value) =>
    value === null || kind(value);
const isClock: Kind = (value) =>
  (isPlain(value) && Object.values(value).every(isInteger)) || (value instanceof Map && value.size === 0);
const isListOfIntegers: Kind = (value) =>
  Array.isArray(value) && value.length > 0 && value.length < 10 && value.every(isInteger);
const never: Kind = () => false;

/** Each kind of argument with what may be taken as one. */
export const KINDS = {
  id: isId,
  /** An id, or nothing at all. */
  'id or empty': (value) => value === '' || isId(value),
  ids: isEmptyList,
  decimal: (value) => value === '5' || value === '-1',
  locale: (value) => value === 'text' || isEmptyList(value),
  data: (value) => isPlain(value) || Array.isArray(value),
  path: (value) => typeof value === 'string' && value !== '' && !value.includes('\0'),
  url: (value) => typeof value === 'string' && value.startsWith('sqlite:') && value.length > 7,
  asset: never,
  /** In the caller's unit. */
  timestamp: isInteger,
  moment: isMoment,
  'moment or never': orNull(isMoment),
  duration: atLeast(0),
  'duration or never': orNull(atLeast(0)),
  'positive amount': (value) => is64Bit(value) && Number(value) > 0,
  'amount from 0': (value) => is64Bit(value) && Number(value) >= 0,
  'amount but 0': (value) => is64Bit(value) && Number(value) !== 0,
  'amount or no limit': orNull(is64Bit),
  amount: is64Bit,
  count: atLeast(0),
  'positive count': atLeast(1),
  'count or no limit': (value) => value === Number.POSITIVE_INFINITY || atLeast(0)(value),
  'number that names': isInteger,
  'plain amount': atLeast(0),
  flag: (value) => typeof value === 'boolean',
  function: (value) => typeof value === 'function',
  // A house that is not on PostgreSQL takes none.
  pool: never,
  // It has one of its functions at least.
  observer: never,
  signal: (value) => value instanceof AbortSignal,
  counters: never,
  cursor: never,
  clock: isClock,
  'clock or never': orNull(isClock),
  metadata: isEmptyObject,
  rules: isEmptyList,
  rule: never,
  'kind of command': (value) => typeof value === 'string',
  word: never,
  'last day': (value) => value === -1,
  'word or none': (value) => value === null,
  ratio: never,
  options: isEmptyObject,
  // Of a command: a member that is undefined is none.
  fields: (value) => isPlain(value) && Object.values(value as object).every((one) => one === undefined),
  input: never,
  // Whatever else is in one: it was answered.
  answer: (value) => isPlain(value) && typeof Reflect.get(value, 'ok') === 'boolean',
  refusal: (value) => isPlain(value) && Reflect.get(value, 'ok') === false,
  list: isEmptyList,
  'list of some': never,
  record: isListOfIntegers,
  sizes: isListOfIntegers,
  anything: () => true,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
