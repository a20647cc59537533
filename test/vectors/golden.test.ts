import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REASONS } from '../../src/commands/reasons.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { GOOD_COMMANDS } from '../support/kernel/book-good-commands.ts';
import { GOLDEN_FILE, type GoldenJournals, goldenJournals } from './golden/golden-journals.ts';

const KEPT: GoldenJournals = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8'));
/** Each row: its columns, what was asked, and what came of it. */
const ROWS = KEPT.journals
  .filter(([place]) => place.includes('row'))
  .map(([, text]) =>
    text
      .split('\n')
      .slice(0, 3)
      .map((line) => JSON.parse(line)),
  );

test.each([HOUSE.memory, HOUSE.sqlite])('$name keeps the texts and the links of before', async (kind) => {
  const { answers, journals } = await inPlace(kind, ({ url }) => goldenJournals(url));
  expect(journals).toEqual(KEPT.journals);
  expect(answers).toEqual(KEPT.answers);
});

interface Asked {
  readonly kind: string;
  readonly commands?: readonly Asked[];
}

function kindsIn({ kind, commands = [] }: Asked): string[] {
  return [kind, ...commands.flatMap(kindsIn)];
}

test('every kind of command, accepted, is among them', () => {
  const accepted = ROWS.filter(([columns]) => columns.isAccepted).flatMap(([, asked]) => kindsIn(asked));
  const kinds = [...Object.keys(GOOD_COMMANDS), 'atomic', 'announce_expiry', 'erase'];
  // Purses are started in books of before: house-start-purses.test.ts.
  expect(kinds.filter((kind) => !accepted.includes(kind))).toEqual(['start_purses']);
});

test('every reason is among them that commands of today can be refused for', () => {
  const reasons = ROWS.filter(([columns]) => !columns.isAccepted).map(([, , refusal]) => refusal.reason);
  const missing = Object.keys(REASONS).filter((reason) => !reasons.includes(reason));
  // Of captures from before holds said where they are, of what a house announces of itself, and of books from before purses.
  const startsPurses = ['too_many_credits', 'credits_not_available'];
  expect(missing).toEqual([...startsPurses, 'transaction_later', 'not_expired', 'purses_not_started']);
});
