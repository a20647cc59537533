import type { SingleInput } from '../../support/house/house-input.ts';
import type { ToldStep } from '../../support/told/tell-step.ts';
import { AT, ask, funded, opened } from './golden-asks.ts';

/** What is expected of accounts: met, not met by what is available and by the number, of a command and of groups. */
export function expectations(): ToldStep[] {
  const book = 'expectations';
  const pay: SingleInput = { kind: 'transfer', from: 'a', to: 'b', amount: 1n, ...AT };
  const rich = { account: 'a', available: { min: 7n, max: 9n } };
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 8n),
      { ...pay, id: 'met', expect: [{ account: 'b', lastSeq: 2 }, rich] },
      { ...pay, id: 'met', expect: [rich, { account: 'b', lastSeq: 2 }] },
      { ...pay, id: 'met' },
      { ...pay, id: 'poor', expect: [{ account: 'a', available: { min: 8n } }] },
      { ...pay, id: 'changed', expect: [{ account: 'b', lastSeq: 2 }] },
      { ...pay, id: 'gone', expect: [{ account: 'c', available: { max: 0n }, lastSeq: 0 }] },
      {
        kind: 'open_account',
        id: 'new',
        account: 'c',
        asset: 'GBP/2',
        expect: [{ account: 'c', lastSeq: 0 }],
      },
      { kind: 'atomic', id: 'whole', commands: [pay, pay], expect: [rich] },
      { kind: 'atomic', id: 'not any more', commands: [pay, pay], expect: [rich] },
      { kind: 'atomic', id: 'inside', commands: [pay, { kind: 'atomic', commands: [pay], expect: [rich] }] },
    ),
  ];
}
