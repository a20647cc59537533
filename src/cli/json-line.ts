import { toJson } from '../money/to-json.ts';
import { recordText } from './export/write-records.ts';

/**
 * One line of JSON, fit for a terminal, in which every amount names its unit: `amount` in units of the asset, and `amountMinor`. Counters of
 * clocks are texts of digits; moments stay integers of milliseconds. What is undefined is left out.
 *
 * @param asset what amounts are in whose asset is not said in the value itself; null: not known
 */
export function jsonLine(value: object | null, asset: string | null = null): string {
  if (value === null) return 'null';
  return recordText(toJson(value, asset === null ? {} : { asset }));
}

/** One line of JSON of an answer of counters, in which no number is an amount: a bigint is a text of digits. */
export function countsLine(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return member.toString();
    if (member instanceof Map) return Object.fromEntries(member);
    return member;
  });
}
