import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { MOMENT_MAX } from '../../base/limits.ts';
import type { ImportMapping } from '../import/import-options.ts';
import { RowIds, textOfMember } from '../import/row-ids.ts';
import { checkOld, readMoment, type TimeReading } from '../moment-text.ts';

export const EVENT_FIELDS = ['counter', 'eventId', 'at', 'value', 'source'] as const;
export type EventField = (typeof EVENT_FIELDS)[number];
const FIELDS_EXPECTED = `one of ${EVENT_FIELDS.join(', ')}`;

const WHOLE = /^(?:0|-?[1-9][0-9]{0,15})$/;
const WALL = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?$/;

/** The fields that identify an event, in the order in which ids are made of them. */
const IDENTITY_FIELDS = ['counter', 'at', 'value', 'source'] as const;

export interface EventReading {
  readonly mapping: ImportMapping;
  /** What made ids are made of, with what the rows say; null: there is nothing. */
  readonly source: string | null;
  /** Columns that together name a row. */
  readonly idFrom: readonly string[];
  readonly prefix: string;
  /** How times without an offset are read; undefined: such times are refused. */
  readonly offset: string | undefined;
  readonly times: TimeReading;
}

/** An event as counters take it. */
export interface ImportedEvent {
  readonly counter: string;
  readonly eventId: string;
  readonly at: number;
  readonly value?: number;
  readonly source?: string;
}

/** What a row gives: its fields, those in the file and those that were filled in, and whether its id was made. */
export interface GatheredEvent {
  readonly fields: Readonly<Partial<Record<EventField, unknown>>>;
  readonly hasMadeId: boolean;
}

/** Reads events from the members of rows: cells of CSV, or values of JSON. */
export class EventReader {
  readonly #reading: EventReading;
  readonly #columns: ReadonlyMap<string, EventField | null>;
  readonly #mapped: ReadonlySet<EventField>;
  readonly #defaults: Readonly<Record<string, unknown>>;
  readonly #ids: RowIds;

  /** Throws TallystickError for a mapping to what events do not have. */
  constructor(reading: EventReading) {
    this.#reading = reading;
    const { columns = {}, defaults = {} } = reading.mapping;
    this.#columns = new Map(
      Object.entries(columns).map(([column, field]) => [
        column,
        field === null ? null : readFieldName(`--map ${column}`, field),
      ]),
    );
    const mapped = [...this.#columns.values()].filter((field) => field !== null);
    this.#mapped = new Set(mapped);
    if (this.#mapped.size < mapped.length) {
      throw new TallystickError('bad_option', '--map', mapped.join(','), 'each field once');
    }
    for (const field of Object.keys(defaults)) readFieldName('--default', field);
    this.#defaults = defaults;
    this.#ids = new RowIds(reading.source, 'eventId');
  }

  /** The columns that the mapping names. */
  get columns(): string[] {
    return [...this.#columns.keys()];
  }

  /** The columns that together name a row. */
  get idFrom(): readonly string[] {
    return this.#reading.idFrom;
  }

  hasDefault(field: EventField): boolean {
    return Object.hasOwn(this.#defaults, field);
  }

  /** The field that a column is; a field's own name means itself, unless another column was named for it. */
  fieldOf(column: string): EventField | null {
    const field = this.#columns.get(column);
    if (field !== undefined) return field;
    const own = EVENT_FIELDS.find((name) => name === column);
    return own === undefined || this.#mapped.has(own) ? null : own;
  }

  /** What a row of the file gives. */
  gather(members: Readonly<Record<string, unknown>>): GatheredEvent {
    const own: Partial<Record<EventField, unknown>> = {};
    for (const [column, value] of Object.entries(members)) {
      const field = this.fieldOf(column);
      if (field !== null && value !== '' && value !== null && value !== undefined) own[field] = value;
    }
    const fields: Partial<Record<EventField, unknown>> = { ...this.#defaults, ...own };
    if (fields.counter !== undefined) fields.counter = withPrefix(this.#reading.prefix, idOf(fields.counter));
    if (fields.eventId !== undefined) return { fields, hasMadeId: false };
    const reference = this.idFrom.map((column) => textOfMember(members[column]));
    return this.#withMadeId(fields, reference, own);
  }

  /** What a row gives that was rejected before: it is under the names of fields already. */
  gatherRejected(row: Readonly<Record<string, unknown>>, id: string | undefined): GatheredEvent {
    const fields = { ...this.#defaults, ...(id === undefined ? {} : { eventId: id }), ...row };
    return Object.hasOwn(fields, 'eventId')
      ? { fields, hasMadeId: false }
      : this.#withMadeId(fields, [], row);
  }

  /** Throws TallystickError `bad_id` where there is no source. */
  #withMadeId(
    fields: GatheredEvent['fields'],
    reference: readonly string[],
    own: Readonly<Record<string, unknown>>,
  ): GatheredEvent {
    const said = IDENTITY_FIELDS.map((field) => [field, textOfMember(own[field])] as const);
    return { fields: { ...fields, eventId: this.#ids.make(reference, said).id }, hasMadeId: true };
  }

  /** The event of a row. Throws TallystickError for what is wrong with it. */
  read({ counter, eventId, at, value, source }: GatheredEvent['fields']): ImportedEvent {
    return {
      counter: checkId('counter', idOf(counter)),
      eventId: checkId('eventId', idOf(eventId)),
      at: checkMoment(typeof at === 'string' ? readTime(at, this.#reading) : at, this.#reading.times),
      ...(value === undefined ? {} : { value: readWhole(value) }),
      ...(source === undefined ? {} : { source: checkId('source', idOf(source)) }),
    };
  }
}

function readFieldName(option: string, name: string): EventField {
  const field = EVENT_FIELDS.find((one) => one === name);
  if (field !== undefined) return field;
  throw new TallystickError('bad_option', option, name, FIELDS_EXPECTED);
}

/** Numbers name things, too. */
function idOf(value: unknown): unknown {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
}

function withPrefix(prefix: string, counter: unknown): unknown {
  return typeof counter === 'string' ? `${prefix}${counter}` : counter;
}

function readWhole(value: unknown): number {
  const whole = typeof value === 'string' && WHOLE.test(value) ? Number.parseInt(value, 10) : value;
  if (typeof whole === 'number' && Number.isSafeInteger(whole)) return whole;
  throw new TallystickError('bad_amount', 'value', value, 'an integer within 2^53 - 1 of 0');
}

function checkMoment(at: unknown, times: TimeReading): number {
  if (typeof at === 'number' && Number.isInteger(at) && Math.abs(at) <= MOMENT_MAX) {
    return checkOld('at', at, at, times);
  }
  throw new TallystickError(
    'bad_timestamp',
    'at',
    at,
    `a time, or an integer of ms within ${MOMENT_MAX} of 0`,
  );
}

/** A moment; one without an offset, with any number of digits behind the second, where it was said what such ones mean. */
function readTime(text: string, { offset, times }: EventReading): number {
  const match = offset === undefined ? null : WALL.exec(text);
  if (match === null) return readMoment('at', text, times);
  const [, date, time = '00:00', fraction] = match;
  const ms = fraction === undefined ? '' : `.${fraction.slice(0, 3)}`;
  return readMoment('at', `${date}T${time}${ms}${offset}`, times);
}
