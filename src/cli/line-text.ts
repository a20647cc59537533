import { TallystickError } from '../base/error.ts';
import { ALL } from '../commands/field.ts';
import type { AmountOptions } from './money-text.ts';

/** One source or target of a distribution, in its parts; amounts are read once their asset is known. */
export interface LineText {
  readonly account: string;
  readonly share?: number;
  readonly rest?: true;
  /** The amounts of the line, under the names of its members. */
  readonly amounts?: Readonly<Record<string, AmountOptions>>;
}

/** Both are read from the right, because an account's id may hold any of the signs. */
const SOURCE = /^(.+?)(?:=(?:(all)|(minor:)?([0-9][0-9.]*)))?$/s;
const TARGET = /^(.+)=(?:(rest)|share:([0-9]{1,16})|(minor:)?([0-9][0-9.]*))$/s;

/** Reads `alice`, or with the most that it gives `alice=10.00` or, in minor units, `alice=minor:1000`. */
export function splitSource(text: string, field: string): LineText {
  const match = SOURCE.exec(text);
  if (match === null) {
    const expected = `ACCOUNT or ACCOUNT=MOST such as alice=10.00 or alice=minor:1000; ACCOUNT=${ALL} for one with = in its name`;
    throw new TallystickError('bad_command', field, text, expected);
  }
  const [, account = '', , minor, amount] = match;
  return amount === undefined ? { account } : { account, amounts: { atMost: amountOf(minor, amount) } };
}

/** Reads `shop=rest`, `fees=share:29`, `gateway=0.30` or, in minor units, `gateway=minor:30`. */
export function splitTarget(text: string, field: string): LineText {
  const match = TARGET.exec(text);
  if (match === null) {
    const expected = 'ACCOUNT=PART such as gateway=0.30, gateway=minor:30, fees=share:29 or shop=rest';
    throw new TallystickError('bad_command', field, text, expected);
  }
  const [, account = '', rest, share, minor, amount] = match;
  if (rest !== undefined) return { account, rest: true };
  if (share !== undefined) return { account, share: Number.parseInt(share, 10) };
  return { account, amounts: { amount: amountOf(minor, amount) } };
}

function amountOf(minor: string | undefined, amount: string | undefined): AmountOptions {
  return minor === undefined ? { amount } : { minor: amount };
}
