import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { recordText } from '../export/write-records.ts';
import { readJson } from '../import/command-fields.ts';
import type { InputRow } from '../import/input-row.ts';
import { readCsvRows } from '../import/read-csv-rows.ts';
import { readJsonLines } from '../import/read-json-lines.ts';
import {
  EVENT_FIELDS,
  type EventField,
  type EventReader,
  type ImportedEvent,
  type ReadEvent,
} from './event-reader.ts';

/** A row that is an event, or has a problem. */
export interface EventRow {
  readonly line: number;
  readonly length: number;
  readonly event?: ImportedEvent;
  readonly hasMadeId?: boolean;
  readonly problem?: string;
  /** Tells the row as JSON; undefined when it could not be read. */
  readonly show?: () => string;
  readonly isLast: boolean;
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
    yield eventRow(row, {
      read: (cells) => {
        if (cells.length === columns.length) return reader.read(named(cells), row.line);
        const expected = `${columns.length} cells, as the header has`;
        throw new TallystickError('bad_command', 'row', cells, expected);
      },
      show: (cells) => recordText(Object.fromEntries(named(cells).filter(([, cell]) => cell !== ''))),
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
    yield eventRow(row, {
      read: (text) => {
        const value = readJson('line', text);
        if (isPlainObject(value)) return reader.read(Object.entries(value), row.line);
        throw new TallystickError('bad_command', 'line', value, 'a JSON object');
      },
      show: showJson,
    });
  }
}

function eventRow<T>(
  { line, length, content, problem, isLast = false }: InputRow<T>,
  { read, show }: { readonly read: (content: T) => ReadEvent; readonly show: (content: T) => string },
): EventRow {
  if (content === undefined) return { line, length, problem: problem ?? 'it cannot be read', isLast };
  const row = { line, length, isLast, show: () => show(content) };
  try {
    return { ...row, ...read(content) };
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    return { ...row, problem: error.message };
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

function refuseHeader(found: string | undefined): never {
  throw new TallystickError('bad_option', 'header', found, 'a first line that names the columns');
}

function showJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
