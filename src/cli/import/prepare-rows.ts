import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { checkRequest } from '../../kernel/check-command.ts';
import { recordText } from '../export/write-records.ts';
import { readJson } from './command-fields.ts';
import { CsvHeader } from './csv-header.ts';
import { makeId } from './make-id.ts';
import { addDefaults, type NameMap } from './map-names.ts';
import { meaningOfRow, type RowPlace, refuseHeader, showJson } from './meaning-of-row.ts';
import { reviveCommand } from './read-command.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { readJsonLines } from './read-json-lines.ts';
import { type RecordedCommand, readRecord } from './read-record.ts';

/** A row that is ready to be submitted, or has a problem, or is to be passed over. */
export interface PreparedRow extends RowPlace {
  /** With its id, and checked; undefined when there is a problem or nothing to submit. */
  readonly command?: object;
  /** What the house where it was exported made of it. */
  readonly recorded?: RecordedCommand;
}

type Meaning = Pick<PreparedRow, 'command' | 'recorded'>;
interface Context {
  readonly map: NameMap;
  readonly source: string | null;
}

/** The rows of a CSV file as commands. Throws TallystickError for a bad header. */
export async function* prepareCsv(
  texts: AsyncIterable<string>,
  context: Context,
): AsyncGenerator<PreparedRow> {
  let header: CsvHeader | undefined;
  for await (const row of readCsvRows(texts)) {
    if (header === undefined) {
      header = new CsvHeader(row.content ?? refuseHeader(row.problem), context.map);
      continue;
    }
    const known = header;
    yield meaningOfRow(
      row,
      (cells) => ({ command: withId(known.commandOf(cells), row.line, context) }),
      (cells) => recordText(known.show(cells)),
    );
  }
  if (header === undefined) refuseHeader('an empty file');
}

/** The lines of an NDJSON file as commands: commands as they are written, or the records of an export. */
export async function* prepareJson(
  texts: AsyncIterable<string>,
  context: Context,
): AsyncGenerator<PreparedRow> {
  for await (const row of readJsonLines(texts)) {
    yield meaningOfRow(row, (text) => meaningOf(text, row.line, context), showJson);
  }
}

function meaningOf(text: string, line: number, context: Context): Meaning {
  const value = readJson('line', text);
  const recorded = readRecord(value);
  if (recorded === null) return {};
  if (recorded !== undefined) {
    return { command: withId(recorded.command, line, context), recorded };
  }
  const command = Object.fromEntries(
    Object.entries(asObject(value)).flatMap(([name, member]) => {
      const field = context.map.fieldOf(name);
      return field === null ? [] : [[field, member]];
    }),
  );
  addDefaults(command, context.map);
  return { command: withId(command, line, context) };
}

function withId(command: Record<string, unknown>, line: number, { source }: Context): object {
  if (command.id === undefined) command.id = makeId(source, line);
  checkRequest(reviveCommand(command));
  return command;
}

function asObject(value: unknown): object {
  if (isPlainObject(value)) return value;
  throw new TallystickError('bad_command', 'line', value, 'a JSON object');
}
