import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { checkRequest } from '../../commands/check-command.ts';
import { toJson } from '../../money/to-json.ts';
import type { TimeReading } from '../moment-text.ts';
import { UTC } from '../time-zone.ts';
import { FIELD_NAMES, IDENTITY_FIELDS, nameInIds, readCell, readJson, readLists } from './command-fields.ts';
import { CsvHeader } from './csv-header.ts';
import { isFormatLine } from './file-format.ts';
import type { ImportFormat } from './import-options.ts';
import { addDefaults, addMetadata, isNoField, type NameMap } from './map-names.ts';
import {
  type InputRow,
  meaningOfRow,
  type RejectedRow,
  type RowPlace,
  refuseHeader,
  rejectedRow,
  type ShownRow,
  showJson,
} from './meaning-of-row.ts';
import { type AmountReading, RefusedFile, readAmounts, type UnreadAmounts } from './read-amounts.ts';
import { reviveCommand } from './read-command.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { readJsonLines } from './read-json-lines.ts';
import { type RecordedCommand, readRecord } from './read-record.ts';
import { hashOf, type MadeId, RowIds, textOfMember } from './row-ids.ts';

/** A command with its id, checked. */
export interface PreparedCommand {
  readonly id: string;
  readonly effectiveAt?: number;
}

/** A row that is ready to be submitted, or has a problem, or is to be passed over. */
export interface PreparedRow extends RowPlace {
  /** Undefined when there is a problem or nothing to submit. */
  readonly command?: PreparedCommand;
  /** What the house where it was exported made of it. */
  readonly recorded?: RecordedCommand;
  /** The id, where it could be facts. */
  readonly id?: string;
  /** For an id that was made: which of the rows that say the same, or have the same reference, this is. */
  readonly occurrence?: number;
  readonly hasReference?: boolean;
  /** What can be read only once it is known what its accounts are in. */
  readonly unread?: readonly UnreadAmounts[];
  /** True for a record of an export and for a rejected row: it comes back, and the file is no news of its source. */
  readonly isReturning?: boolean;
}

type Meaning = Omit<PreparedRow, keyof RowPlace>;

/** The rows of a file, and what makes commands of them. */
export interface PreparedFile {
  /** As they can be read again. */
  readonly rows: AsyncIterable<InputRow<unknown>>;
  /** True: only all rows together show whether the file means what it seems to; nothing is submitted before. */
  readonly isDoubtful: boolean;
  /** Of the columns and defaults that the commands are made by. */
  readonly mappingHash: string;
  /** @param occurrence the number that the row was given before, when it is prepared again */
  readonly prepare: (row: InputRow<unknown>, occurrence?: number) => PreparedRow;
}

/** What rows become commands by. */
interface Context {
  readonly map: NameMap;
  readonly source: string | null;
}

/** Begins to read a file. Throws TallystickError for the header of a CSV file that is none. */
export function prepareFile(
  format: ImportFormat,
  texts: AsyncIterable<string>,
  { map, source }: Context,
): Promise<PreparedFile> | PreparedFile {
  const ids = new RowIds(source);
  return format === 'csv' ? prepareCsv(texts, map, ids) : prepareJson(texts, map, ids);
}

async function prepareCsv(texts: AsyncIterable<string>, map: NameMap, ids: RowIds): Promise<PreparedFile> {
  const rows = readCsvRows(texts);
  const { value: first } = await rows.next();
  if (first === undefined) refuseHeader('an empty file');
  const header = new CsvHeader(first.content ?? refuseHeader(first.problem), map);
  return {
    rows,
    isDoubtful: false,
    mappingHash: mappingHash(map, header.columns),
    prepare: (row, occurrence) => {
      const facts = new RowFacts();
      const meaning = meaningOfRow(
        row as InputRow<readonly string[]>, // One of `rows`.
        (cells) => {
          header.checkWidth(cells);
          const id = header.idOf(cells);
          facts.id(id ?? ids.make(header.referenceOf(cells), header.identityOf(cells), occurrence));
          return facts.command(header.commandOf(cells), map.times, { isOld: false, texts: cells });
        },
        (cells) => header.show(cells),
      );
      return facts.of(meaning);
    },
  };
}

async function prepareJson(texts: AsyncIterable<string>, map: NameMap, ids: RowIds): Promise<PreparedFile> {
  const lines = readJsonLines(texts);
  const first = await lines.next();
  // Without it the file may be an old one, in which amounts were minor units.
  const isOld = first.done === true || !isFormatLine(first.value.content);
  return {
    rows: withoutFormatLines(first, lines),
    isDoubtful: isOld,
    mappingHash: mappingHash(map, Object.entries(map.columns)),
    prepare: (row, occurrence) => {
      const facts = new RowFacts();
      const meaning = meaningOfRow(
        row as InputRow<string>, // One of `rows`.
        (text) => meaningOfJson(text, { map, ids, facts, occurrence, isOld }),
        (text) => facts.show() ?? showJson(text),
      );
      return facts.of(meaning);
    },
  };
}

interface JsonContext {
  readonly map: NameMap;
  readonly ids: RowIds;
  readonly facts: RowFacts;
  readonly occurrence: number | undefined;
  readonly isOld: boolean;
}

