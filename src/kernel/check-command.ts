import { anyAmount, nonNegativeAmount, nonZeroAmount, positiveAmount } from '../base/amount.ts';
import { parseClock } from '../base/clock.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import {
  ENTRIES_PER_POST_MAX,
  GROUP_COMMANDS_MAX,
  METADATA_MEMBERS_MAX,
  METADATA_TEXT_LENGTH_MAX,
} from '../base/limits.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { timestamp } from '../base/timestamp.ts';
import { checkAsset } from './account/asset.ts';
import type { Command } from './command.ts';
import { drawOrder } from './refund/refund-rules.ts';

/** Checks a value that came under a field's name and gives it in its one form, or throws. */
type Check = (field: string, value: unknown) => unknown;
/** What a kind of command takes: each field with its check. */
type Shape = Readonly<Record<string, Check>>;

const or =
  (check: Check, other: null): Check =>
  (field, value) =>
    value === other ? other : check(field, value);

const clock: Check = parseClock;
const moment: Check = or(timestamp, null);
const rules: Check = (field, value) => {
  drawOrder(field, value);
  return Array.isArray(value) ? [...value] : value;
};

function flag(field: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TallystickError('bad_command', field, value, 'true or false');
}

function metadata(field: string, value: unknown): Readonly<Record<string, string>> {
  if (!isPlainObject(value))
    throw new TallystickError('bad_command', field, value, 'a plain object of strings');
  const members = Object.entries(value);
  if (members.length > METADATA_MEMBERS_MAX) {
    throw new TallystickError('bad_command', field, value, `at most ${METADATA_MEMBERS_MAX} members`);
  }
  for (const [name, text] of members) {
    if (isText(name) && isText(text)) continue;
    const expected = `well-formed text of at most ${METADATA_TEXT_LENGTH_MAX} units under such a name`;
    throw new TallystickError('bad_command', `${field}.${name}`, text, expected);
  }
  return Object.fromEntries(members) as Record<string, string>; // Every member was just seen to be a string.
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= METADATA_TEXT_LENGTH_MAX && value.isWellFormed();
}

const ENTRY: Shape = { account: checkId, amount: nonZeroAmount };

function entries(field: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > ENTRIES_PER_POST_MAX) {
    throw new TallystickError('bad_command', field, value, `1 to ${ENTRIES_PER_POST_MAX} entries`);
  }
  return Array.from(value, (entry: unknown, i) =>
    checkShape(`${field}[${i}].`, entry, ENTRY, { asset: checkAsset }),
  );
}

/** The fields that each kind of command needs, and those that it may have besides. */
const SHAPES: Readonly<
  Record<Exclude<Command['kind'], 'atomic'>, readonly [needed: Shape, optional: Shape]>
> = {
  open_account: [
    { account: checkId, asset: checkAsset },
    { floor: or(anyAmount, null), ceiling: or(anyAmount, null), metadata },
  ],
  close_account: [{ account: checkId }, {}],
  post: [{ entries }, {}],
  transfer: [{ from: checkId, to: checkId, amount: positiveAmount }, {}],
  hold: [{ hold: checkId, account: checkId, amount: positiveAmount, expiresAt: moment }, { to: checkId }],
  capture: [{ hold: checkId }, { amount: positiveAmount, final: flag, to: checkId }],
  release: [{ hold: checkId }, {}],
  offer: [{ offer: checkId, from: checkId, to: checkId, amount: positiveAmount, expiresAt: moment }, {}],
  accept: [{ offer: checkId, account: checkId }, {}],
  cancel: [{ offer: checkId, account: checkId }, {}],
  decline: [{ offer: checkId, account: checkId }, {}],
  merge: [{ into: checkId, from: checkId }, {}],
  pay: [{ payment: checkId, account: checkId, amount: nonNegativeAmount }, { from: checkId }],
  refund: [
    { refund: checkId, account: checkId, amount: nonNegativeAmount },
    { payment: checkId, rules, to: checkId },
  ],
  grant: [
    { credit: checkId, account: checkId, amount: positiveAmount, expiry: or(clock, null) },
    { from: checkId },
  ],
  spend: [{ account: checkId, amount: positiveAmount, clock }, { to: checkId }],
  expire_credits: [{ account: checkId, clock }, { to: checkId }],
  reverse: [{ transaction: checkId }, {}],
};

