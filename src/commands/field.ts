import { anyAmount, nonNegativeAmount, nonZeroAmount, positiveAmount } from '../base/amount.ts';
import { type Clock, parseClock } from '../base/clock.ts';
import { TallystickError } from '../base/error.ts';
import { checkId, compareUtf8 } from '../base/id.ts';
import { CLOCK_COUNTER_DIGITS_MAX, PAYMENTS_PER_REFUND_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import { momentOf } from '../base/timestamp.ts';
import { checkAsset } from './asset.ts';
import { REFUND_RULES, type RefundRule, shortestRules } from './refund-rules.ts';

/** The account on the other side of what comes from or goes to outside the book: one for each asset. */
export const WORLD = 'world';

/** As whom a refund goes to: whoever paid what it draws on. */
export const SOURCE = 'source';

/** In the place of an amount: all that there is. */
export const ALL = 'all';

/** How a value is written where there is only text: in JSON, in a cell of CSV, as an option of the command line. */
export type FieldForm =
  | 'text'
  | 'asset'
  | 'amount'
  /** An amount, or the word for all that there is. */
  | 'amountOrAll'
  /** An amount, or null for none. */
  | 'limit'
  /** Velocity limits. */
  | 'limits'
  | 'moment'
  /** When something ends: a moment, or null for never. Of a date: when it is over. */
  | 'end'
  | 'flag'
  /** One of a few words, or null for none. */
  | 'choice'
  /** One of a few words. */
  | 'word'
  /** How often something is repeated. */
  | 'period'
  /** How what is refused is tried again. */
  | 'retry'
  /** Dates, whose order means nothing. */
  | 'dates'
  | 'count'
  /** A whole number by which something is shared out. */
  | 'weight'
  | 'clock'
  /** A clock at which something expires, or null for never. */
  | 'expiry'
  | 'rules'
  /** Ids, whose order means nothing. */
  | 'ids'
  | 'entries'
  /** Who pays, in order, each with the most that it gives. */
  | 'sources'
  /** Who is paid, each with what it gets. */
  | 'targets'
  /** What accounts are expected to be. */
  | 'expectations'
  /** A command that is carried out later. */
  | 'command'
  /** Texts by name. */
  | 'texts';

/** What a field may name. */
export type Named =
  | 'account'
  | 'hold'
  | 'offer'
  | 'payment'
  | 'refund'
  | 'credit'
  | 'schedule'
  | 'transaction';

/** On which side of what moves an account is. */
export type Side = 'from' | 'to';

/**
 * Checks a value that came under a field's name and gives it in its one form, or throws. `undefined`: it says no more
 * than leaving the field out does, so the field is left out.
 */
export type Check<T> = (field: string, value: unknown) => T | undefined;

/** A field of a command, whose value has the form T once it is checked. */
export interface Field<T> {
  readonly form: FieldForm;
  readonly check: Check<T>;
  /** What it is, as a line of help. */
  readonly help: string;
  /** What it names, if it does: of a new thing, too. */
  readonly names?: Named;
  /** Of an account: whether what moves comes from it or goes to it; without it, it is the one that the command is about. */
  readonly side?: Side | undefined;
  /** Of a choice: the words. */
  readonly choices?: readonly string[];
  /** What its absence means, as a line of help; without it the field is needed. */
  readonly defaultsTo?: string;
  /** Whether it is there in every request: what its absence means is filled in. */
  readonly isFilled?: boolean;
}

/** A field that may be absent. */
export interface OptionalField<T> extends Field<T> {
  readonly defaultsTo: string;
}

/** The fields of a command, by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The id of something that there is, or is to be. */
export function named<const N extends Named>(names: N, help: string): Field<string> {
  return { form: 'text', check: checkId, help, names };
}

export function account(help: string, side?: Side): Field<string> {
  return { ...named('account', help), side };
}

export function text(help: string): Field<string> {
  return { form: 'text', check: checkId, help };
}

/** An account whose absence means the world. */
export function accountOrWorld(help: string, side: Side): OptionalField<string> {
  return withDefault(WORLD, account(help, side), WORLD);
}

export function asset(help: string): Field<string> {
  return { form: 'asset', check: checkAsset, help };
}

/** An amount of more than nothing. */
export function amount(help = 'how much'): Field<bigint> {
  return { form: 'amount', check: positiveAmount, help };
}

export function amountOrZero(help = 'how much'): Field<bigint> {
  return { form: 'amount', check: nonNegativeAmount, help };
}

export function signedAmount(help: string): Field<bigint> {
  return { form: 'amount', check: nonZeroAmount, help };
}

/** An amount that a balance may not pass; null: no limit. */
export function limit(help: string): Field<bigint | null> {
  return { form: 'limit', check: orNull(anyAmount), help };
}

export function moment(help: string): Field<number> {
  return { form: 'moment', check: momentOf, help };
}

/** A moment, or null for none. */
export function momentOrNull(help: string): Field<number | null> {
  return { form: 'moment', check: orNull(momentOf), help };
}

/** When something ends; null: never. */
export function end(help: string): Field<number | null> {
  return { form: 'end', check: orNull(momentOf), help };
}

export function flag(help: string): Field<boolean> {
  const check: Check<boolean> = (field, value) => {
    if (typeof value === 'boolean') return value;
    throw new TallystickError('bad_command', field, value, 'true or false');
  };
  return { form: 'flag', check, help };
}

/** Whether a command posts what has happened, whatever floors say. */
export function byForce(): OptionalField<boolean> {
  return withDefault(false, flag('post what has happened, below floors too'), 'false');
}

const checkWhole: Check<number> = (field, value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TallystickError('bad_command', field, value, 'a whole number from 0 up');
};

/** One of some words. */
export function word<const Word extends string>(help: string, choices: readonly Word[]): Field<Word> {
  const check: Check<Word> = (field, value) => {
    const known = choices.find((word) => word === value);
    if (known !== undefined) return known;
    const words = choices.map((word) => `'${word}'`).join(', ');
    throw new TallystickError('bad_command', field, value, `one of ${words}`);
  };
  return { form: 'word', check, help, choices };
}

/** One of some words, or null for none of them. */
export function choiceOrNone<const Word extends string>(
  help: string,
  choices: readonly Word[],
): Field<Word | null> {
  const check: Check<Word | null> = (field, value) => {
    const known = choices.find((word) => word === value);
    if (known !== undefined || value === null) return known ?? null;
    const words = choices.map((word) => `'${word}'`).join(', ');
    throw new TallystickError('bad_command', field, value, `one of ${words}, or null`);
  };
  return { form: 'choice', check, help, choices };
}

export function count(help: string): Field<number> {
  return { form: 'count', check: checkWhole, help };
}

/** Which of several, counted from 1. */
export function ordinal(help: string): Field<number> {
  const check: Check<number> = (field, value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
    throw new TallystickError('bad_command', field, value, 'a whole number from 1 up');
  };
  return { form: 'count', check, help };
}

export function weight(help: string): Field<number> {
  return { form: 'weight', check: checkWhole, help };
}

export function clock(help: string): Field<Clock> {
  return { form: 'clock', check: checkClock, help };
}

/** A clock; null: never. */
export function clockOrNever(help: string): Field<Clock | null> {
  return { form: 'expiry', check: orNull(checkClock), help };
}

export function rules(help: string): OptionalField<readonly RefundRule[]> {
  const check: Check<readonly RefundRule[]> = (field, value) => {
    const shortest = shortestRules(field, value, REFUND_RULES);
    return shortest.length === 0 ? undefined : shortest;
  };
  return { form: 'rules', check, help, defaultsTo: 'OLDEST_FIRST' };
}

/** Ids, each once, in one order: how they were listed means nothing. */
export function ids(help: string): Field<readonly string[]> {
  const check: Check<readonly string[]> = (field, value) => {
    if (!isList(value) || value.length === 0 || value.length > PAYMENTS_PER_REFUND_MAX) {
      throw new TallystickError('bad_command', field, value, `1 to ${PAYMENTS_PER_REFUND_MAX} ids`);
    }
    const seen = new Set<string>();
    // Unlike map, this visits holes too.
    const checked = Array.from(value, (one: unknown, i) => {
      const id = checkId(`${field}[${i}]`, one);
      if (seen.has(id)) throw new TallystickError('bad_command', `${field}[${i}]`, id, 'each id once');
      seen.add(id);
      return id;
    });
    return checked.sort(compareUtf8);
  };
  return { form: 'ids', check, help };
}

/** The same field where it may be absent, and what that means. */
export function optional<T>(defaultsTo: string, field: Field<T>): OptionalField<T> {
  return { ...field, defaultsTo };
}

/** The same field where its absence means that very value, which is left out even when it is said. */
export function withDefault<T>(meant: T, field: Field<T>, defaultsTo: string): OptionalField<T> {
  const check: Check<T> = (name, value) => {
    const checked = field.check(name, value);
    return checked === meant ? undefined : checked;
  };
  return { ...field, check, defaultsTo };
}

/** The same field where its absence means that very value, which stands for it in its place among those that are needed. */
export function filled<T>(meant: T, field: Field<T>, defaultsTo: string): OptionalField<T> {
  const check: Check<T> = (name, value) => (value === undefined ? meant : field.check(name, value));
  return { ...field, check, defaultsTo, isFilled: true };
}

function orNull<T>(check: Check<T>): Check<T | null> {
  return (field, value) => (value === null ? null : check(field, value));
}

/** The least counter of a clock that is too large to be kept. */
const COUNTER_END = 10n ** BigInt(CLOCK_COUNTER_DIGITS_MAX);

function checkClock(field: string, value: unknown): Clock {
  const read = parseClock(field, value);
  for (const [i, counter] of read.counters.entries()) {
    if (counter < COUNTER_END) continue;
    const expected = `a counter of at most ${CLOCK_COUNTER_DIGITS_MAX} digits`;
    throw new TallystickError('bad_clock', `${field}[${JSON.stringify(read.ids[i])}]`, counter, expected);
  }
  return read;
}
