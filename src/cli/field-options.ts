import type { Command } from 'commander';
import { TallystickError } from '../base/error.ts';
import { ALL, type Fields, WORLD } from '../commands/field.ts';
import { REFUND_RULES } from '../commands/refund-rules.ts';
import type { VelocityLimit } from '../commands/velocity-limit.ts';
import { addAmountOptions } from './amount-options.ts';
import { readClock, readClockOrNever } from './clock-text.ts';
import { type EntryText, splitEntry } from './entry-text.ts';
import { formOf, placeholderOf } from './field-help.ts';
import { readLater } from './later-command.ts';
import { type LineText, splitSource, splitTarget } from './line-text.ts';
import { LaterOption, MomentOption } from './moment-option.ts';
import { momentText } from './moment-text.ts';
import type { AmountNames, AmountOptions } from './money-text.ts';
import { readDates, readPeriod, readRetry } from './period-text.ts';
import type { RequestAmounts } from './request-amounts.ts';
import { expiryOption, readWhole, repeatable } from './shared-options.ts';
import { readVelocity } from './velocity-text.ts';

/** The values of the options, by the names of fields. */
export type OptionValues = Readonly<Record<string, unknown>>;
type FieldOfTable = Fields[string];

const LIMIT_EXAMPLE = 'daily=out:500.00/1d, taps=out:3x/1m or both=in:500.00,3x/1d';

/** Adds the options of a field. */
export function addFieldOptions(command: Command, name: string, field: FieldOfTable): void {
  const { help, defaultsTo, form } = field;
  const flag = flagOf(name);
  const standard = defaultsTo === undefined ? '' : ` (default: ${defaultsTo})`;
  const add = (flags: string, text: string): Command =>
    defaultsTo === undefined ? command.requiredOption(flags, text) : command.option(flags, text);
  switch (form) {
    case 'amount':
    case 'amountOrAll':
      addAmountOptions(command, defaultsTo, form === 'amountOrAll');
      break;
    case 'limit':
      add(`${flag} <amount>`, `${help}, in units of the asset or "none"${standard}`);
      add(`${flag}-minor <units>`, `the ${name} in minor units instead`);
      break;
    case 'moment':
      command.addOption(
        new MomentOption(`${flag} <time>`, help + standard, 'first').makeOptionMandatory(standard === ''),
      );
      break;
    case 'end':
      command.addOption(expiryOption(defaultsTo));
      break;
    case 'command':
      command.addOption(
        new LaterOption(`${flag} <${placeholderOf(name, field)}>`, help).makeOptionMandatory(),
      );
      break;
    case 'flag':
      add(flag, help);
      break;
    case 'ids':
      command.addOption(repeatable(`${flag} <id>`, `${help}${standard}`));
      break;
    case 'sources':
      command.addOption(repeatable(`${flag} <account[=most]>`, help, splitSource));
      break;
    case 'targets':
      command.addOption(repeatable(`${flag} <account=part>`, help, splitTarget));
      break;
    case 'weight':
    case 'count':
      add(`${flag} <number>`, `${help}${standard}`);
      break;
    case 'entries':
      addEntryOptions(command, help);
      break;
    case 'limits':
      command
        .addOption(
          repeatable(
            '--limit <name=way:most/time>',
            `${help}: ${LIMIT_EXAMPLE}; may be repeated${defaultsTo === 'none' ? '' : '; "none" takes all away'}`,
          ),
        )
        .addOption(
          repeatable('--limit-minor <name=way:most/time>', 'the same with its amount in minor units'),
        );
      break;
    default:
      add(`${flag} <${placeholderOf(name, field)}>`, `${help}${formOf(field)}${standard}`);
  }
}

function addEntryOptions(command: Command, help: string): void {
  command
    .addOption(repeatable('--entry <account=amount>', help))
    .addOption(
      repeatable('--entry-minor <account=units>', 'one entry in minor units: alice=-1250; may be repeated'),
    );
}

/** The value of a field, as the book takes it; undefined: it was not given. */
export async function readField(
  name: string,
  { form, defaultsTo }: FieldOfTable,
  values: OptionValues,
  amounts: RequestAmounts,
): Promise<unknown> {
  const value = values[name];
  const text = value as string; // What is no text is not read as one.
  switch (form) {
    case 'amountOrAll':
      return values.amount === ALL && values.minor === undefined ? ALL : amounts.read(values);
    case 'weight':
      return value === undefined ? undefined : readWhole(flagOf(name), text);
    case 'sources':
    case 'targets':
      return readLines(flagOf(name), value as readonly LineText[], amounts);
    case 'amount':
      return defaultsTo === undefined ? amounts.read(values) : amounts.readOptional(values);
    case 'limit':
      return readLimit(
        flagOf(name),
        { amount: text, minor: values[`${name}Minor`] as string },
        values,
        amounts,
      );
    case 'choice':
      return text === 'none' ? null : text;
    case 'period':
      return value === undefined ? undefined : readPeriod(flagOf(name), text);
    case 'retry':
      return value === undefined ? undefined : readRetry(flagOf(name), text);
    case 'dates':
      return value === undefined ? undefined : readDates(text);
    case 'clock':
      return readClock(flagOf(name), text);
    case 'expiry':
      return value === undefined ? undefined : readClockOrNever(flagOf(name), text);
    case 'ids':
      return (value as readonly string[]).length === 0 ? undefined : value; // It is repeatable.
    case 'count':
      return value === undefined ? undefined : readWhole(flagOf(name), text);
    case 'rules':
      return value === undefined ? undefined : readRules(flagOf(name), text);
    case 'limits':
      return readLimits(values, amounts);
    case 'command':
      return readLater(flagOf(name), text, amounts);
    case 'entries': {
      const entries = [];
      for (const { account, asset, names, amount } of entriesOf(values)) {
        const read = await amounts.read(amount, { names, account, asset });
        entries.push({ account, amount: read, ...(asset === null ? {} : { asset }) });
      }
      return entries;
    }
    default:
      return value;
  }
}

