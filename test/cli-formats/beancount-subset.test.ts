import { expect, test } from 'vitest';
import { readBeancount } from './beancount-subset.ts';

const OPEN = '2024-01-01 open Assets:A\n2024-01-01 open Equity:B\n';
const MOVE = '2024-01-02 * "k" "i"\n  Assets:A  1.50 GBP\n  Equity:B  -1.5 GBP\n';

test('reads what is right', () => {
  const file = readBeancount(`${OPEN}\n${MOVE}\n2024-01-02 close Assets:A\n`);
  expect(file.postings.map(({ amount }) => amount)).toEqual([15n * 10n ** 17n, -15n * 10n ** 17n]);
});

test.each([
  ['unbalanced', OPEN + MOVE.replace('-1.5 ', '-1.51 ')],
  ['not open yet', OPEN.replace('2024-01-01 open A', '2024-01-03 open A') + MOVE],
  ['never opened', MOVE],
  ['opened twice', OPEN + OPEN],
  ['closed before', `${OPEN}2024-01-01 close Assets:A\n${MOVE}`],
  ['a small letter first', (OPEN + MOVE).replaceAll('Assets:A', 'Assets:a')],
  ['another top level', (OPEN + MOVE).replaceAll('Equity:B', 'World:B')],
  ['a commodity of one letter', OPEN + MOVE.replaceAll('GBP', 'G')],
  ['a commodity that is a word', OPEN + MOVE.replaceAll('GBP', 'TRUE')],
  ['no such day', OPEN + MOVE.replace('01-02', '02-30')],
  ['a quote inside of a string', OPEN + MOVE.replace('"i"', '"i"x"')],
  ['no line end', (OPEN + MOVE).slice(0, -1)],
])('refuses what bean-check refuses: %s', (_, text) => {
  expect(() => readBeancount(text)).toThrow();
});
