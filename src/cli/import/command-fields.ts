import { parseDecimal } from '../../base/amount.ts';
import { TallystickError } from '../../base/error.ts';
import { readMoment, type TimeReading } from '../moment-text.ts';

/** How a field's value is written in a cell. */
type CellType = 'text' | 'amount' | 'limit' | 'moment' | 'expiry' | 'flag' | 'json';

/** Every field that a command may have, and what its cells hold. */
const FIELDS: Readonly<Record<string, CellType>> = {
  kind: 'text',
  id: 'text',
  effectiveAt: 'moment',
  account: 'text',
  asset: 'text',
  floor: 'limit',
  ceiling: 'limit',
  metadata: 'json',
  entries: 'json',
  from: 'text',
  to: 'text',
  into: 'text',
  amount: 'amount',
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
];

/** The value that a cell means in a field. Throws TallystickError when it means none. */
export function readCell(field: string, text: string, times: TimeReading): unknown {
  switch (FIELDS[field]) {
    case 'amount':
      return parseDecimal(field, text);
    case 'limit':
      return text === 'null' ? null : parseDecimal(field, text);
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