/**
 * Reads a command from outside: every field present and of its kind, none unknown; amounts as `bigint` or safe
 * integer, clocks as plain objects or Maps. Throws a TallystickError that names the field by its path. The
 * command that it returns is a copy, which nobody else can change. O(size), groups to any depth.
 */
export function checkCommand(value: unknown, path = ''): Command {
  const root: unknown[] = [];
  // Groups are read from a list of work, because they may nest deeper than calls can.
  const work = [{ value, path, into: root }];
  let count = 0;
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    count += 1;
    if (count > GROUP_COMMANDS_MAX) throw tooMany(path, value);
    const kind = kindOf(next.path, next.value);
    if (kind !== 'atomic') {
      next.into.push(checkSingle(next.path, next.value, kind));
      continue;
    }
    const { commands: members } = checkShape(next.path, next.value, { kind: () => kind, commands: list }, {});
    const commands: unknown[] = [];
    next.into.push({ kind, commands });
    const inside = members as unknown[]; // What `list` let pass.
    if (count + inside.length > GROUP_COMMANDS_MAX) throw tooMany(path, value);
    // The last goes in first, so that the first is read next.
    for (let i = inside.length - 1; i >= 0; i -= 1) {
      work.push({ value: inside[i], path: `${next.path}commands[${i}].`, into: commands });
    }
  }
  return root[0] as Command; // Each member was checked against the shape of its kind.
}

function tooMany(path: string, value: unknown): TallystickError {
  const expected = `at most ${GROUP_COMMANDS_MAX} commands, those of groups inside counted`;
  return new TallystickError('bad_command', `${path}commands`, value, expected);
}

function notAnObject(path: string, value: unknown): TallystickError {
  const field = path === '' ? 'command' : path.slice(0, -1); // Without the dot that waits for a name.
  return new TallystickError('bad_command', field, value, 'a plain object');
}

const list: Check = (field, value) => {
  if (Array.isArray(value)) return value;
  throw new TallystickError('bad_command', field, value, 'an array of commands');
};

function kindOf(path: string, value: unknown): Command['kind'] {
  if (!isPlainObject(value)) throw notAnObject(path, value);
  const { kind } = value;
  if (kind === 'atomic') return kind;
  const known = Object.keys(SHAPES).find((name) => name === kind);
  if (known !== undefined) return known as Command['kind']; // A key of SHAPES.
  const expected = `one of ${[...Object.keys(SHAPES), 'atomic'].join(', ')}`;
  throw new TallystickError('bad_command', `${path}kind`, kind, expected);
}

function checkSingle(path: string, value: unknown, kind: Exclude<Command['kind'], 'atomic'>): unknown {
  const [needed, optional] = SHAPES[kind];
  const dated = { kind: () => kind, effectiveAt: timestamp, ...needed };
  return checkShape(path, value, dated, { id: checkId, ...optional });
}

function checkShape(path: string, value: unknown, needed: Shape, optional: Shape): Record<string, unknown> {
  if (!isPlainObject(value)) throw notAnObject(path, value);
  const checked: Record<string, unknown> = {};
  for (const [name, check] of Object.entries(needed)) checked[name] = check(path + name, value[name]);
  for (const [name, given] of Object.entries(value)) {
    if (Object.hasOwn(needed, name) || given === undefined) continue;
    const check = Object.hasOwn(optional, name) ? optional[name] : undefined;
    if (check === undefined) {
      const known = [...Object.keys(needed), ...Object.keys(optional)].join(', ');
      throw new TallystickError('bad_command', path + name, given, `no other field than ${known}`);
    }
    checked[name] = check(path + name, given);
  }
  return checked;
}