/** What was done, by the words of the table; `amounts` is what was read or came of it, in order. */
export function doneText(
  template: string,
  fields: Fields,
  values: OptionValues,
  amounts: readonly string[],
): string {
  const wordOf = (name: string): string | undefined => {
    const field = fields[name];
    // A command that says no amount of its own has that of its answer.
    const isAmount = field === undefined ? name === 'amount' : ['amount', 'amountOrAll'].includes(field.form);
    if (isAmount) return amounts.at(-1);
    if (field?.form === 'entries')
      return entriesOf(values)
        .map(({ account }, i) => `${account} ${amounts[i]}`)
        .join(', ');
    const value = values[name];
    if (field?.form === 'end') return value === undefined ? undefined : untilText(value as number | null); // It was read as one.
    if (field?.form === 'moment') return momentText(value as number); // As above.
    if (value === undefined) return field?.defaultsTo === WORLD ? WORLD : undefined;
    return String(value);
  };
  const filled = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (_, name) => wordOf(name) ?? '');
  return filled(
    template.replaceAll(/\[(.*?\{(\w+)\}.*?)\]/g, (_, part, name) =>
      wordOf(name) === undefined ? '' : part,
    ),
  );
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** When something runs out, for people, in the middle of a sentence. */
function untilText(expiresAt: number | null): string {
  return expiresAt === null ? 'without an end,' : `until ${momentText(expiresAt)},`;
}

/** The entries in the order of the options: those in units of their asset, then those in minor units. */
function entriesOf(values: OptionValues): readonly (Pick<EntryText, 'account' | 'asset'> & {
  readonly amount: AmountOptions;
  readonly names: AmountNames;
})[] {
  const read = (option: '--entry' | '--entry-minor') => (text: string, i: number) => {
    const field = `${option}[${i}]`;
    const { account, amount, asset } = splitEntry(field, text);
    return option === '--entry'
      ? { account, asset, amount: { amount }, names: { amount: field, minor: '--entry-minor' } }
      : { account, asset, amount: { minor: amount }, names: { amount: field, minor: field } };
  };
  const { entry, entryMinor } = values as Readonly<Record<'entry' | 'entryMinor', readonly string[]>>; // Both are repeatable.
  return [...entry.map(read('--entry')), ...entryMinor.map(read('--entry-minor'))];
}

/** Lines as the book takes them, their amounts in minor units. */
async function readLines(
  flag: string,
  lines: readonly LineText[],
  amounts: RequestAmounts,
): Promise<Record<string, unknown>[]> {
  const read = [];
  for (const [i, { amounts: texts, ...line }] of lines.entries()) {
    const names = { amount: `${flag}[${i}]`, minor: `${flag}[${i}]` };
    const members: Record<string, unknown> = { ...line };
    for (const [name, text] of Object.entries(texts ?? {}))
      members[name] = await amounts.readLine(text, names);
    read.push(members);
  }
  return read;
}

async function readLimit(
  flag: string,
  options: AmountOptions,
  { asset }: OptionValues,
  amounts: RequestAmounts,
): Promise<bigint | null | undefined> {
  const isNone = options.amount === 'none' || options.minor === 'none';
  if (isNone && (options.amount === undefined || options.minor === undefined)) return null;
  const names = { amount: flag, minor: `${flag}-minor` };
  // Where the command does not say it, its account does.
  return amounts.readOptional(options, { names, ...(asset === undefined ? {} : { asset: asset as string }) });
}

/** Velocity limits; undefined: nothing was said of them. */
async function readLimits(
  { limit, limitMinor, asset }: OptionValues,
  amounts: RequestAmounts,
): Promise<readonly VelocityLimit[] | undefined> {
  const [inUnits, inMinor] = [limit, limitMinor] as readonly (readonly string[])[]; // Both are repeatable.
  if (inUnits === undefined || inMinor === undefined) return undefined;
  if (inUnits.length === 1 && inUnits[0] === 'none' && inMinor.length === 0) return [];
  const limits: VelocityLimit[] = [];
  const read = async (option: string, texts: readonly string[], unit: 'amount' | 'minor'): Promise<void> => {
    for (const [i, text] of texts.entries()) {
      const names = { amount: `${option}[${i}]`, minor: `${option}[${i}]` };
      const place = typeof asset === 'string' ? { names, asset } : { names };
      limits.push(
        await readVelocity(names.amount, text, (amount) => amounts.read({ [unit]: amount }, place)),
      );
    }
  };
  await read('--limit', inUnits, 'amount');
  await read('--limit-minor', inMinor, 'minor');
  return limits.length === 0 ? undefined : limits;
}

function readRules(flag: string, text: string): string[] {
  return text.split(',').map((name) => {
    const known = REFUND_RULES.find((rule) => rule === name.trim());
    if (known !== undefined) return known;
    throw new TallystickError('bad_rule', flag, name, `some of ${REFUND_RULES.join(',')}`);
  });
}
