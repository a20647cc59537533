import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { checkAsset } from '../../commands/asset.ts';
import { AMOUNT_LISTS, AMOUNTS, ENTRY_LISTS, LIMITS, LINE_AMOUNTS } from '../../commands/command-table.ts';
import { RANGE_AMOUNTS } from '../../commands/expectation.ts';
import { ALL } from '../../commands/field.ts';
import { readDecimal, readMinor, signOfDecimal } from '../../money/parse-money.ts';
import { MINOR } from '../../money/to-json.ts';
import { saysAsset } from './command-fields.ts';

export type Members = Record<string, unknown>;

/** An amount in units of an asset that the row does not say, and where it goes. */
export interface UnreadAmount {
  readonly holder: Members;
  readonly name: string;
  readonly field: string;
  readonly text: unknown;
}

/** What of a command can be read only once it is known what asset it is about. */
export interface UnreadAmounts {
  /** What names the accounts: the command, or an entry of it. */
  readonly named: Members;
  readonly path: string;
  readonly command: Members;
  /** The asset that the row says, which must be that of the account. */
  readonly said: string | undefined;
  readonly amounts: readonly UnreadAmount[];
}

/** How the amounts of a file are read. */
export interface AmountReading {
  /** True: the file does not say that `amount` is in units, so an amount without a point may be an old one. */
  readonly isOld: boolean;
  /** True: of a row that was read before an amount may be there in both units, if they are the same. */
  readonly mayBeBoth?: boolean;
  /** The texts of the row that may be JSON, to show a number as it stands there. */
  readonly texts: readonly string[];
}

/**
 * Reads the amounts of a command, groups to any depth: `amountMinor` and its like become bigints under the name alone, and so
 * does `amount` where the row says its asset. For the others the sign stands there, and they are given back, to be read once
 * their accounts are known. Changes the object that it is given, and nothing inside of it: that is copied. Throws
 * TallystickError for what is no amount, was given twice or is a JSON number; RefusedFile for what may be of an old file.
 */
export function readAmounts(command: Members, reading: AmountReading): UnreadAmounts[] {
  const unread: UnreadAmounts[] = [];
  const work: Place[] = [{ command, path: '', around: undefined }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { command: one, path } = next;
    const said = saidBy(next);
    unread.push(...takeExpected(one, path, reading));
    if (!Array.isArray(one.commands)) {
      readOne(one, path, reading, said, unread);
      // What is carried out later has amounts of its own.
      if (isPlainObject(one.command)) {
        const command: Members = { ...one.command };
        one.command = command;
        work.push({ command, path: `${path}command.`, around: said });
      }
      continue;
    }
    delete one.asset;
    const commands = one.commands.map((inner: unknown) => (isPlainObject(inner) ? { ...inner } : inner));
    one.commands = commands;
    for (let i = commands.length - 1; i >= 0; i -= 1) {
      const inner: unknown = commands[i];
      if (isPlainObject(inner))
        work.push({ command: inner as Members, path: `${path}commands[${i}].`, around: said });
    }
  }
  return unread;
}

/** A command of a group, and the asset that the groups around it say. */
interface Place {
  readonly command: Members;
  readonly path: string;
  readonly around: string | undefined;
}

function saidBy({ command: { asset }, path, around }: Place): string | undefined {
  return asset === undefined ? around : checkAsset(`${path}asset`, asset);
}

function readOne(
  command: Members,
  path: string,
  reading: AmountReading,
  said: string | undefined,
  unread: UnreadAmounts[],
): void {
  const amounts = [
    ...AMOUNTS.flatMap((name) => takeAmount(command, name, path, reading) ?? []),
    ...takeFromLines(command, path, reading),
  ];
  if (saysAsset(command.kind)) {
    for (const one of amounts) readUnread(one, checkAsset(`${path}asset`, command.asset));
  } else {
    delete command.asset;
    if (amounts.length > 0 || said !== undefined)
      unread.push({ named: command, path, command, said, amounts });
  }
  for (const name of ENTRY_LISTS) {
    const entries = command[name];
    if (!Array.isArray(entries)) continue;
    command[name] = entries.map((given: unknown, i) => {
      if (!isPlainObject(given)) return given;
      const entry: Members = { ...given };
      const inEntry = `${path}${name}[${i}].`;
      const own = entry.asset === undefined ? undefined : checkAsset(`${inEntry}asset`, entry.asset);
      const taken = takeAmount(entry, 'amount', inEntry, reading);
      // The rules hold an entry to the asset that it says.
      if (taken !== undefined && own !== undefined) readUnread(taken, own);
      else if (taken !== undefined)
        unread.push({ named: entry, path: inEntry, command, said, amounts: [taken] });
      return entry;
    });
  }
}

