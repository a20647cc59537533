import { anyAmount, nonNegativeAmount, nonZeroAmount, positiveAmount } from '../base/amount.ts';
import { type Clock, parseClock } from '../base/clock.ts';
import { TallystickError } from '../base/error.ts';
import { checkId, compareUtf8, utf8Length } from '../base/id.ts';
import {
  CLOCK_COUNTER_DIGITS_MAX,
  ENTRIES_PER_POST_MAX,
  GROUP_COMMANDS_MAX,
  METADATA_BYTES_MAX,
  METADATA_MEMBERS_MAX,
} from '../base/limits.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { timestamp } from '../base/timestamp.ts';
import { WORLD } from './account/account.ts';
import { checkAsset } from './account/asset.ts';
import type { Command, CommandRequest, SingleRequest } from './command.ts';
import { shortestRules } from './refund/refund-rules.ts';

/**
 * Checks a value that came under a field's name and gives it in its one form, or throws. `undefined`: it says no more
 * than leaving the field out does, so the field is left out.
 */
type Check = (field: string, value: unknown) => unknown;
/** What a kind of command takes: each field with its check. */
type Shape = Readonly<Record<string, Check>>;

const or =
  (check: Check, other: null): Check =>
  (field, value) =>
    value === other ? other : check(field, value);

/** For a field whose absence means that very value. */
const byDefault =
  (meant: unknown, check: Check): Check =>
  (field, value) => {
    const checked = check(field, value);
    return checked === meant ? undefined : checked;
  };

/** The least counter of a clock that is too large to be kept. */
const COUNTER_END = 10n ** BigInt(CLOCK_COUNTER_DIGITS_MAX);

function clock(field: string, value: unknown): Clock {
  const read = parseClock(field, value);
  for (const [i, counter] of read.counters.entries()) {
    if (counter < COUNTER_END) continue;
    const expected = `a counter of at most ${CLOCK_COUNTER_DIGITS_MAX} digits`;
    throw new TallystickError('bad_clock', `${field}[${JSON.stringify(read.ids[i])}]`, counter, expected);
  }
  return read;
}

const moment: Check = or(timestamp, null);
const orWorld = byDefault(WORLD, checkId);
const limit = or(anyAmount, null);
const rules: Check = (field, value) => {
  const shortest = shortestRules(field, value);
  return shortest.length === 0 ? undefined : shortest;
};

function flag(field: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TallystickError('bad_command', field, value, 'true or false');
}

function count(field: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new TallystickError('bad_command', field, value, 'a whole number from 0 up');
}

/** Texts by name in one order, whoever wrote them: no order of theirs means anything. */
export function checkMetadata(field: string, value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isPlainObject(value))
    throw new TallystickError('bad_command', field, value, 'a plain object of strings');
  const members = Object.entries(value);
  if (members.length > METADATA_MEMBERS_MAX) {
    throw new TallystickError('bad_command', field, value, `at most ${METADATA_MEMBERS_MAX} members`);
  }
  let bytes = 0;
  for (const [name, text] of members) {
    if (!isText(name) || !isText(text)) {
      throw new TallystickError(
        'bad_command',
        `${field}.${name}`,
        text,
        'well-formed text under such a name',
      );
    }
    bytes += utf8Length(name) + utf8Length(text);
  }
  if (bytes > METADATA_BYTES_MAX) {
    const expected = `at most ${METADATA_BYTES_MAX} bytes of names and texts in all, not ${bytes}`;
    throw new TallystickError('bad_command', field, value, expected);
  }
  if (members.length === 0) return undefined;
  members.sort(([a], [b]) => compareUtf8(a, b));
  return Object.fromEntries(members) as Record<string, string>; // Every member was just seen to be a string.
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

const ENTRY: Shape = { account: checkId, amount: nonZeroAmount };

function entries(field: string, value: unknown): readonly unknown[] {
  if (!isList(value) || value.length === 0 || value.length > ENTRIES_PER_POST_MAX) {
    throw new TallystickError('bad_command', field, value, `1 to ${ENTRIES_PER_POST_MAX} entries`);
  }
  return Array.from(value, (entry: unknown, i) => checkShape(`${field}[${i}].`, entry, ENTRY_FIELDS));
}

/** The kinds of single commands that may come from outside. */
type OutsideKind = SingleRequest['kind'];

