import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { readJson } from '../import/command-fields.ts';
import { checkReference } from '../import/csv-header.ts';
import {
  type InputRow,
  meaningOfRow,
  type RowPlace,
  refuseHeader,
  rejectedRow,
  type ShownRow,
  showJson,
} from '../import/meaning-of-row.ts';
import { readCsvRows } from '../import/read-csv-rows.ts';
import { readJsonLines } from '../import/read-json-lines.ts';
import {
  EVENT_FIELDS,
  type EventField,
  type EventReader,
  type GatheredEvent,
  type ImportedEvent,
} from './event-reader.ts';

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
    yield eventOfRow(row, reader, (cells) => {
      if (cells.length === columns.length) {
        return reader.gather(Object.fromEntries(cells.map((cell, i) => [columns[i] ?? '', cell])));
      }
      const expected = `${columns.length} cells, as the header has`;
      throw new TallystickError('bad_command', 'row', cells, expected);
    });
  }
  if (names === undefined) refuseHeader('an empty file');
}

/** The events of an NDJSON file, an object a line; members that are no field are passed over. */
export async function* readEventsOfJson(
  texts: AsyncIterable<string>,
  reader: EventReader,
): AsyncGenerator<EventRow> {
  for await (const row of readJsonLines(texts)) {
    yield eventOfRow(row, reader, (text) => {
      const value = readJson('line', text);
      if (!isPlainObject(value)) throw new TallystickError('bad_command', 'line', value, 'a JSON object');
      const rejected = rejectedRow(value);
      return rejected === undefined ? reader.gather(value) : reader.gatherRejected(rejected.row, rejected.id);
    });
  }
}

function eventOfRow<Content>(
  row: InputRow<Content>,
  reader: EventReader,
  gather: (content: Content) => GatheredEvent,
): EventRow {
  let shown: object | undefined;
  return meaningOfRow(
    row,
    (content) => {
      const { fields, hasMadeId } = gather(content);
      shown = fields;
      const event = reader.read(fields);
      shown = event;
      return { event, hasMadeId };
    },
    // What is shown can be imported: with its id, and with its moment where that could be read.
    (content) => (shown === undefined ? showContent(content) : { row: shown }),
  );
}

function showContent(content: unknown): ShownRow {
  return typeof content === 'string' ? showJson(content) : { row: content };
}

function checkHeader(cells: readonly string[], reader: EventReader): string[] {
  const names = cells.map((cell) => cell.trim());
  const missing = reader.columns.find((column) => !names.includes(column));
  if (missing !== undefined) {
    throw new TallystickError('bad_option', '--map', missing, `a column of the file: ${names.join(', ')}`);
  }
  checkReference(names, reader.idFrom);
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
