/** One place that breaks one rule. */
export interface Violation {
  /** `src/kernel/book.ts:12`, or a file alone. */
  readonly where: string;
  readonly what: string;
  /** Why the rule is there, as a sentence for the one who broke it. */
  readonly why: string;
}

/** What a failing test prints, one violation a paragraph. */
export function showViolations(violations: readonly Violation[]): string {
  return violations.map(({ where, what, why }) => `${where}: ${what}\n    ${why}`).join('\n');
}
