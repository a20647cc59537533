import { TallystickError } from '../../base/error.ts';
import { FIELD_NAMES, readCell } from './command-fields.ts';
import { addDefaults, type NameMap } from './map-names.ts';

/** The columns of a CSV file, and what the rows under them mean. */
export class CsvHeader {
  readonly #names: readonly string[];
  /** The field of each column; null: left out. */
  readonly #fields: readonly (string | null)[];
  readonly #map: NameMap;

  /** Throws TallystickError for columns that are no field, a field that stands twice, and when no kind is given. */
  constructor(cells: readonly string[], map: NameMap) {
    this.#names = cells.map((cell) => cell.trim());
    this.#fields = this.#names.map(map.fieldOf);
    this.#map = map;
    const seen = new Set<string>(map.defaults.map(([field]) => field).filter((field) => field === 'kind'));
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
      seen.add(field);
    }
    if (!seen.has('kind')) throw badHeader(this.#names.join(','), 'a column with the kind of each command');
  }

  /** The command of a row. Empty cells are fields that are absent. Throws TallystickError for malformed cells. */
  commandOf(cells: readonly string[]): Record<string, unknown> {
    if (cells.length !== this.#names.length) {
      throw new TallystickError(
        'bad_command',
        'row',
        cells,
        `${this.#names.length} cells, as the header has`,
      );
    }
    const command: Record<string, unknown> = {};
    for (const [i, cell] of cells.entries()) {
      const field = this.#fields[i];
      if (cell === '' || typeof field !== 'string') continue;
      command[field] = readCell(field, cell);
    }
    addDefaults(command, this.#map);
    return command;
  }

  /** The cells that are not empty, under the names of the file. */
  show(cells: readonly string[]): Record<string, string> {
    const named = cells.map((cell, i) => [this.#names[i] ?? `column ${i + 1}`, cell] as const);
    return Object.fromEntries(named.filter(([, cell]) => cell !== ''));
  }
}

function badHeader(value: string, expected: string): TallystickError {
  return new TallystickError('bad_option', 'header', value, expected);
}
