import { describe, expect, test } from 'vitest';
import type { TallystickError } from '../../src/base/error.ts';
import { GROUP_COMMANDS_MAX } from '../../src/base/limits.ts';
import { checkCommand } from '../../src/commands/check-command.ts';
import { ENTRIES } from '../../src/commands/command-table.ts';
import { badValuesOf, withHole } from '../support/kernel/book-bad-values.ts';
import { type Fields, GOOD_COMMANDS } from '../support/kernel/book-good-commands.ts';
import { misuse } from '../support/memory/refund-and-credit-checks.ts';

const KINDS = Object.keys(GOOD_COMMANDS);

function good(kind: string): Fields {
  const { needed, optional } = GOOD_COMMANDS[kind] ?? {};
  return structuredClone({ kind, ...needed, ...optional });
}

function check(value: unknown): TallystickError {
  return misuse(() => checkCommand(value));
}

/** The command in a group in a group, and the path to it there. */
function deep(command: unknown): { group: unknown; path: string } {
  const inner = { kind: 'atomic', commands: [good('release'), command, good('merge')] };
  return { group: { kind: 'atomic', commands: [inner] }, path: 'commands[0].commands[1].' };
}

describe.each(KINDS)('%s', (kind) => {
  const { needed, optional } = GOOD_COMMANDS[kind] ?? { needed: {}, optional: {} };
  const command = good(kind);

  test('is taken with all its fields, and with those alone that it needs', () => {
    const checked = checkCommand(command);
    // What is taken by force may be more than is left.
    const said = Object.keys(command).filter((name) => kind !== 'capture' || name !== 'over');
    expect(Object.keys(checked).sort()).toEqual(said.sort());
    expect(Object.keys(checkCommand({ kind, ...needed })).sort()).toEqual(
      ['kind', ...Object.keys(needed)].sort(),
    );
    const emptied = Object.fromEntries(Object.keys(optional).map((name) => [name, undefined]));
    expect(checkCommand({ kind, ...needed, ...emptied })).toEqual(checkCommand({ kind, ...needed }));
    expect(checkCommand(Object.assign(Object.create(null), command))).toEqual(checked);
  });

  test.each(Object.keys(needed))('needs %s, or fills it in', (field) => {
    const { [field]: _missing, ...rest } = command;
    const known = ENTRIES.get(kind)?.fields[field];
    if (known?.isFilled === true) {
      const filled = checkCommand({ ...rest, [field]: known.check(field, undefined) });
      expect(Object.entries(checkCommand(rest))).toEqual(Object.entries(filled));
      return;
    }
    const code = badValuesOf(kind, field)[0]?.code;
    expect(check(rest)).toMatchObject({ code, field, value: undefined });
    const { group, path } = deep(rest);
    expect(check(group)).toMatchObject({ code, field: path + field, value: undefined });
  });

  test.each(Object.keys({ ...needed, ...optional }))('says what is wrong with %s, and where', (field) => {
    for (const { value, code, inside = '' } of badValuesOf(kind, field)) {
      const wrong = { ...command, [field]: value };
      expect(check(wrong)).toMatchObject({ code, field: `${field}${inside}` });
      const { group, path } = deep(wrong);
      expect(check(group)).toMatchObject({ code, field: `${path}${field}${inside}` });
    }
  });

  test('takes one field in place of another, and refuses both', () => {
    const { of = '', fields = {} } = GOOD_COMMANDS[kind]?.instead ?? {};
    const { [of]: _left, ...without } = command;
    for (const [field, value] of Object.entries(fields)) {
      const meant = ENTRIES.get(kind)?.fields[field]?.check(field, value);
      expect(checkCommand({ ...without, [field]: value })).toMatchObject({ [field]: meant });
      expect(check({ ...command, [field]: value })).toMatchObject({ code: 'bad_command' });
      for (const { value: wrong, code, inside = '' } of badValuesOf(kind, field)) {
        expect(check({ ...without, [field]: wrong })).toMatchObject({ code, field: `${field}${inside}` });
      }
    }
  });

  test('takes what says more of another field only with that one', () => {
    const belongsTo = ENTRIES.get(kind)?.belongsTo ?? {};
    const { of = '', fields = {} } = GOOD_COMMANDS[kind]?.instead ?? {};
    for (const [field, other] of Object.entries(belongsTo)) {
      const { [other]: _left, ...without } = command;
      const value = command[field] ?? fields[field];
      expect(check({ kind, ...needed, [field]: value })).toMatchObject({ code: 'bad_command', field, value });
      expect(check(deep(without).group)).toMatchObject({ code: 'bad_command' });
      // The other may say more of a third.
      const third = belongsTo[other] ?? other;
      const others = { [third]: command[third], [other]: command[other] };
      expect(checkCommand({ kind, ...needed, ...others, [field]: value })).toMatchObject({ [field]: value });
      if (field in fields)
        expect(check({ ...command, [of]: undefined, [other]: undefined, [field]: value })).toMatchObject({
          code: 'bad_command',
        });
    }
  });

  test('has no other fields', () => {
    expect(check({ ...command, colour: 'red' })).toMatchObject({ code: 'bad_command', field: 'colour' });
    expect(check({ ...command, commands: [] })).toMatchObject({ code: 'bad_command', field: 'commands' });
    const wrong = { ...command, ['__proto__']: 'red' };
    expect(check(wrong)).toMatchObject({ code: 'bad_command', field: '__proto__' });
    const { group, path } = deep({ ...command, colour: null });
    expect(check(group)).toMatchObject({ code: 'bad_command', field: `${path}colour`, value: null });
  });

  test('is a copy that nobody else can change', () => {
    const given = structuredClone(command);
    const { group } = deep(given);
    const single = checkCommand(given);
    const grouped = checkCommand(group);
    const before = structuredClone([single, grouped]);
    spoil(group);
    expect([single, grouped]).toEqual(before);
  });
});

