import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { recordText } from '../export/write-records.ts';
import { readJson } from '../import/command-fields.ts';
import { meaningOfRow, type RowPlace, refuseHeader, showJson } from '../import/meaning-of-row.ts';
import { readCsvRows } from '../import/read-csv-rows.ts';
import { readJsonLines } from '../import/read-json-lines.ts';
import { EVENT_FIELDS, type EventField, type EventReader, type ImportedEvent } from './event-reader.ts';

/** A row that is an event, or has a problem. */
export interface EventRow extends RowPlace {
  readonly event?: ImportedEvent;
  readonly hasMadeId?: boolean;
}

/** What the rows of a CSV file cannot do without. */
const REQUIRED: readonly EventField[] = ['counter', 'at'];

/** The events of a CSV file; columns that are no field are passed over. Throws TallystickError for a bad header. */
export async function* readEventsOfCsv(
  texts: AsyncIterable<string>,
  reader: EventReader,
): AsyncGenerator<EventRow> {
  let names: readonly string[] | undefined;
  for await (const row of readCsvRows(texts)) {
    if (names === undefined) {
      names = checkHeader(row.content ?? refuseHeader(row.problem), reader);
      continue;
    }
    const columns = names;
    const named = (cells: readonly string[]) => cells.map((cell, i) => [columns[i] ?? '', cell] as const);
    yield meaningOfRow(
      row,
      (cells) => {
        if (cells.length === columns.length) return reader.read(named(cells), row.line);
        const expected = `${columns.length} cells, as the header has`;
        throw new TallystickError('bad_command', 'row', cells, expected);
      },
      (cells) => recordText(Object.fromEntries(named(cells).filter(([, cell]) => cell !== ''))),
    );
  }
  if (names === undefined) refuseHeader('an empty file');
}

/** The events of an NDJSON file, an object a line; members that are no field are passed over. */
export async function* readEventsOfJson(
  texts: AsyncIterable<string>,
  reader: EventReader,
): AsyncGenerator<EventRow> {
  for await (const row of readJsonLines(texts)) {
    yield meaningOfRow(
      row,
      (text) => {
        const value = readJson('line', text);
        if (isPlainObject(value)) return reader.read(Object.entries(value), row.line);
        throw new TallystickError('bad_command', 'line', value, 'a JSON object');
      },
      showJson,
    );
  }
}

function checkHeader(cells: readonly string[], reader: EventReader): string[] {
  const names = cells.map((cell) => cell.trim());
  const missing = reader.columns.find((column) => !names.includes(column));
  if (missing !== undefined) {
    throw new TallystickError('bad_option', '--map', missing, `a column of the file: ${names.join(', ')}`);
  }
  const fields = names.map((name) => reader.fieldOf(name));
  for (const field of EVENT_FIELDS) {
    if (fields.indexOf(field) !== fields.lastIndexOf(field)) badHeader(names, `${field} in one column`);
  }
  for (const field of REQUIRED) {
    if (fields.includes(field) || reader.hasDefault(field)) continue;
    badHeader(names, `a column ${field}, or --map COLUMN=${field}, or --default ${field}=...`);
  }
  return names;
}

function badHeader(names: readonly string[], expected: string): never {
  throw new TallystickError('bad_option', 'header', names.join(','), expected);
}
