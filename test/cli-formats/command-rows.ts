import { recordText } from '../../src/cli/export/write-records.ts';
import { COMMON_FIELDS } from '../../src/commands/check-command.ts';
import { ENTRIES } from '../../src/commands/command-table.ts';
import type { Fields } from '../../src/commands/field.ts';
import type { HouseInput } from '../support/house/house-input.ts';

/** Every field of the commands that a file may have. */
const FIELDS: Fields = Object.assign(
  {},
  COMMON_FIELDS,
  ...[...ENTRIES.values()].filter(({ cli }) => cli !== undefined).map(({ fields }) => fields),
);
const AMOUNTS = Object.entries(FIELDS).flatMap(([name, { form }]) =>
  form === 'amount' || form === 'limit' ? [name] : [],
);
const COLUMNS = [
  'kind',
  ...Object.keys(FIELDS).map((name) => (AMOUNTS.includes(name) ? `${name}Minor` : name)),
  'commands',
  // Where it is no amount, but all.
  'amount',
];

/** Commands as CSV, by the plainest rules: every cell in quotes that is not empty. */
export function csvOf(inputs: readonly HouseInput[], lineEnd = '\n'): string {
  const rows = inputs.map((input) =>
    COLUMNS.map((name) => cellOf((minorOf(input) as Record<string, unknown>)[name])),
  );
  return [COLUMNS, ...rows].map((cells) => cells.join(',') + lineEnd).join('');
}

/** A command as JSON, its amounts in minor units, counters as digits. */
function minorOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(minorOf);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      (AMOUNTS.includes(name) || (name === 'atMost' && typeof member === 'bigint')) &&
      member !== undefined &&
      member !== 'all'
        ? [`${name}Minor`, member === null ? null : String(member)]
        : [name, minorOf(member)],
    ),
  );
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'object' ? recordText(value) : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/** Commands as NDJSON. */
export function ndjsonOf(inputs: readonly HouseInput[], lineEnd = '\n'): string {
  return inputs.map((input) => recordText(minorOf(input)) + lineEnd).join('');
}
