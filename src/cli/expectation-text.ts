import { TallystickError } from '../base/error.ts';
import type { ExpectationInput } from '../commands/command-table.ts';
import { RANGE_AMOUNTS } from '../commands/expectation.ts';
import type { AmountOptions } from './money-text.ts';
import type { RequestAmounts } from './request-amounts.ts';

/** What an account is expected to be, as it was typed: amounts are read once its asset is known. */
export interface ExpectationText {
  readonly account: string;
  readonly min?: AmountOptions;
  readonly max?: AmountOptions;
  readonly seq?: number;
}

const PART = '(?:(?:min|max)=(?:minor:)?-?[0-9][0-9.]*|seq=(?:0|[1-9][0-9]{0,15}))';
/** Read from the right, because an account's id may hold any of the signs. */
const LINE = new RegExp(`^(.+):(${PART}(?:,${PART})*)$`, 's');

const FORM =
  'ACCOUNT:PARTS such as alice:min=20.00, alice:min=20.00,max=minor:5000 or alice:seq=17, each part once';

/** Reads `alice:min=20.00,max=50.00,seq=17`: one of the parts, or some; `minor:` stands before minor units. */
export function splitExpectation(text: string, field: string): ExpectationText {
  const [, account = '', list] = LINE.exec(text) ?? [];
  const parts = (list ?? '').split(',').map((part) => part.split('=') as [string, string]); // The pattern says so.
  if (list === undefined || new Set(parts.map(([name]) => name)).size < parts.length) {
    throw new TallystickError('bad_command', field, text, FORM);
  }
  const members = parts.map(([name, value]) => [
    name,
    name === 'seq' ? Number.parseInt(value, 10) : amountOf(value),
  ]);
  return { account, ...Object.fromEntries(members) };
}

function amountOf(text: string): AmountOptions {
  return text.startsWith('minor:') ? { minor: text.slice('minor:'.length) } : { amount: text };
}

/** Expectations as the book takes them. */
export async function readExpectations(
  lines: readonly ExpectationText[],
  amounts: RequestAmounts,
): Promise<ExpectationInput[]> {
  const read: ExpectationInput[] = [];
  for (const [i, line] of lines.entries()) {
    const { account, seq } = line;
    const names = { amount: `--expect[${i}]`, minor: `--expect[${i}]` };
    const available: { -readonly [K in (typeof RANGE_AMOUNTS)[number]]?: bigint | undefined } = {};
    for (const name of RANGE_AMOUNTS) {
      const options = line[name];
      if (options !== undefined) available[name] = await amounts.readLine(options, names, account);
    }
    const hasRange = Object.keys(available).length > 0;
    read.push({
      account,
      ...(hasRange ? { available } : {}),
      ...(seq === undefined ? {} : { lastSeq: seq }),
    });
  }
  return read;
}
