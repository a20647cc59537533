import { anyAmount } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { compareUtf8 } from '../base/id.ts';
import { EXPECTATIONS_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import { checkFields, fieldList } from './check-fields.ts';
import { account, type Check, type OptionalField, optional, WORLD } from './field.ts';

/** From what to what `available` may be: one of them, or both. Nothing is in a range whose least is more than its most. */
export interface ExpectedRange {
  /** The least, in minor units. None said: however little. */
  readonly min?: bigint;
  /** The most, in minor units. None said: however much. */
  readonly max?: bigint;
}

/** What an account is expected to be before a command or a group is carried out: one of both, or both. */
export interface Expectation {
  /** Its id. `world` is none. */
  readonly account: string;
  /** What may be spent of it just at the place of the command, before the command. */
  readonly available?: ExpectedRange;
  /** The number of the latest command that changed it, as `balance` says it. 0: no account of that id lives then. */
  readonly lastSeq?: number;
}

/** What a command or a group may say of the accounts before it. */
export interface Expecting {
  /** What accounts are expected to be before it is carried out, up to 32; else it is refused as `expectation_failed`. */
  readonly expect?: readonly Expectation[] | undefined;
}

const checkLastSeq: Check<number> = (field, value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value + 0; // The sum turns -0 into 0.
  throw new TallystickError('bad_command', field, value, 'a whole number from 0 up');
};

const RANGE_FIELDS = fieldList({
  min: { check: anyAmount, defaultsTo: 'however little' },
  max: { check: anyAmount, defaultsTo: 'however much' },
});

const checkRange: Check<ExpectedRange> = (field, value) => {
  const range: ExpectedRange = checkFields(`${field}.`, value, RANGE_FIELDS);
  if (range.min === undefined && range.max === undefined) {
    throw new TallystickError('bad_command', field, value, 'a min, a max or both');
  }
  return range;
};

const LINE_FIELDS = fieldList({
  account: account('the account'),
  available: { check: checkRange, defaultsTo: 'whatever is available' },
  lastSeq: { check: checkLastSeq, defaultsTo: 'whatever came last' },
});

/**
 * What is expected of accounts, in order of their ids, which are all different; of nothing at all, what leaving it out says.
 *
 * @param places where the lines stand in the list that came, if that had others, too
 */
export function checkExpectations(
  field: string,
  value: unknown,
  places?: readonly number[],
): readonly Expectation[] | undefined {
  const pathOf = (i: number): string => `${field}[${places?.[i] ?? i}]`;
  if (!isList(value) || value.length > EXPECTATIONS_MAX) {
    const expected = `a list of at most ${EXPECTATIONS_MAX} expectations`;
    throw new TallystickError('bad_command', field, value, expected);
  }
  const lines = Array.from(value, (one: unknown, i) => checkLine(pathOf(i), one));
  const seen = new Set<string>();
  for (const [i, { account: id }] of lines.entries()) {
    if (seen.has(id)) {
      throw new TallystickError('bad_command', `${pathOf(i)}.account`, id, 'each account once');
    }
    seen.add(id);
  }
  return lines.length === 0 ? undefined : lines.sort((a, b) => compareUtf8(a.account, b.account));
}

function checkLine(path: string, value: unknown): Expectation {
  const line = checkFields(`${path}.`, value, LINE_FIELDS) as unknown as Expectation; // Each member was just checked.
  if (line.account === WORLD) {
    const expected = `another account than ${WORLD}: what is outside of the book is no business of its own`;
    throw new TallystickError('bad_command', `${path}.account`, WORLD, expected);
  }
  if (line.available !== undefined || line.lastSeq !== undefined) return line;
  throw new TallystickError('bad_command', path, value, 'available, lastSeq or both');
}

/** The amounts of a range. */
export const RANGE_AMOUNTS = ['min', 'max'] as const;

/** The field of every command, and of every group. */
export const EXPECT: OptionalField<readonly Expectation[]> = optional('nothing', {
  form: 'expectations',
  check: checkExpectations,
  help: 'what an account is to be before it, or it is refused: alice:min=20.00,max=50.00,seq=17; repeat it',
});
