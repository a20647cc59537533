import { assert } from '../../base/assert.ts';
import { TallystickError } from '../../base/error.ts';
import { COMMON_FIELDS } from '../../commands/check-command.ts';
import { ENTRIES } from '../../commands/command-table.ts';
import { ALL, type Field, type FieldForm, type Fields } from '../../commands/field.ts';
import { readMinor, signOfDecimal } from '../../money/parse-money.ts';
import { MINOR } from '../../money/to-json.ts';
import { readMoment, type TimeReading } from '../moment-text.ts';

/** The fields of the kinds that stand in files of rows. */
const OWN_FIELDS: Fields = Object.assign(
  {},
  ...[...ENTRIES.values()].map(({ cli, fields }) => (cli === undefined ? {} : fields)),
);

/** Whether commands of a kind say themselves what their amounts are in; of others a row may say it beside them. */
export function saysAsset(kind: unknown): boolean {
  return ENTRIES.get(String(kind))?.fields.asset !== undefined;
}

/** The fields of moments, each with what a date means in it. */
export const MOMENTS = Object.entries({ ...COMMON_FIELDS, ...OWN_FIELDS }).flatMap(([name, { form }]) => {
  if (form !== 'moment' && form !== 'end') return [];
  return [[name, form === 'end' ? 'next' : 'first'] as const];
});

/** Reads the text of a cell; amounts stay texts, until it is known what they are in. */
type ReadCell = (field: string, text: string, times: TimeReading) => unknown;

/** How the cells of each form are read. */
const CELLS: Readonly<Record<FieldForm, ReadCell>> = {
  text: (_, text) => text,
  asset: (_, text) => text,
  amount: orAll(checkedBy(signOfDecimal)),
  amountOrAll: orAll(checkedBy(signOfDecimal)),
  limit: orNull(checkedBy(signOfDecimal)),
  moment: (field, text, times) => readMoment(field, text, times),
  end: orNull((field, text, times) => readMoment(field, text, times, 'next')),
  flag: readFlag,
  choice: orNull((_, text) => text),
  word: (_, text) => text,
  period: readJson,
  retry: readJson,
  dates: readJson,
  count: readJson,
  weight: readJson,
  clock: readJson,
  expiry: readJson,
  rules: readJson,
  ids: readJson,
  entries: readJson,
  limits: readJson,
  sources: readJson,
  targets: readJson,
  expectations: readJson,
  command: readJson,
  texts: readJson,
};

/** The column or columns of a field: of an amount there is another one, in minor units. */
function columnsOf([name, { form }]: readonly [string, Field<unknown>]): (readonly [string, ReadCell])[] {
  const inUnits = [name, CELLS[form]] as const;
  if (form === 'amount') return [inUnits, [name + MINOR, checkedBy(readMinor)]];
  return form === 'limit' ? [inUnits, [name + MINOR, orNull(checkedBy(readMinor))]] : [inUnits];
}

/** Every column that a file may have, and how its cells are read. */
const COLUMNS: ReadonlyMap<string, ReadCell> = new Map([
  ['kind', CELLS.text],
  ...Object.entries(COMMON_FIELDS).flatMap(columnsOf),
  ...Object.entries(OWN_FIELDS).flatMap(columnsOf),
  ['commands', readJson],
]);

export const FIELD_NAMES: readonly string[] = [...COLUMNS.keys()];

/** What a field says of a payment. */
function roleOf({ form, names, side }: Field<unknown>): string {
  if (names === undefined) return form;
  return names === 'account' ? (side ?? 'account') : 'name';
}

const FIELDS_BY_ROLE = Map.groupBy(Object.entries(OWN_FIELDS), ([, field]) => roleOf(field));

function columnsOfRoles(...what: readonly string[]): string[] {
  const fields = what.flatMap((one) => FIELDS_BY_ROLE.get(one) ?? []);
  return fields.flatMap(columnsOf).map(([name]) => name);
}

/**
 * The fields that identify a payment: date, amount, whose it is, and references, in the order in which ids are
 * made of them. What is missing here, such as limits, ends and flags, may say something else in a later file of the same
 * source, and is the same payment.
 */
export const IDENTITY_FIELDS: readonly string[] = [
  'kind',
  'effectiveAt',
  ...columnsOfRoles('clock', 'account', 'asset', 'amount', 'entries', 'command'),
  'commands',
  ...columnsOfRoles('from', 'to', 'name', 'moment', 'count', 'text', 'ids'),
];

/**
 * What a field is called in what ids are made of. Both units are one: minor units stood under `amount` before amounts named
 * their unit, and rows of that time keep their ids when the column is mapped to `amountMinor`.
 */
export function nameInIds(field: string): string {
  return field.endsWith(MINOR) ? field.slice(0, -MINOR.length) : field;
}

/** The value that a cell means in a field. Throws TallystickError when it means none. */
export function readCell(field: string, text: string, times: TimeReading): unknown {
  const read = COLUMNS.get(field);
  assert(read !== undefined, 'whoever names a column has looked for it among the fields');
  return read(field, text, times);
}

/** Reads the lists in a row of cells that stand in columns which hold one thing in rows of other kinds. */
export function readLists(command: Record<string, unknown>): void {
  const fields = Object.entries(ENTRIES.get(String(command.kind))?.fields ?? {});
  for (const [name, { form }] of fields) {
    const text = command[name];
    if (typeof text === 'string' && LISTS.has(form)) command[name] = readJson(name, text);
  }
}

const LISTS: ReadonlySet<FieldForm> = new Set(['sources', 'targets']);

/** The text, if it is an amount. */
function checkedBy(read: (field: string, text: string) => bigint): ReadCell {
  return (field, text) => {
    read(field, text);
    return text;
  };
}

function orNull(read: ReadCell): ReadCell {
  return (field, text, times) => (text === 'null' ? null : read(field, text, times));
}

/** The word for all is for whoever checks the whole command. */
function orAll(read: ReadCell): ReadCell {
  return (field, text, times) => (text === ALL ? ALL : read(field, text, times));
}

function readFlag(field: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new TallystickError('bad_command', field, text, 'true or false');
}

/** What a JSON text means. Throws TallystickError when it is none. */
export function readJson(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TallystickError('bad_command', field, text, 'JSON');
  }
}
