import { TallystickError } from '../base/error.ts';
import { isPlainObject } from '../base/plain-object.ts';
import type { Check, Field } from './field.ts';

/** Fields in a list, made once: what is read has its fields in this order, however it was written. */
export type FieldList = readonly (readonly [name: string, check: Check<unknown>, isNeeded: boolean])[];

/** Fields, as far as they are checked. */
type Checked = Readonly<Record<string, Pick<Field<unknown>, 'check' | 'defaultsTo' | 'isFilled'>>>;

/** The fields that are needed come first. */
export function fieldList(...all: readonly Checked[]): FieldList {
  const list = all.flatMap(Object.entries).map(([name, { check, defaultsTo, isFilled = false }]) => {
    return [name, check, isFilled || defaultsTo === undefined] as const;
  });
  return [...list.filter(([, , isNeeded]) => isNeeded), ...list.filter(([, , isNeeded]) => !isNeeded)];
}

/**
 * Reads an object with those fields: each present and of its kind, none unknown. The copy that it gives has them in the
 * order of the list.
 *
 * @param path what stands before the names of its fields
 * @param kind the kind as it was read once, for what has one
 */
export function checkFields(
  path: string,
  value: unknown,
  fields: FieldList,
  kind?: unknown,
): Record<string, unknown> {
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

export function notAnObject(path: string, value: unknown): TallystickError {
  const field = path === '' ? 'command' : path.slice(0, -1); // Without the dot that waits for a name.
  return new TallystickError('bad_command', field, value, 'a plain object');
}

function refuseUnknown(
  path: string,
  value: Readonly<Record<string, unknown>>,
  fields: FieldList,
  hasKind: boolean,
): void {
  const known = [...(hasKind ? ['kind'] : []), ...fields.map(([name]) => name)];
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined || known.includes(name)) continue;
    throw new TallystickError('bad_command', path + name, given, `no other field than ${known.join(', ')}`);
  }
}
