import { TallystickError } from '../base/error.ts';
import { checkGivenId, compareUtf8, utf8Length } from '../base/id.ts';
import { GROUP_COMMANDS_MAX, METADATA_BYTES_MAX, METADATA_MEMBERS_MAX } from '../base/limits.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { checkFields, type FieldList, fieldList, notAnObject } from './check-fields.ts';
import { finishSingle } from './check-together.ts';
import { type Command, type CommandRequest, ENTRIES } from './command-table.ts';
import { EXPECT } from './expectation.ts';
import { type Fields, moment, type OptionalField, optional, text } from './field.ts';

/** Texts by name in one order, however they were written: their order means nothing. */
export function checkMetadata(field: string, value: unknown): Readonly<Record<string, string>> | undefined {
  const checked = checkTexts(field, value);
  return Object.keys(checked).length === 0 ? undefined : checked;
}

function checkTexts(field: string, value: unknown): Readonly<Record<string, string>> {
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
  members.sort(([a], [b]) => compareUtf8(a, b));
  return Object.fromEntries(members) as Record<string, string>; // Every member was just seen to be a string.
}

function texts(help: string): OptionalField<Readonly<Record<string, string>>> {
  return { form: 'texts', check: checkMetadata, help, defaultsTo: 'none' };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

/** What every command and every group may say about itself. */
const ABOUT = {
  metadata: texts('texts by name'),
  reference: optional('none', text('what it is about elsewhere')),
  private: texts('texts by name that can be erased'),
};
/** The same where none at all says something, too. */
const ABOUT_ANEW = { ...ABOUT, metadata: { ...ABOUT.metadata, check: checkTexts } };
/** What every command and every group may ask of the accounts before it. */
const EXPECTING = { expect: EXPECT };
const ID = { id: optional('made', { ...text('its idempotency key'), check: checkGivenId }) };
const WHEN = moment('when it is true');
const WHEN_OR_NOW = optional('now', WHEN);
const GROUP = { commands: { check: list } };
const GROUP_FIELDS = fieldList(GROUP, ABOUT, EXPECTING);
const OUTERMOST_FIELDS = fieldList(GROUP, ID, ABOUT, EXPECTING);
const DATED_FIELDS = new Map<unknown, FieldList>();
const UNDATED_FIELDS = new Map<unknown, FieldList>();
for (const [kind, { fields, replacesMetadata = false }] of ENTRIES) {
  const about = replacesMetadata ? ABOUT_ANEW : ABOUT;
  DATED_FIELDS.set(kind, fieldList({ effectiveAt: WHEN }, ID, fields, about, EXPECTING));
  UNDATED_FIELDS.set(kind, fieldList(ID, { effectiveAt: WHEN_OR_NOW }, fields, about, EXPECTING));
}

/** What every command may have, whatever its kind. */
export const COMMON_FIELDS: Fields = { ...ID, effectiveAt: WHEN_OR_NOW, ...ABOUT, ...EXPECTING };

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

function read(value: unknown, path: string, singles: ReadonlyMap<unknown, FieldList>): unknown {
  const root: unknown[] = [];
  // Groups are read from a list of work, because they may nest deeper than calls can.
  const work = [{ value, path, into: root }];
  const groups: [path: string, group: Record<string, unknown>][] = [];
  let count = 0;
  let groupId: unknown;
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    count += 1;
    if (count > GROUP_COMMANDS_MAX) throw tooMany(path, value);
    if (!isPlainObject(next.value)) throw notAnObject(next.path, next.value);
    const { kind } = next.value;
    if (kind !== 'atomic') {
      const single = checkFields(next.path, next.value, fieldsOfKind(next.path, kind, singles), kind);
      const entry = ENTRIES.get(String(kind));
      if (entry !== undefined) finishSingle(next.path, single, entry);
      if (single.id !== undefined && single.id === groupId) throw sameAsGroup(next.path, groupId);
      next.into.push(single);
      continue;
    }
    const fields = next.into === root ? OUTERMOST_FIELDS : GROUP_FIELDS;
    const group = checkFields(next.path, next.value, fields, kind);
    const inside = group.commands as unknown[]; // What `list` let pass.
    const commands: unknown[] = [];
    group.commands = commands;
    if (next.into === root) groupId = group.id;
    next.into.push(group);
    groups.push([next.path, group]);
    if (count + inside.length > GROUP_COMMANDS_MAX) throw tooMany(path, value);
    // The last goes in first, so that the first is read next.
    for (let i = inside.length - 1; i >= 0; i -= 1) {
      work.push({ value: inside[i], path: `${next.path}commands[${i}].`, into: commands });
    }
  }
  refuseIdleExpectations(groups);
  return root[0];
}

/** A group is judged at the moment of its first command, so one that expects something has a command. O(commands). */
function refuseIdleExpectations(
  groups: readonly (readonly [path: string, group: Record<string, unknown>])[],
): void {
  const full = new Set<unknown>();
  for (const [path, group] of groups.toReversed()) {
    const inside = group.commands as readonly { readonly kind: unknown }[]; // Read by now.
    if (inside.some((command) => command.kind !== 'atomic' || full.has(command))) full.add(group);
    else if (group.expect !== undefined) {
      throw new TallystickError(
        'bad_command',
        `${path}expect`,
        group.expect,
        'nothing of a group without commands',
      );
    }
  }
}

function tooMany(path: string, value: unknown): TallystickError {
  const expected = `at most ${GROUP_COMMANDS_MAX} commands, those of groups inside counted`;
  return new TallystickError('bad_command', `${path}commands`, value, expected);
}

function sameAsGroup(path: string, id: unknown): TallystickError {
  return new TallystickError('bad_command', `${path}id`, id, 'another id than that of its group');
}

function list(field: string, value: unknown): unknown {
  if (isList(value)) return value;
  throw new TallystickError('bad_command', field, value, 'an array of commands');
}

function fieldsOfKind(path: string, kind: unknown, singles: ReadonlyMap<unknown, FieldList>): FieldList {
  const fields = singles.get(kind);
  if (fields !== undefined) return fields;
  const expected = `one of ${[...singles.keys(), 'atomic'].join(', ')}`;
  throw new TallystickError('bad_command', `${path}kind`, kind, expected);
}
