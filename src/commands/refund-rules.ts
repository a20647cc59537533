import { TallystickError } from '../base/error.ts';
import { RULES_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';

/** What each rule looks at: once a list has decided by it, a second rule on the same thing decides nothing. */
const LOOKS_AT = {
  RECENT_FIRST: 'at',
  OLDEST_FIRST: 'at',
  LARGEST_REMAINING_FIRST: 'remaining',
  SMALLEST_REMAINING_FIRST: 'remaining',
  RANK_FIRST: 'rank',
  ID_ASC: 'id',
  ID_DESC: 'id',
} as const;

/** Which of two payments a refund draws on first: what a list of them does not decide is decided by the next one. */
export type RefundRule = keyof typeof LOOKS_AT;

/** Those of payments that have no rank: the classes know no other. */
export type UnrankedRule = Exclude<RefundRule, 'RANK_FIRST'>;

export const REFUND_RULES = Object.keys(LOOKS_AT) as readonly RefundRule[]; // The keys of that very table.
export const UNRANKED_RULES = REFUND_RULES.filter((rule) => rule !== 'RANK_FIRST');

/**
 * The shortest list that means the same order: equal for lists of equal meaning, and empty for the order that holds when
 * no rule is given. Throws `bad_rule` for what is not a list of known rules.
 *
 * @param known the rules that there are
 */
export function shortestRules<Rule extends RefundRule>(
  field: string,
  rules: unknown,
  known: readonly Rule[],
): Rule[] {
  const effective = [...effectiveRules(field, rules, known)] as Rule[]; // What ends a list is known to all.
  // A list ends in ID_ASC without saying so.
  if (effective.length > 1 && effective.at(-1) === 'ID_ASC') effective.pop();
  return effective.length === 1 && effective[0] === 'OLDEST_FIRST' ? [] : effective;
}

/**
 * The rules of a list that decide something, compared left to right. Empty: oldest first. A list without a rule on ids ends
 * in ID_ASC. Throws as shortestRules does.
 */
export function effectiveRules(
  field: string,
  rules: unknown,
  known: readonly RefundRule[],
): readonly RefundRule[] {
  const checked = checkRules(field, rules, known);
  const wanted: readonly RefundRule[] = checked.length === 0 ? ['OLDEST_FIRST'] : checked;
  const decided = new Set<string>();
  const effective: RefundRule[] = [];
  for (const rule of [...wanted, 'ID_ASC'] as const) {
    if (decided.has('id') || decided.has(LOOKS_AT[rule])) continue;
    decided.add(LOOKS_AT[rule]);
    effective.push(rule);
  }
  return effective;
}

function checkRules(field: string, rules: unknown, known: readonly RefundRule[]): readonly RefundRule[] {
  if (!isList(rules) || rules.length > RULES_MAX) {
    throw new TallystickError('bad_rule', field, rules, `a list of at most ${RULES_MAX} refund rules`);
  }
  // Unlike map, this visits holes too.
  return Array.from(rules, (rule: unknown, index) => {
    const found = known.find((name) => name === rule);
    if (found !== undefined) return found;
    throw new TallystickError('bad_rule', `${field}[${index}]`, rule, `one of ${known.join(', ')}`);
  });
}
