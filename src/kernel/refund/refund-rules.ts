import { TallystickError } from '../../base/error.ts';
import { compareUtf8 } from '../../base/id.ts';
import { RULES_MAX } from '../../base/limits.ts';
import { isList } from '../../base/plain-object.ts';
import type { PaymentRow } from './payment.ts';

/** Which of two payments a refund draws on first: what a list of them does not decide is decided by the next one. */
export type RefundRule =
  | 'RECENT_FIRST'
  | 'OLDEST_FIRST'
  | 'LARGEST_REMAINING_FIRST'
  | 'SMALLEST_REMAINING_FIRST'
  | 'ID_ASC'
  | 'ID_DESC';

type Comparison = (a: PaymentRow, b: PaymentRow) => number;

function compareBigints(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Each rule by name: which of two payments a refund draws on first. The source is spec `refunds`. */
const COMPARISONS: Readonly<Record<RefundRule, Comparison>> = {
  RECENT_FIRST: (a, b) => b.at - a.at,
  OLDEST_FIRST: (a, b) => a.at - b.at,
  LARGEST_REMAINING_FIRST: (a, b) => compareBigints(b.remaining, a.remaining),
  SMALLEST_REMAINING_FIRST: (a, b) => compareBigints(a.remaining, b.remaining),
  ID_ASC: (a, b) => compareUtf8(a.id, b.id),
  ID_DESC: (a, b) => compareUtf8(b.id, a.id),
};

export const REFUND_RULES = Object.keys(COMPARISONS) as readonly RefundRule[]; // The keys of that very table.

/** What each rule looks at: once a list has decided by it, a second rule on the same thing decides nothing. */
const LOOKS_AT: Readonly<Record<RefundRule, string>> = {
  RECENT_FIRST: 'at',
  OLDEST_FIRST: 'at',
  LARGEST_REMAINING_FIRST: 'remaining',
  SMALLEST_REMAINING_FIRST: 'remaining',
  ID_ASC: 'id',
  ID_DESC: 'id',
};

/** A total order over the payments of an account. */
export interface DrawOrder {
  /** The effective rules, comma separated: equal names are equal orders, so there are only a few. */
  readonly name: string;
  readonly compare: Comparison;
}

/**
 * The total order that a list of rules means, compared left to right. Empty: oldest first. A list without a
 * rule on ids ends in ID_ASC. Throws `bad_rule` for what is not a list of known rules.
 */
export function drawOrder(field: string, rules: unknown): DrawOrder {
  const effective = effectiveRules(checkRules(field, rules));
  return { name: effective.join(','), compare: chain(effective.map((rule) => COMPARISONS[rule])) };
}

/**
 * The shortest list that means the same order: equal for lists of equal meaning, and empty for the order that holds when
 * no rule is given. Throws as drawOrder does.
 */
export function shortestRules(field: string, rules: unknown): RefundRule[] {
  const effective = [...effectiveRules(checkRules(field, rules))];
  // A list ends in ID_ASC without saying so.
  if (effective.length > 1 && effective.at(-1) === 'ID_ASC') effective.pop();
  return effective.length === 1 && effective[0] === 'OLDEST_FIRST' ? [] : effective;
}

/** Oldest first, then by id: the order when no rule is given, and the one every account's index keeps. */
export const OLDEST_FIRST: DrawOrder = drawOrder('rules', []);

function checkRules(field: string, rules: unknown): readonly RefundRule[] {
  if (!isList(rules) || rules.length > RULES_MAX) {
    throw new TallystickError('bad_rule', field, rules, `a list of at most ${RULES_MAX} refund rules`);
  }
  // Unlike map, this visits holes too.
  return Array.from(rules, (rule: unknown, index) => {
    const known = REFUND_RULES.find((name) => name === rule);
    if (known !== undefined) return known;
    throw new TallystickError('bad_rule', `${field}[${index}]`, rule, `one of ${REFUND_RULES.join(', ')}`);
  });
}

function effectiveRules(rules: readonly RefundRule[]): readonly RefundRule[] {
  const wanted: readonly RefundRule[] = rules.length === 0 ? ['OLDEST_FIRST'] : rules;
  const decided = new Set<string>();
  const effective: RefundRule[] = [];
  for (const rule of [...wanted, 'ID_ASC'] as const) {
    if (decided.has('id') || decided.has(LOOKS_AT[rule])) continue;
    decided.add(LOOKS_AT[rule]);
    effective.push(rule);
  }
  return effective;
}

function chain(comparisons: readonly Comparison[]): Comparison {
  return (a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}
