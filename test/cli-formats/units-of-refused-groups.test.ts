import { expect, test } from 'vitest';
import { commandsIn, importText } from './import-text.ts';
import { FORMAT, withAccounts } from './units-in-files.ts';

const transfer = { kind: 'transfer', amount: '0.05', asset: 'GBP/2', effectiveAt: 3 };
const opening = { kind: 'open_account', account: 'new', asset: 'JPY/0' };

test.each([
  // The present is behind the moment that it pays at.
  ['is opened at the present', [opening, { ...transfer, from: 'new', to: 'world' }]],
  // Between accounts in two assets nothing moves, whichever the amount is read in.
  [
    'pays another',
    [
      { ...opening, effectiveAt: 3 },
      { ...transfer, from: 'new', to: 'alice' },
    ],
  ],
])(
  'an amount in another asset than that of an account that its group opens, and that %s, is read as it is said',
  async (_, commands) => {
    await withAccounts(async (book) => {
      const row = JSON.stringify({ id: 'r', kind: 'atomic', commands });
      expect((await importText(book, 'ndjson', `${FORMAT}${row}\n`)).malformations).toEqual([]);
      const [group] = (await commandsIn(book)).slice(-1);
      expect(group).toMatchObject({ ok: false, command: { commands: [{}, { amount: 5n }] } });
    });
  },
);
