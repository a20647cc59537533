import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { AMOUNTS } from '../../commands/command-table.ts';
import { recordText } from '../export/write-records.ts';
import { FIELD_NAMES, IDENTITY_FIELDS, nameInIds, readCell, readLists } from './command-fields.ts';
import { addDefaults, addMetadata, defaultsBeside, isNoField, type NameMap } from './map-names.ts';
import type { ShownRow } from './meaning-of-row.ts';
import type { NamedText } from './row-ids.ts';

/** Columns of an export of entries that held minor units before amounts named their unit. */
const EXPORTED_AMOUNTS: readonly string[] = ['posted', 'available', 'incoming'];

/** The columns of a CSV file, and what the rows under them mean. */
export class CsvHeader {
  readonly #names: readonly string[];
  /** The field of each column; null: left out. */
  readonly #fields: readonly (string | null)[];
  readonly #map: NameMap;
  /** Where the columns of a reference stand. */
  readonly #reference: readonly number[];
  /** The columns that identify a payment. */
  readonly #identity: readonly (readonly [field: string, column: number])[];

  /**
   * Throws TallystickError for columns that are no field, a field that stands twice, when no kind is given, and when a
   * column of the reference is missing.
   */
  constructor(cells: readonly string[], map: NameMap) {
    this.#names = cells.map((cell) => cell.trim());
    this.#fields = this.#names.map((name) => {
      // What a reference is made of, and what is kept as metadata, need not be a field.
      return isNoField(name, map) ? null : map.fieldOf(name);
    });
    this.#map = map;
    checkReference(this.#names, map.idFrom);
    checkReference(this.#names, map.metadata, 'metadataColumns');
    this.#checkFields();
    this.#reference = map.idFrom.map((name) => this.#names.indexOf(name));
    this.#identity = IDENTITY_FIELDS.map((field) => [field, this.#fields.indexOf(field)] as const).filter(
      ([, column]) => column !== -1,
    );
  }

  #checkFields(): void {
    const seen = new Set<string>(
      this.#map.defaults.map(([field]) => field).filter((field) => field === 'kind'),
    );
    for (const [i, field] of this.#fields.entries()) {
      if (field === null) continue;
      const name = this.#names[i] ?? '';
      if (!FIELD_NAMES.includes(field)) {
        throw badHeader(
          name,
          `a field of a command, or a mapping for it; the fields are ${FIELD_NAMES.join(', ')}`,
        );
      }
      if (seen.has(field) && this.#fields.indexOf(field) !== i) throw badHeader(name, 'each field once');
      this.#checkUnit(name, field);
      seen.add(field);
    }
    if (!seen.has('kind')) throw badHeader(this.#names.join(','), 'a column with the kind of each command');
  }

  /** Throws TallystickError for a column of minor units in an export of before amounts named their unit, read as units. */
  #checkUnit(name: string, field: string): void {
    const isExport = this.#names.includes('recordedAt') && EXPORTED_AMOUNTS.includes(name);
    if (!isExport || !AMOUNTS.includes(field) || this.#names.includes(`${name}Minor`)) return;
    const expected = `a column ${name}Minor beside it, as exports have, or ${name} as ${field}Minor: this is an old export, in which it was minor units`;
    throw badHeader(name, expected);
  }

  /** Which column is which field, in an order of its own. */
  get columns(): readonly NamedText[] {
    return this.#fields
      .flatMap((field, i): NamedText[] => (field === null ? [] : [[field, this.#names[i] ?? '']]))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The id of the row, if it has one. */
  idOf(cells: readonly string[]): string | undefined {
    return cells[this.#fields.indexOf('id')] || undefined;
  }

  /** The texts of a row's reference, where columns were named for it. */
  referenceOf(cells: readonly string[]): string[] {
    return this.#reference.map((column) => cells[column] ?? '');
  }

  /** What identifies the row. */
  identityOf(cells: readonly string[]): NamedText[] {
    return this.#identity.map(([field, column]) => [nameInIds(field), cells[column] ?? '']);
  }

  /** Throws TallystickError unless the row has as many cells as the header. */
  checkWidth(cells: readonly string[]): void {
    const width = this.#names.length;
    if (cells.length === width) return;
    throw new TallystickError('bad_command', 'row', cells, `${width} cells, as the header has`);
  }

  /** The command of a row. Empty cells are fields that are absent. Throws TallystickError for malformed cells. */
  commandOf(cells: readonly string[]): Record<string, unknown> {
    const command: Record<string, unknown> = {};
    for (const [i, cell] of cells.entries()) {
      const field = this.#fields[i];
      if (cell === '' || typeof field !== 'string') continue;
      command[field] = readCell(field, cell, this.#map.times);
    }
    addMetadata(command, this.#notesOf(cells));
    addDefaults(command, this.#map);
    readLists(command);
    return command;
  }

  /** Metadata as in a cell of their own. */
  #showNotes(row: Record<string, string>, cells: readonly string[]): void {
    const command: Record<string, unknown> = {};
    const { metadata } = row;
    if (metadata !== undefined) command.metadata = jsonOrText(metadata);
    addMetadata(command, this.#notesOf(cells));
    if (isPlainObject(command.metadata)) row.metadata = recordText(command.metadata);
  }

  /** The cells that are kept as metadata, under the names of their columns. */
  #notesOf(cells: readonly string[]): [string, string][] {
    return this.#map.metadata.map((name) => [name, cells[this.#names.indexOf(name)] ?? '']);
  }

  /**
   * A row for people, which `import` reads back: the cells that are not empty, under the names of their fields, and apart
   * from them those of columns that are no field.
   */
  show(cells: readonly string[]): ShownRow {
    // A row that was cut off must not come back as one that says less.
    if (cells.length !== this.#names.length) return { row: cells };
    const row: Record<string, string> = {};
    const other: Record<string, string> = {};
    for (const [i, cell] of cells.entries()) {
      const field = this.#fields[i];
      if (cell === '') continue;
      if (typeof field === 'string') row[field] = cell;
      else if (!this.#map.metadata.includes(this.#names[i] ?? ''))
        other[this.#names[i] || `column ${i + 1}`] = cell;
    }
    this.#showNotes(row, cells);
    const whole = { ...defaultsBeside(row, Object.entries(this.#map.defaultTexts)), ...row };
    return Object.keys(other).length === 0 ? { row: whole } : { row: whole, other };
  }
}

/** Throws TallystickError unless every column that is named for something stands in the file once. */
export function checkReference(
  names: readonly string[],
  columns: readonly string[],
  option = 'idFrom',
): void {
  const missing = columns.find((name) => !names.includes(name));
  if (missing !== undefined) {
    const expected = `columns of the file: ${names.join(', ')}`;
    throw new TallystickError('bad_option', option, missing, expected);
  }
  const twice = columns.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice === undefined) return;
  throw new TallystickError('bad_option', option, twice, 'a column that stands in the file once');
}

/** What a JSON text means; the text itself where it is none. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function badHeader(value: string, expected: string): TallystickError {
  return new TallystickError('bad_option', 'header', value, expected);
}
