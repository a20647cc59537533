import { TallystickError } from '../base/error.ts';
import { nonNegativeDuration } from '../base/timestamp.ts';
import { checkList, checkNumberId, checkRecord } from './plain-records.ts';

/** `ceil(log2(max(2, x)))`, for whole numbers. */
function levels(x: number): number {
  return x <= 2 ? 1 : 32 - Math.clz32(x - 1);
}

/**
 * Steps that a naive store and an indexed one would take: `[naive, indexed, recommendation, payments]`, the
 * recommendation being -1 naive is cheaper, 1 indexed is cheaper, 0 equal. With c the user's payments so far:
 * `[1, user]` adds one (1; 1 + L(c + 1)); `[2, user, hasReference, touched]` refunds (with a reference 1; 1;
 * without 1 + c; 1 + touched * L(c)); `[3, user]` reads (1; 1). Source: spec `refunds`.
 */
export function estimateCosts(
  operations: readonly (readonly number[])[],
): [naive: number, indexed: number, recommendation: number, payments: number] {
  const paymentsOf = new Map<number, number>();
  let naive = 0;
  let indexed = 0;
  let payments = 0;
  for (const [i, value] of checkList('operations', operations).entries()) {
    const field = `operations[${i}]`;
    const operation = checkList(field, value);
    const user = checkNumberId(`${field}.user`, operation[1]);
    const count = paymentsOf.get(user) ?? 0;
    if (operation[0] === 1) {
      checkRecord(field, value, ['1', 'user']);
      naive += 1;
      indexed += 1 + levels(count + 1);
      payments += 1;
      paymentsOf.set(user, count + 1);
    } else if (operation[0] === 2) {
      const [, , hasReference, touched] = checkRecord(field, value, ['2', 'user', 'hasReference', 'touched']);
      const steps = nonNegativeDuration(`${field}.touched`, touched) * levels(count);
      const isNamed = checkFlag(`${field}.hasReference`, hasReference);
      naive += isNamed ? 1 : 1 + count;
      indexed += isNamed ? 1 : 1 + steps;
    } else if (operation[0] === 3) {
      checkRecord(field, value, ['3', 'user']);
      naive += 1;
      indexed += 1;
    } else {
      throw new TallystickError('bad_command', `${field}[0]`, operation[0], '1, 2 or 3');
    }
  }
  return [naive, indexed, Math.sign(naive - indexed), payments];
}

function checkFlag(field: string, value: unknown): boolean {
  if (value === 0 || value === 1) return value === 1;
  throw new TallystickError('bad_command', field, value, '0 or 1');
}