/** The fields that each kind of command needs, and those that it may have besides. */
export const SHAPES: Readonly<Record<OutsideKind, readonly [needed: Shape, optional: Shape]>> = {
  open_account: [
    { account: checkId, asset: checkAsset },
    { floor: byDefault(0n, limit), ceiling: byDefault(null, limit) },
  ],
  close_account: [{ account: checkId }, {}],
  post: [{ entries }, {}],
  transfer: [{ from: checkId, to: checkId, amount: positiveAmount }, {}],
  hold: [{ hold: checkId, account: checkId, amount: positiveAmount, expiresAt: moment }, { to: orWorld }],
  capture: [{ hold: checkId }, { amount: positiveAmount, final: byDefault(false, flag), to: checkId }],
  release: [{ hold: checkId }, {}],
  offer: [{ offer: checkId, from: checkId, to: checkId, amount: positiveAmount, expiresAt: moment }, {}],
  accept: [{ offer: checkId, account: checkId }, {}],
  cancel: [{ offer: checkId, account: checkId }, {}],
  decline: [{ offer: checkId, account: checkId }, {}],
  merge: [{ into: checkId, from: checkId }, {}],
  pay: [{ payment: checkId, account: checkId, amount: nonNegativeAmount }, { from: orWorld }],
  refund: [
    { refund: checkId, account: checkId, amount: nonNegativeAmount },
    { payment: checkId, rules, to: orWorld },
  ],
  grant: [
    { credit: checkId, account: checkId, amount: positiveAmount, expiry: or(clock, null) },
    { from: orWorld },
  ],
  spend: [{ account: checkId, amount: positiveAmount, clock }, { to: orWorld }],
  expire_credits: [{ account: checkId, clock }, { to: orWorld }],
  reverse: [{ transaction: checkId }, {}],
  lock_before: [{ before: timestamp }, {}],
  record_import: [
    {
      source: checkId,
      fileHash: checkId,
      mappingHash: checkId,
      rows: count,
      firstAt: moment,
      lastAt: moment,
    },
    {},
  ],
};

/** A shape with its fields in a list, made once: what is read has its fields in this order, whoever wrote it. */
type Fields = readonly (readonly [name: string, check: Check, isNeeded: boolean])[];

function fieldsOf(needed: Shape, optional: Shape): Fields {
  return [
    ...Object.entries(needed).map(([name, check]) => [name, check, true] as const),
    ...Object.entries(optional).map(([name, check]) => [name, check, false] as const),
  ];
}

const ENTRY_FIELDS = fieldsOf(ENTRY, { asset: checkAsset });
/** What every command and every group may say about itself. */
const ABOUT: Shape = { metadata: checkMetadata, reference: checkId, private: checkMetadata };
const GROUP_FIELDS = fieldsOf({ commands: list }, ABOUT);
const OUTERMOST_FIELDS = fieldsOf({ commands: list }, { id: checkId, ...ABOUT });
const DATED_FIELDS = new Map<unknown, Fields>();
const UNDATED_FIELDS = new Map<unknown, Fields>();
for (const [kind, [needed, optional]] of Object.entries(SHAPES)) {
  const dated = { effectiveAt: timestamp, ...needed };
  DATED_FIELDS.set(kind, fieldsOf(dated, { id: checkId, ...optional, ...ABOUT }));
  const undated = { id: checkId, effectiveAt: timestamp, ...optional, ...ABOUT };
  UNDATED_FIELDS.set(kind, fieldsOf(needed, undated));
}

/** What every command may have, whatever its kind. */
export const FIELDS_OF_ALL: readonly string[] = ['id', 'effectiveAt', ...Object.keys(ABOUT)];

/**
 * Reads a command from outside: every field present and of its kind, none unknown; amounts as `bigint` or safe
 * integer, clocks as plain objects or Maps. Throws a TallystickError that names the field by its path. The
 * command that it returns is a copy, which nobody else can change, in one form for everything that means the same: its
 * fields and metadata in one order, and without what is only a default said aloud.
 * O(size), groups to any depth.
 */
export function checkCommand(value: unknown, path = ''): Command {
  return read(value, path, DATED_FIELDS) as Command; // Each member was checked against the shape of its kind.
}

/** Reads a command that may lack its `effectiveAt`, as may those inside a group; else as checkCommand. */
export function checkRequest(value: unknown, path = ''): CommandRequest {
  return read(value, path, UNDATED_FIELDS) as CommandRequest; // As above.
}

