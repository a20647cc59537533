import { recordText } from '../../src/cli/export/write-records.ts';
import type { HouseInput } from '../support/house-input.ts';

const COLUMNS = [
  'id,kind,effectiveAt,account,asset,floor,ceiling,metadata,entries,from,to,into,amount,hold,offer,expiresAt',
  'final,payment,refund,rules,credit,expiry,clock,transaction,commands',
]
  .join(',')
  .split(',');

/** Commands as CSV, by the plainest rules: every cell in quotes that is not empty. */
export function csvOf(inputs: readonly HouseInput[], lineEnd = '\n'): string {
  const rows = inputs.map((input) => COLUMNS.map((name) => cellOf((input as Record<string, unknown>)[name])));
  return [COLUMNS, ...rows].map((cells) => cells.join(',') + lineEnd).join('');
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'object' ? recordText(value) : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/** Commands as NDJSON. */
export function ndjsonOf(inputs: readonly HouseInput[], lineEnd = '\n'): string {
  return inputs.map((input) => recordText(input) + lineEnd).join('');
}