/** Takes the amounts of what is expected of accounts, each line in the asset of its own account, which it may say. */
function takeExpected(command: Members, path: string, reading: AmountReading): UnreadAmounts[] {
  if (!Array.isArray(command.expect)) return [];
  const unread: UnreadAmounts[] = [];
  command.expect = command.expect.map((given: unknown, i) => {
    if (!isPlainObject(given) || !isPlainObject(given.available)) return given;
    const available: Members = { ...given.available };
    const { asset, ...line }: Members = { ...given, available };
    const inLine = `${path}expect[${i}].`;
    const own = asset === undefined ? undefined : checkAsset(`${inLine}asset`, asset);
    const taken = RANGE_AMOUNTS.flatMap(
      (name) => takeAmount(available, name, `${inLine}available.`, reading, own) ?? [],
    );
    if (own !== undefined) for (const one of taken) readUnread(one, own);
    else if (taken.length > 0)
      unread.push({ named: line, path: inLine, command, said: undefined, amounts: taken });
    return line;
  });
  return unread;
}

/** Takes the amounts in lists of lines that are in what the command is in. */
function takeFromLines(command: Members, path: string, reading: AmountReading): UnreadAmount[] {
  const unread: UnreadAmount[] = [];
  for (const list of AMOUNT_LISTS) {
    const lines = command[list];
    if (!Array.isArray(lines) || ENTRY_LISTS.includes(list)) continue;
    command[list] = lines.map((given: unknown, i) => {
      if (!isPlainObject(given)) return given;
      const line: Members = { ...given };
      unread.push(
        ...LINE_AMOUNTS.flatMap(
          (name) => takeAmount(line, name, `${path}${list}[${i}].`, reading, command.asset) ?? [],
        ),
      );
      return line;
    });
  }
  return unread;
}

/** Puts the amount under its name, from whichever of its two members is there; one in units is given back. */
function takeAmount(
  holder: Members,
  name: string,
  path: string,
  reading: AmountReading,
  asset: unknown = holder.asset,
): UnreadAmount | undefined {
  const field = path + name;
  const minor = holder[name + MINOR];
  const units = holder[name];
  if (minor !== undefined) {
    if (units !== undefined) checkBoth(holder, name, path, { ...reading, asset });
    delete holder[name + MINOR];
    if (typeof minor === 'number') throw aNumber(field + MINOR, name + MINOR, minor, '"1250"', reading);
    holder[name] = minor === null && LIMITS.has(name) ? null : readMinor(field + MINOR, minor);
    return undefined;
  }
  if (units === ALL) return undefined;
  if (typeof units === 'number') throw aNumber(field, name, units, '"12.50"', reading);
  if (typeof units !== 'string') return undefined;
  const sign = signOfDecimal(field, units);
  if (reading.isOld && sign !== 0n && !units.includes('.'))
    throw new RefusedFile(noPoint(field, name, units));
  holder[name] = sign;
  return { holder, name, field, text: units };
}

/** Reads an amount in units of its asset. */
export function readUnread({ holder, name, field, text }: UnreadAmount, asset: string): void {
  holder[name] = readDecimal(field, text, asset);
}

/** Throws unless an amount may be given in both units, and both are the same. */
function checkBoth(
  holder: Members,
  name: string,
  path: string,
  { mayBeBoth = false, asset }: Pick<AmountReading, 'mayBeBoth'> & { readonly asset: unknown },
): void {
  const [units, minor] = [holder[name], holder[name + MINOR]];
  if (mayBeBoth && units === null && minor === null) return;
  const isSame =
    mayBeBoth &&
    typeof asset === 'string' &&
    readDecimal(path + name, units, checkAsset(`${path}asset`, asset)) ===
      readMinor(path + name + MINOR, minor);
  if (!isSame) throw badAmount(path + name + MINOR, minor, `none beside ${name}`);
}

function noPoint(field: string, name: string, text: string): TallystickError {
  return badAmount(
    field,
    text,
    `a first line {"format":"tallystick/1"}, which says that ${name} is in units of the asset and ${name}${MINOR} in minor units. Without it this may be an old file, in which ${name} was minor units; write ${name}${MINOR} for these`,
  );
}

function aNumber(
  field: string,
  name: string,
  value: number,
  example: string,
  { texts }: AmountReading,
): TallystickError {
  const source = texts.map((text) => sourceOf(text, name, value)).find((found) => found !== undefined);
  return badAmount(
    field,
    value,
    `text such as ${example}, and not the JSON number ${source ?? value}, which readers may round`,
  );
}

/** How a number stands in a text of JSON: as `12.10`, or `1e3`. */
function sourceOf(text: string, name: string, value: number): string | undefined {
  let source: string | undefined;
  const look = (key: string, member: unknown, context?: { source?: string }): unknown => {
    if (key === name && Object.is(member, value)) source ??= context?.source;
    return member;
  };
  try {
    JSON.parse(text, look as Parameters<typeof JSON.parse>[1]); // The types do not know the third argument yet.
  } catch {
    // No JSON, or nested deeper than calls can: then it is shown as it was read.
  }
  return source;
}

function badAmount(field: string, value: unknown, expected: string): TallystickError {
  return new TallystickError('bad_amount', field, value, expected);
}

/** Thrown where a row shows that the whole file may mean something else, so that none of it is submitted. */
export class RefusedFile extends Error {
  /** What is reported. */
  readonly reason: TallystickError;

  constructor(reason: TallystickError) {
    super(reason.message);
    this.name = 'RefusedFile';
    this.reason = reason;
  }
}
