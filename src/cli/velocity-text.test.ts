import { expect, test } from 'vitest';
import type { VelocityLimit } from '../commands/velocity-limit.ts';
import { readDecimal } from '../money/parse-money.ts';
import { readVelocity, velocityText } from './velocity-text.ts';

const read = (text: string): Promise<VelocityLimit> =>
  readVelocity('--limit[0]', text, async (amount) => readDecimal('--limit[0]', amount, 'GBP/2'));

test.each([
  ['daily=out:500.00/1d', { name: 'daily', direction: 'out', amount: 500_00n, perMs: 86_400_000 }],
  ['taps=in:3x/15m', { name: 'taps', direction: 'in', count: 3, perMs: 900_000 }],
  ['a=b:c=out:0.05,0x/1ms', { name: 'a=b:c', direction: 'out', amount: 5n, count: 0, perMs: 1 }],
] as const)('%s is read, and written as it was', async (text, limit) => {
  expect(await read(text)).toEqual(limit);
  expect(velocityText([limit], 'GBP/2')).toBe(text);
});

test.each([
  ['daily=500.00/1d', 'bad_command'],
  ['daily=both:500.00/1d', 'bad_command'],
  ['daily=out:/1d', 'bad_command'],
  ['daily=out:500.00,/1d', 'bad_command'],
  ['daily=out:500.003x/1d', 'bad_command'],
  ['daily=out:500.001/1d', 'bad_amount'],
  ['daily=out:5/1y', 'bad_option'],
  ['=out:5/1d', 'bad_command'],
])('%s is refused with %s, by the name of the option', async (text, code) => {
  await expect(read(text)).rejects.toMatchObject({ code, field: '--limit[0]' });
});