/** The lines behind the one that was read first, and without those that say what the file is: it may be several, in one. */
async function* withoutFormatLines(
  first: IteratorResult<InputRow<string>>,
  lines: AsyncIterable<InputRow<string>>,
): AsyncGenerator<InputRow<string>> {
  if (first.done === true) return;
  if (!isFormatLine(first.value.content)) yield first.value;
  for await (const line of lines) if (!isFormatLine(line.content)) yield line;
}

function meaningOfJson(text: string, { map, ids, facts, occurrence, isOld }: JsonContext): Meaning {
  const value = asObject(readJson('line', text));
  if (isOld && Object.hasOwn(value, 'seq') && isPlainObject(value.command))
    throw new RefusedFile(oldExport(value));
  const recorded = readRecord(value);
  if (recorded === null) return { isReturning: true };
  facts.recorded = recorded?.command;
  const rejected = recorded === undefined ? rejectedRow(value) : undefined;
  facts.isReturning = recorded !== undefined || rejected !== undefined;
  // A row that stays malformed is rejected as the one that it was.
  if (rejected !== undefined) facts.rejected(rejected);
  const command =
    recorded?.command ??
    (rejected ? commandOfRejected(rejected.row, map.times) : commandOfMembers(value, map));
  const id = command.id ?? rejected?.id;
  if (id === undefined) {
    const reference = map.idFrom.map((name) => textOfMember(value[name]));
    const said = IDENTITY_FIELDS.map((field) => [nameInIds(field), textOfMember(command[field])] as const);
    facts.id(ids.make(reference, said, occurrence));
  } else {
    facts.id(id);
  }
  if (recorded === undefined) addDefaults(command, map);
  // What a house recorded was meant.
  const times = recorded === undefined ? map.times : { ...map.times, allowsOld: true };
  const amounts: AmountReading = { isOld, texts: [text], mayBeBoth: rejected !== undefined };
  return { ...facts.command(command, times, amounts), ...(recorded === undefined ? {} : { recorded }) };
}

function commandOfMembers(value: object, map: NameMap): Record<string, unknown> {
  const members = Object.entries(value);
  const fields = members.flatMap(([name, member]) => {
    const field = isNoField(name, map) ? null : map.fieldOf(name);
    return field === null ? [] : [[field, member]];
  });
  const command: Record<string, unknown> = Object.fromEntries(fields);
  const notes = members.filter(([name]) => map.metadata.includes(name));
  addMetadata(
    command,
    notes.map(([name, member]) => [name, textOfMember(member)]),
  );
  return command;
}

/** A row of a file of rejects: under the names of fields already, each as in a cell or as in JSON. */
function commandOfRejected(
  row: Readonly<Record<string, unknown>>,
  times: TimeReading,
): Record<string, unknown> {
  const command = Object.fromEntries(
    Object.entries(row).map(([field, member]) => [
      field,
      typeof member === 'string' && FIELD_NAMES.includes(field) ? readCell(field, member, times) : member,
    ]),
  );
  readLists(command);
  return command;
}

/** What was found out about a row before something in it turned out to be malformed. */
class RowFacts {
  isReturning = false;
  /** A command of an exported record, in which amounts are bigints. */
  recorded: object | undefined;
  /** The fields of a row of JSON. */
  #shown: object | undefined;
  #id: Pick<PreparedRow, keyof MadeId> = {};

  /** What the file of rejects says of a row of JSON; undefined: what stands in its line. */
  show(): ShownRow | undefined {
    if (this.recorded !== undefined) return { row: toJson(this.recorded) };
    return this.#shown === undefined ? undefined : { row: this.#shown };
  }

  id(id: unknown): void {
    if (typeof id === 'string') this.#id = { id };
    else if (isMade(id)) this.#id = id;
  }

  rejected({ row, id }: RejectedRow): void {
    this.#shown = row;
    this.id(id);
  }

  /** The command, checked. Throws TallystickError for what is wrong with it. */
  command(
    command: Record<string, unknown>,
    times: TimeReading,
    amounts: AmountReading,
  ): { readonly command: PreparedCommand; readonly unread?: readonly UnreadAmounts[] } {
    this.#shown ??= { ...command };
    command.id ??= this.#id.id;
    const unread = readAmounts(command, amounts);
    checkRequest(reviveCommand(command, times));
    const checked = command as unknown as PreparedCommand; // It was just checked, and has an id.
    return unread.length === 0 ? { command: checked } : { command: checked, unread };
  }

  of(row: RowPlace & Partial<Meaning>): PreparedRow {
    return { ...row, ...this.#id, ...(this.isReturning ? { isReturning: true } : {}) };
  }
}

function isMade(id: unknown): id is MadeId {
  return typeof id === 'object' && id !== null && 'occurrence' in id;
}

/** Two files are read alike exactly when this is the same. */
function mappingHash(map: NameMap, columns: readonly (readonly [string, string | null])[]): string {
  const { zone } = map.times;
  const parts = [[...columns].sort(), Object.entries(map.defaultTexts).sort(), map.idFrom];
  const metadata = map.metadata.length === 0 ? [] : [{ metadata: [...map.metadata].sort() }];
  return hashOf([...parts, ...(zone === UTC ? [] : [zone]), ...metadata]);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return value;
  throw new TallystickError('bad_command', 'line', value, 'a JSON object');
}

function oldExport(value: object): TallystickError {
  const expected =
    'a first line {"format":"tallystick/1"}, as an export begins: without it amounts may be those of an old one, minor units under the name of units; export again';
  return new TallystickError('bad_option', 'format', value, expected);
}
