import { positiveAmount } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { DISTRIBUTION_LINES_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import { checkFields, type FieldList, fieldList } from './check-fields.ts';
import type { Dated, Entries, Spec } from './entry.ts';
import { ALL, account, amountOrZero, type Check, type Field, optional, weight } from './field.ts';
import { MOVE_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';

/** An account that pays into a distribution. */
export interface DistributeSource {
  /** The account that it is taken from; `world` is whatever is outside of the book. */
  readonly account: string;
  /** The most that is taken from it, in minor units; default: whatever is available above its floor. */
  readonly atMost?: bigint;
}

/** An account that is paid by a distribution: a share, an amount, or the rest. */
export interface DistributeTarget {
  /** The account that is paid; `world` is whatever is outside of the book. */
  readonly account: string;
  /** Its weight, a whole number: it gets so many parts of what fixed amounts leave. */
  readonly share?: number;
  /** What it gets, in minor units, before anything is shared. */
  readonly amount?: bigint;
  /** True: it gets what is left by all others. At most one target does. */
  readonly rest?: true;
}

/**
 * Takes an amount from sources, in their order, and divides it among targets to the last unit: fixed amounts first, shares of
 * what they leave, and the rest. It is recorded as the posting that came of it.
 */
export interface Distribute extends Dated {
  /** What is to be done. */
  readonly kind: 'distribute';
  /** Who pays, in order: the next one pays what the ones before could not. */
  readonly from: readonly DistributeSource[];
  /** Who is paid, and how much of it. */
  readonly to: readonly DistributeTarget[];
  /** How much, in minor units; `all`: everything that the sources can give. */
  readonly amount: bigint | typeof ALL;
  /** How many parts the whole has of which the targets have shares; default: the sum of the shares. */
  readonly of?: number;
}

const SOURCE_LIST = fieldList({
  account: account('who pays', 'from'),
  atMost: optional('all that is available', amountOrZero('the most that is taken')),
});

const isRest: Field<true> = {
  form: 'flag',
  help: 'whether it gets what is left',
  check: (field, value) => {
    if (value === true) return value;
    throw new TallystickError('bad_command', field, value, 'true');
  },
};

const TARGET_LIST = fieldList({
  account: account('who is paid', 'to'),
  share: optional('none', weight('its weight')),
  amount: optional('none', amountOrZero('how much it gets')),
  rest: optional('not', isRest),
});

function linesOf<Line>(
  what: string,
  fields: FieldList,
): (field: string, value: unknown) => readonly (Line & object)[] {
  return (field, value) => {
    if (!isList(value) || value.length === 0 || value.length > DISTRIBUTION_LINES_MAX) {
      throw new TallystickError('bad_command', field, value, `1 to ${DISTRIBUTION_LINES_MAX} ${what}`);
    }
    const lines = Array.from(value, (line: unknown, i) => checkFields(`${field}[${i}].`, line, fields));
    return lines as unknown as readonly (Line & object)[]; // Each was just checked.
  };
}

const from: Field<readonly DistributeSource[]> = {
  form: 'sources',
  help: 'one source, with the most that it gives, if any: alice or alice=10.00; repeat it, in their order',
  check: linesOf<DistributeSource>('sources', SOURCE_LIST),
};

const to: Field<readonly DistributeTarget[]> = {
  form: 'targets',
  help: 'one target and what it gets, an amount, a share or the rest: gateway=0.30, fees=share:29, shop=rest; repeat it',
  check: (field, value) => {
    const targets = linesOf<DistributeTarget>('targets', TARGET_LIST)(field, value);
    for (const [i, { share, amount, rest }] of targets.entries()) {
      if ([share, amount, rest].filter((each) => each !== undefined).length === 1) continue;
      throw new TallystickError('bad_command', `${field}[${i}]`, targets[i], 'one of share, amount and rest');
    }
    const rests = targets.filter(({ rest }) => rest === true);
    if (rests.length > 1)
      throw new TallystickError('bad_command', field, value, 'at most one target with the rest');
    return targets;
  },
};

const checkAmount: Check<bigint | typeof ALL> = (field, value) => {
  if (value === ALL) return ALL;
  if (typeof value !== 'string') return positiveAmount(field, value);
  throw new TallystickError('bad_amount', field, value, `a positive integer or '${ALL}'`);
};

/** What the shares add up to. */
function sumOfShares(targets: readonly DistributeTarget[]): bigint {
  return targets.reduce((sum, { share = 0 }) => sum + BigInt(share), 0n);
}

/**
 * Whether what is divided comes to somebody, whatever it is. Amounts are not held against one another here: of a row of a file
 * they may not be known yet.
 */
function checkTogether(path: string, command: Record<string, unknown>): void {
  const { to: targets, of, amount } = command as unknown as Distribute; // Each field was checked.
  const hasRest = targets.some(({ rest }) => rest === true);
  const shares = targets.filter(({ share }) => share !== undefined);
  const sum = sumOfShares(targets);
  const refuse = (field: string, value: unknown, expected: string): never => {
    throw new TallystickError('bad_command', path + field, value, expected);
  };
  if (of !== undefined) {
    if (shares.length === 0) refuse('of', of, 'none without shares');
    if (BigInt(of) < sum) refuse('of', of, `at least the sum of the shares, ${sum}`);
    if (BigInt(of) > sum && !hasRest)
      refuse('to', targets, `a target with the rest: the shares are ${sum} of ${of}`);
    if (BigInt(of) === sum) delete command.of;
  }
  if (hasRest) return;
  if (shares.length > 0 && sum === 0n)
    refuse('to', targets, 'a share of more than 0, or a target with the rest');
  if (shares.length === 0 && amount === ALL) refuse('to', targets, 'a share or the rest, where all is taken');
}

/** Why it may be refused, in the order in which that is checked. */
const DISTRIBUTION_REASONS = {
  distribute: ['same_account', ...PAIR_REASONS, 'targets_mismatch', 'source_unbounded', ...MOVE_REASONS],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** Each under the name of its method. */
export interface DistributionCommands {
  /**
   * Takes an amount from sources, in their order, and divides it among targets to the last unit: fixed amounts first, shares
   * of what they leave, and the rest. It is recorded as the posting that came of it.
   */
  readonly distribute: Spec<
    Distribute,
    { readonly reasons: (typeof DISTRIBUTION_REASONS)['distribute']; readonly details: 'postings' }
  >;
}

export const DISTRIBUTIONS: Entries<DistributionCommands> = {
  distribute: {
    kind: 'distribute',
    fields: {
      from,
      to,
      amount: { form: 'amountOrAll', check: checkAmount, help: 'how much' },
      of: optional(
        'the sum of the shares',
        weight('how many parts the whole has, of which the targets have shares'),
      ),
    },
    checkTogether,
    events: ['posted'],
    posts: true,
    reasons: DISTRIBUTION_REASONS.distribute,
    details: 'postings',
    cli: {
      summary:
        'Take an amount from accounts, in their order, and divide it among others: by amounts, by shares, to the last unit.',
      examples: [
        'distribute --from alice --to fees=share:29 --to shop=rest --of 1000 --amount 20.00',
        'distribute --from gifts=5.00 --from alice --to gateway=0.30 --to ann=share:1 --to bob=share:1 --amount 10.00',
        'distribute --from till --to shop=rest --amount all',
      ],
      done: 'Distributed {amount}',
    },
  },
};
