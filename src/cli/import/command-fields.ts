import { TallystickError } from '../../base/error.ts';
import { readMinor, signOfDecimal } from '../../money/parse-money.ts';
import { readMoment, type TimeReading } from '../moment-text.ts';

/** How a field's value is written in a cell. */
type CellType = 'text' | 'amount' | 'minor' | 'limit' | 'limitMinor' | 'moment' | 'expiry' | 'flag' | 'json';

/** Every field that a command may have, and what its cells hold. */
const FIELDS: Readonly<Record<string, CellType>> = {
  kind: 'text',
  id: 'text',
  effectiveAt: 'moment',
  account: 'text',
  asset: 'text',
  floor: 'limit',
  floorMinor: 'limitMinor',
  ceiling: 'limit',
  ceilingMinor: 'limitMinor',
  reference: 'text',
  metadata: 'json',
  private: 'json',
  entries: 'json',
  from: 'text',
  to: 'text',
  into: 'text',
  amount: 'amount',
  amountMinor: 'minor',
  hold: 'text',
  offer: 'text',
  expiresAt: 'expiry',
  final: 'flag',
  payment: 'text',
  refund: 'text',
  rules: 'json',
  credit: 'text',
  expiry: 'json',
  clock: 'json',
  transaction: 'text',
  before: 'moment',
  commands: 'json',
};

export const FIELD_NAMES: readonly string[] = Object.keys(FIELDS);

/**
 * The fields that tell one payment from another: date, amount, whose it is, and references, in the order in which ids are
 * made of them. What is missing here may say something else in a later file of the same source, and is the same payment.
 */
export const TELLING_FIELDS: readonly string[] = [
  'kind',
  'effectiveAt',
  'clock',
  'account',
  'asset',
  'amount',
  'amountMinor',
  'entries',
  'commands',
  'from',
  'to',
  'into',
  'hold',
  'offer',
  'payment',
  'refund',
  'credit',
  'transaction',
  'before',
];

/**
 * What a field is called in what ids are made of. Both units are one: minor units stood under `amount` before amounts named
 * their unit, and rows of that time keep their ids when the column is told to be `amountMinor`.
 */
export function nameInIds(field: string): string {
  return field === 'amountMinor' ? 'amount' : field;
}

/** The value that a cell means in a field; amounts stay texts, until it is known what they are in. Throws TallystickError when it means none. */
export function readCell(field: string, text: string, times: TimeReading): unknown {
  switch (FIELDS[field]) {
    case 'amount':
      return checkedBy(signOfDecimal, field, text);
    case 'minor':
      return checkedBy(readMinor, field, text);
    case 'limit':
      return text === 'null' ? null : checkedBy(signOfDecimal, field, text);
    case 'limitMinor':
      return text === 'null' ? null : checkedBy(readMinor, field, text);
    case 'moment':
      return readMoment(field, text, times);
    case 'expiry':
      return text === 'null' ? null : readMoment(field, text, times, 'next');
    case 'flag':
      return readFlag(field, text);
    case 'json':
      return readJson(field, text);
    default:
      return text;
  }
}

/** The text, if it is an amount. */
function checkedBy(read: (field: string, text: string) => bigint, field: string, text: string): string {
  read(field, text);
  return text;
}

function readFlag(field: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new TallystickError('bad_command', field, text, 'true or false');
}

/** What a JSON text means. Throws TallystickError when it is none. */
export function readJson(field: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TallystickError('bad_command', field, text, 'JSON');
  }
}
