import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { MINOR } from '../../money/to-json.ts';
import { ANY_TIME, type TimeReading } from '../moment-text.ts';
import { FIELD_NAMES, readCell } from './command-fields.ts';
import type { ImportMapping } from './import-options.ts';

/** A mapping that was checked. */
export interface NameMap {
  /** The field that a column is; null: none; itself where nothing is said. */
  readonly fieldOf: (column: string) => string | null;
  /** The fields that rows have unless they say otherwise, and as they were written. */
  readonly defaults: readonly (readonly [field: string, value: unknown])[];
  readonly defaultTexts: Readonly<Record<string, string>>;
  /** The columns that a row's reference is made of; none: rows have no reference. */
  readonly idFrom: readonly string[];
  /** The columns that are kept as metadata. */
  readonly metadata: readonly string[];
  /** The columns as they were given: of a file without a header there is nothing else. */
  readonly columns: Readonly<Record<string, string | null>>;
  /** How the rows' times are read. */
  readonly times: TimeReading;
}

/** Reads a mapping; none: every name means itself. Throws TallystickError for fields that no command has. */
export function readMapping(
  { columns = {}, defaults = {}, metadata = [] }: ImportMapping = {},
  idFrom?: readonly string[],
  times: TimeReading = ANY_TIME,
): NameMap {
  const fields = new Map(Object.entries(columns));
  for (const [column, field] of fields) {
    if (field !== null) checkField(`mapping.columns.${column}`, field);
  }
  const values = Object.entries(defaults).map(([field, text]) => {
    checkField('mapping.defaults', field);
    return [field, readCell(field, text, times)] as const;
  });
  return {
    fieldOf: (column) => {
      const field = fields.get(column);
      return field === undefined ? column : field;
    },
    defaults: values,
    defaultTexts: defaults,
    idFrom: checkIdFrom(idFrom),
    metadata: checkColumns('metadataColumns', metadata),
    columns,
    times,
  };
}

/** The columns that a reference is made of. Throws TallystickError for an empty one, or one that stands twice. */
export function checkIdFrom(idFrom: readonly string[] = []): readonly string[] {
  return checkColumns('idFrom', idFrom);
}

function checkColumns(name: string, columns: readonly string[]): readonly string[] {
  for (const [i, column] of columns.entries()) {
    if (column !== '' && columns.indexOf(column) === i) continue;
    throw new TallystickError('bad_option', name, columns.join(','), 'columns, each of them once');
  }
  return columns;
}

/** What rows were named by before it was a field: ids and requests of old imports stay what they are. */
const LATE_FIELD = 'reference';

/** Whether a column is read for something else than a field: to name its row, or as metadata. */
export function isNoField(column: string, { idFrom, metadata, columns }: NameMap): boolean {
  const isNamed = idFrom.includes(column) || metadata.includes(column);
  if (!isNamed || Object.hasOwn(columns, column)) return false;
  return !FIELD_NAMES.includes(column) || column === LATE_FIELD;
}

/** Adds texts to the metadata that a command has, under the names of their columns; empty ones are none. */
export function addMetadata(
  command: Record<string, unknown>,
  texts: readonly (readonly [column: string, text: string])[],
): void {
  const notes = texts.filter(([, text]) => text !== '');
  const { metadata = {} } = command;
  // What is no object stays, for the checks to refuse.
  if (notes.length > 0 && isPlainObject(metadata))
    command.metadata = { ...metadata, ...Object.fromEntries(notes) };
}

/** The name of the same amount in the other unit. */
function otherUnit(field: string): string {
  return field.endsWith(MINOR) ? field.slice(0, -MINOR.length) : field + MINOR;
}

/** Those defaults for which there is nothing in either unit. */
export function defaultsBeside<Value>(
  command: Readonly<Record<string, unknown>>,
  defaults: readonly (readonly [field: string, value: Value])[],
): Record<string, Value> {
  return Object.fromEntries(
    defaults.filter(([field]) => !Object.hasOwn(command, field) && !Object.hasOwn(command, otherUnit(field))),
  );
}

/** Puts the defaults where a command has nothing. */
export function addDefaults(command: Record<string, unknown>, { defaults }: NameMap): void {
  Object.assign(command, defaultsBeside(command, defaults));
}

function checkField(name: string, field: string): void {
  if (FIELD_NAMES.includes(field)) return;
  throw new TallystickError('bad_option', name, field, `a field of a command: ${FIELD_NAMES.join(', ')}`);
}
