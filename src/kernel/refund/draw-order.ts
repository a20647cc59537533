import { compareUtf8 } from '../../base/id.ts';
import { effectiveRules, REFUND_RULES, type RefundRule } from '../../commands/refund-rules.ts';
import type { PaymentRow } from './payment.ts';

type Comparison = (a: PaymentRow, b: PaymentRow) => number;

function compareBigints(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** What has no rank comes after all that have one. */
function compareRanks({ rank: a }: PaymentRow, { rank: b }: PaymentRow): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  return b === undefined ? -1 : a - b;
}

/** Each rule by name: which of two payments a refund draws on first. The source is spec `refunds`. */
const COMPARISONS: Readonly<Record<RefundRule, Comparison>> = {
  RECENT_FIRST: (a, b) => b.at - a.at,
  OLDEST_FIRST: (a, b) => a.at - b.at,
  LARGEST_REMAINING_FIRST: (a, b) => compareBigints(b.remaining, a.remaining),
  SMALLEST_REMAINING_FIRST: (a, b) => compareBigints(a.remaining, b.remaining),
  RANK_FIRST: compareRanks,
  ID_ASC: (a, b) => compareUtf8(a.id, b.id),
  ID_DESC: (a, b) => compareUtf8(b.id, a.id),
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
  const effective = effectiveRules(field, rules, REFUND_RULES);
  return { name: effective.join(','), compare: chain(effective.map((rule) => COMPARISONS[rule])) };
}

/** Oldest first, then by id: the order when no rule is given, and the one every account's index keeps. */
export const OLDEST_FIRST: DrawOrder = drawOrder('rules', []);

function chain(comparisons: readonly Comparison[]): Comparison {
  return (a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}