function read(value: unknown, path: string, singles: ReadonlyMap<unknown, Fields>): unknown {
  const root: unknown[] = [];
  // Groups are read from a list of work, because they may nest deeper than calls can.
  const work = [{ value, path, into: root }];
  let count = 0;
  let groupId: unknown;
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    count += 1;
    if (count > GROUP_COMMANDS_MAX) throw tooMany(path, value);
    if (!isPlainObject(next.value)) throw notAnObject(next.path, next.value);
    const { kind } = next.value;
    if (kind !== 'atomic') {
      const single = checkShape(next.path, next.value, fieldsOfKind(next.path, kind, singles), kind);
      dropIdle(single);
      if (single.id !== undefined && single.id === groupId) throw sameAsGroup(next.path, groupId);
      next.into.push(single);
      continue;
    }
    const fields = next.into === root ? OUTERMOST_FIELDS : GROUP_FIELDS;
    const group = checkShape(next.path, next.value, fields, kind);
    const inside = group.commands as unknown[]; // What `list` let pass.
    const commands: unknown[] = [];
    group.commands = commands;
    if (next.into === root) groupId = group.id;
    next.into.push(group);
    if (count + inside.length > GROUP_COMMANDS_MAX) throw tooMany(path, value);
    // The last goes in first, so that the first is read next.
    for (let i = inside.length - 1; i >= 0; i -= 1) {
      work.push({ value: inside[i], path: `${next.path}commands[${i}].`, into: commands });
    }
  }
  return root[0];
}

/** Takes away what decides nothing beside the fields that are there. */
function dropIdle(single: Record<string, unknown>): void {
  // Rules choose among payments; where one is named they choose nothing.
  if (single.kind === 'refund' && single.payment !== undefined) delete single.rules;
  // A capture of all that is left leaves nothing to give back.
  if (single.kind === 'capture' && single.amount === undefined) delete single.final;
}

function tooMany(path: string, value: unknown): TallystickError {
  const expected = `at most ${GROUP_COMMANDS_MAX} commands, those of groups inside counted`;
  return new TallystickError('bad_command', `${path}commands`, value, expected);
}

function sameAsGroup(path: string, id: unknown): TallystickError {
  return new TallystickError('bad_command', `${path}id`, id, 'another id than that of its group');
}

function notAnObject(path: string, value: unknown): TallystickError {
  const field = path === '' ? 'command' : path.slice(0, -1); // Without the dot that waits for a name.
  return new TallystickError('bad_command', field, value, 'a plain object');
}

function list(field: string, value: unknown): unknown {
  if (isList(value)) return value;
  throw new TallystickError('bad_command', field, value, 'an array of commands');
}

function fieldsOfKind(path: string, kind: unknown, singles: ReadonlyMap<unknown, Fields>): Fields {
  const fields = singles.get(kind);
  if (fields !== undefined) return fields;
  const expected = `one of ${[...singles.keys(), 'atomic'].join(', ')}`;
  throw new TallystickError('bad_command', `${path}kind`, kind, expected);
}

/** @param kind the kind as it was read once, for what has one */
function checkShape(path: string, value: unknown, fields: Fields, kind?: unknown): Record<string, unknown> {
  if (!isPlainObject(value)) throw notAnObject(path, value);
  const checked: Record<string, unknown> = kind === undefined ? {} : { kind };
  let taken = kind === undefined ? 0 : 1;
  for (const [name, check, isNeeded] of fields) {
    // Only what the object itself has counts: `__proto__` and its like are no fields.
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined) taken += 1;
    if (!isNeeded && given === undefined) continue;
    const one = check(path + name, given);
    if (one !== undefined) checked[name] = one;
  }
  let present = 0;
  for (const name in value) if (value[name] !== undefined) present += 1;
  if (present > taken) refuseUnknown(path, value, fields, kind !== undefined);
  return checked;
}

function refuseUnknown(
  path: string,
  value: Readonly<Record<string, unknown>>,
  fields: Fields,
  hasKind: boolean,
): void {
  const known = [...(hasKind ? ['kind'] : []), ...fields.map(([name]) => name)];
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined || known.includes(name)) continue;
    throw new TallystickError('bad_command', path + name, given, `no other field than ${known.join(', ')}`);
  }
}