/** Changes everything in it that can be changed. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    spoil(member);
    Reflect.set(value, name, 'spoilt');
  }
  if (Array.isArray(value)) value.push('spoilt');
  else Reflect.set(value, 'spoilt', true);
}

describe('what is no command', () => {
  const values = [null, undefined, 5, 'merge', [], () => 0, new Date(0), new Map()];
  test.each(values.map((value) => ({ value })))('$value', ({ value }) => {
    expect(check(value)).toMatchObject({ code: 'bad_command', field: 'command' });
    expect(check({ kind: 'atomic', commands: [value] })).toMatchObject({
      code: 'bad_command',
      field: 'commands[0]',
    });
  });

  test.each([undefined, null, 'toString', '__proto__', 'pay ', 5])('the kind %s', (kind) => {
    expect(check({ ...good('pay'), kind })).toMatchObject({ code: 'bad_command', field: 'kind' });
    const { group, path } = deep({ kind });
    expect(check(group)).toMatchObject({ code: 'bad_command', field: `${path}kind` });
  });

  test('a group with anything but a list of commands', () => {
    expect(check({ kind: 'atomic' })).toMatchObject({ code: 'bad_command', field: 'commands' });
    expect(check({ kind: 'atomic', commands: {} })).toMatchObject({ field: 'commands' });
    expect(check({ kind: 'atomic', commands: [], effectiveAt: 5 })).toMatchObject({ field: 'effectiveAt' });
    const holed = { kind: 'atomic', commands: withHole(good('pay'), good('merge')) };
    expect(check(holed)).toMatchObject({
      code: 'bad_command',
      field: 'commands[1]',
    });
  });

  test('the path begins with what the caller says', () => {
    const error = misuse(() => checkCommand({ kind: 'atomic', commands: [{ kind: 'no' }] }, 'body.'));
    expect(error.field).toBe('body.commands[0].kind');
  });
});

describe('what is taken in one form', () => {
  test('amounts as numbers, clocks as objects or Maps, minus zero as a moment', () => {
    const clock = new Map([['n', 1]]);
    const checked = checkCommand({ kind: 'spend', effectiveAt: -0, account: 'a', amount: 5, clock });
    expect(checked).toEqual({
      kind: 'spend',
      effectiveAt: 0,
      account: 'a',
      amount: 5n,
      clock: { ids: ['n'], counters: [1n], rank: 1n },
    });
    expect(Object.is(Reflect.get(checked, 'effectiveAt'), 0)).toBe(true);
  });

  test('a kind that changes its mind is taken at its first word', () => {
    let asked = 0;
    const given = {
      get kind() {
        asked += 1;
        return asked === 1 ? 'release' : 'transfer';
      },
      effectiveAt: 0,
      hold: 'h',
    };
    expect(checkCommand(given)).toEqual({ kind: 'release', effectiveAt: 0, hold: 'h' });
  });
});

describe('a refund says in one way what it draws on', () => {
  const refund = { kind: 'refund', effectiveAt: 5, refund: 'r', account: 'a', amount: 5n };
  const payments = ['p2', 'p10', 'p1'];

  test.each([
    [{ payment: 'p', payments }, 'payments', 'payment'],
    [{ payment: 'p', group: 'g' }, 'group', 'payment'],
    [{ payments, group: 'g' }, 'group', 'payments'],
  ])('%j', (both, field, beside) => {
    const expected = expect.stringContaining(`nothing beside ${beside}`);
    expect(check({ ...refund, ...both })).toMatchObject({ code: 'bad_command', field, message: expected });
    const { group, path } = deep({ ...refund, ...both });
    expect(check(group)).toMatchObject({ field: path + field });
  });

  test('payments in one order, however they are listed', () => {
    expect(checkCommand({ ...refund, payments })).toMatchObject({ payments: ['p1', 'p10', 'p2'] });
    expect(payments).toEqual(['p2', 'p10', 'p1']);
  });

  test('where one payment is named, neither rules nor shares mean anything', () => {
    const idle = { payment: 'p', rules: ['ID_DESC'], proRata: true };
    expect(checkCommand({ ...refund, ...idle })).toEqual({ ...refund, payment: 'p' });
    expect(checkCommand({ ...refund, group: 'g', proRata: false })).toEqual({ ...refund, group: 'g' });
  });
});

describe('how many commands a group may have', () => {
  const filled = (length: number): unknown => ({
    kind: 'atomic',
    commands: Array.from({ length }, () => good('release')),
  });

  test('as many as the maximum says, groups counted', () => {
    expect(checkCommand(filled(GROUP_COMMANDS_MAX - 1)).kind).toBe('atomic');
    expect(check(filled(GROUP_COMMANDS_MAX))).toMatchObject({ code: 'bad_command', field: 'commands' });
  });

  test('far more are refused in the same words', () => {
    expect(check(filled(500_000))).toMatchObject({ code: 'bad_command', field: 'commands' });
  });

  test('a group that contains itself is refused', () => {
    const endless = { kind: 'atomic', commands: [] as unknown[] };
    endless.commands.push(endless);
    expect(check(endless)).toMatchObject({ code: 'bad_command' });
  });
});
