import type { BankScenario, BankStep } from './bank-steps.ts';

const A: BankStep = ['createAccount', 0, 'a', true];
const B: BankStep = ['createAccount', 0, 'b', true];
const C: BankStep = ['createAccount', 0, 'c', true];
const D: BankStep = ['createAccount', 0, 'd', true];

const SENT: readonly BankStep[] = [
  A,
  B,
  C,
  ['deposit', 0, 'a', 10, true],
  ['transfer', 1, 'a', 'b', 10, 'transfer1'],
];

/** Acceptances and merges that arrive after later operations were accepted. */
export const bankLateAcceptScenarios: readonly BankScenario[] = [
  {
    name: 'a late acceptance after the expiry was booked and spent is refused',
    before: [...SENT, ['withdraw', 11, 'a', 1, true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
    after: [['getBalance', 30, 'a', 11, 9]],
  },
  {
    name: 'a late acceptance after the expiry was booked and lent out is refused',
    before: [...SENT, ['transfer', 15, 'a', 'c', 3, 'transfer2']],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
    after: [['pendingTotals', 30, 'c', 15, { outgoing: 0, incoming: 3 }]],
  },
  {
    name: 'a late acceptance after an expiry that nobody needed is taken',
    before: [
      ...SENT,
      ['deposit', 11, 'a', 2, true],
      ['withdraw', 12, 'a', 2, true],
      ['getBalance', 30, 'a', 30, 10],
    ],
    request: ['acceptTransfer', 5, 'b', 'transfer1', true],
    after: [
      ['getBalance', 30, 'a', 10, 0],
      ['getBalance', 30, 'a', 11, 2],
      ['getBalance', 30, 'a', 30, 0],
      ['getBalance', 30, 'b', 4, 0],
      ['getBalance', 30, 'b', 5, 10],
      ['pendingTotals', 30, 'a', 4, { outgoing: 10, incoming: 0 }],
      ['pendingTotals', 30, 'a', 5, { outgoing: 0, incoming: 0 }],
      ['historicalTotals', 30, 'a', 30, { in: 12, out: 12 }],
      ['historicalTotals', 30, 'b', 5, { in: 10, out: 0 }],
      ['withdraw', 5, 'b', 10, true],
    ],
  },
  {
    name: 'a transfer accepted at a later time cannot be accepted earlier, nor the other way round',
    before: [...SENT, ['acceptTransfer', 8, 'b', 'transfer1', true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
    after: [
      ['acceptTransfer', 9, 'b', 'transfer1', false],
      ['getBalance', 30, 'b', 7, 0],
      ['getBalance', 30, 'b', 8, 10],
    ],
  },
  {
    name: 'before its transfer there is nothing to accept',
    before: [A, B, ['deposit', 0, 'a', 10, true], ['transfer', 9, 'a', 'b', 10, 'transfer1']],
    request: ['acceptTransfer', 8, 'b', 'transfer1', false],
    after: [['acceptTransfer', 9, 'b', 'transfer1', true]],
  },
  {
    name: 'both sides were merged into one after the expiry: the acceptance costs it nothing from then on',
    before: [...SENT, ['mergeAccounts', 20, 'a', 'b', true], ['withdraw', 21, 'a', 10, true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', true],
    after: [
      ['getBalance', 30, 'a', 19, 0],
      ['getBalance', 30, 'b', 19, 10],
      ['getBalance', 30, 'a', 20, 10],
      ['getBalance', 30, 'a', 21, 0],
      ['historicalTotals', 30, 'a', 20, { in: 20, out: 10 }],
    ],
  },
  {
    name: 'both sides were merged into one while it was pending: what was cancelled is now accepted',
    before: [...SENT, ['mergeAccounts', 6, 'a', 'b', true], ['withdraw', 7, 'a', 10, true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', true],
    after: [
      ['getBalance', 30, 'b', 5, 10],
      ['getBalance', 30, 'a', 6, 10],
      ['getBalance', 30, 'a', 7, 0],
    ],
  },
  {
    name: 'both sides were merged into one, but the return was spent before',
    before: [...SENT, ['withdraw', 15, 'a', 10, true], ['mergeAccounts', 20, 'a', 'b', true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
  },
  {
    name: 'both sides were merged into a third: the return may be spent by neither before',
    before: [
      ...SENT,
      ['mergeAccounts', 14, 'c', 'a', true],
      ['deposit', 14, 'c', 5, true],
      ['withdraw', 15, 'c', 6, true],
      ['mergeAccounts', 20, 'c', 'b', true],
    ],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
    after: [
      ['deposit', 13, 'a', 1, true],
      ['acceptTransfer', 5, 'b', 'transfer1', true],
      ['getBalance', 30, 'c', 15, 0],
      ['getBalance', 30, 'c', 20, 10],
    ],
  },
  {
    name: 'a merge had given the money back to the survivor, and it was spent',
    before: [...SENT, ['mergeAccounts', 6, 'c', 'a', true], ['withdraw', 8, 'c', 4, true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
  },
  {
    name: 'a merge had given the money back to the survivor, and it lies there still',
    before: [...SENT, ['mergeAccounts', 6, 'c', 'a', true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', true],
    after: [
      ['getBalance', 30, 'c', 6, 0],
      ['historicalTotals', 30, 'c', 6, { in: 10, out: 10 }],
      ['getBalance', 30, 'b', 6, 10],
    ],
  },
  {
    name: 'a late acceptance is that of the target of its moment',
    before: [...SENT, ['mergeAccounts', 6, 'c', 'b', true], ['createAccount', 7, 'b', true]],
    request: ['acceptTransfer', 5, 'c', 'transfer1', false],
    after: [
      ['acceptTransfer', 8, 'b', 'transfer1', false],
      ['acceptTransfer', 6, 'b', 'transfer1', false],
      ['acceptTransfer', 5, 'b', 'transfer1', true],
      ['getBalance', 30, 'c', 5, 0],
      ['getBalance', 30, 'c', 6, 10],
      ['getBalance', 30, 'b', 5, 10],
      ['getBalance', 30, 'b', 7, 0],
    ],
  },
  {
    name: 'the survivor accepted what was redirected: the former target cannot any more',
    before: [...SENT, ['mergeAccounts', 6, 'c', 'b', true], ['acceptTransfer', 8, 'c', 'transfer1', true]],
    request: ['acceptTransfer', 5, 'b', 'transfer1', false],
  },
  {
    name: 'a late merge redirects and adds up from its moment on',
    before: [
      ...SENT,
      ['deposit', 0, 'b', 4, true],
      ['withdraw', 20, 'c', 1, false],
      ['deposit', 19, 'c', 1, true],
      ['withdraw', 20, 'c', 1, true],
    ],
    request: ['mergeAccounts', 6, 'c', 'b', true],
    after: [
      ['pendingTotals', 30, 'b', 5, { outgoing: 0, incoming: 10 }],
      ['pendingTotals', 30, 'c', 6, { outgoing: 0, incoming: 10 }],
      ['getBalance', 30, 'c', 6, 4],
      ['getBalance', 30, 'c', 20, 4],
      ['getBalance', 30, 'b', 6, null],
      ['acceptTransfer', 7, 'c', 'transfer1', true],
    ],
  },
  {
    name: 'a late merge gives pending money back early, which no later operation minds',
    before: [...SENT, ['withdraw', 11, 'a', 3, true]],
    request: ['mergeAccounts', 6, 'a', 'b', true],
    after: [
      ['getBalance', 30, 'a', 5, 0],
      ['getBalance', 30, 'a', 6, 10],
      ['getBalance', 30, 'a', 11, 7],
      ['withdraw', 6, 'a', 7, true],
    ],
  },
  ...namingAccountTwo(),
  {
    name: 'a late merge is refused where a later acceptance took what it would have cancelled',
    before: [...SENT, ['acceptTransfer', 8, 'b', 'transfer1', true]],
    request: ['mergeAccounts', 6, 'c', 'a', false],
    after: [['mergeAccounts', 8, 'c', 'a', true]],
  },
  {
    name: 'a late merge is not hindered by an acceptance before it, nor by one of what it leaves alone',
    before: [...SENT, D, ['deposit', 0, 'd', 5, true], ['transfer', 2, 'd', 'c', 5, 'transfer2']],
    request: ['acceptTransfer', 8, 'c', 'transfer2', true],
    after: [
      ['acceptTransfer', 5, 'b', 'transfer1', true],
      ['mergeAccounts', 6, 'c', 'a', true],
      ['getBalance', 30, 'c', 8, 5],
    ],
  },
  {
    name: 'a later life of account 2 is another account: only its life at that moment counts',
    before: [
      ...[A, B, C],
      ['deposit', 1, 'b', 5, true],
      ['mergeAccounts', 10, 'a', 'b', true],
      ['createAccount', 20, 'b', true],
      ['deposit', 21, 'b', 1, true],
    ],
    request: ['mergeAccounts', 5, 'c', 'b', false],
    after: [
      ['mergeAccounts', 15, 'c', 'b', false],
      ['mergeAccounts', 20, 'c', 'b', false],
      ['mergeAccounts', 21, 'c', 'b', true],
      ['getBalance', 30, 'c', 21, 1],
    ],
  },
  {
    name: 'a late merge into an account merged away later is followed on',
    before: [...SENT, ['mergeAccounts', 20, 'c', 'a', true], ['withdraw', 21, 'c', 10, true]],
    request: ['mergeAccounts', 15, 'a', 'b', true],
    after: [
      ['getBalance', 30, 'a', 15, 10],
      ['deposit', 14, 'b', 2, true],
      ['getBalance', 30, 'c', 21, 2],
      ['withdraw', 14, 'b', 3, false],
    ],
  },
];

/** Each operation that names account 2 later; `c` would be merged into `a` at 6. */
function namingAccountTwo(): BankScenario[] {
  const later: readonly BankStep[] = [
    ['deposit', 7, 'c', 1, true],
    ['withdraw', 7, 'c', 1, true],
    ['transfer', 7, 'c', 'b', 1, 'transfer2'],
    ['transfer', 7, 'b', 'c', 1, 'transfer2'],
    ['acceptTransfer', 7, 'c', 'transfer1', true],
    ['mergeAccounts', 7, 'c', 'b', true],
    ['mergeAccounts', 7, 'b', 'c', true],
    ['mergeAccounts', 7, 'a', 'c', true],
  ];
  const before: readonly BankStep[] = [
    ...[A, B, C],
    ['deposit', 0, 'b', 10, true],
    ['deposit', 0, 'c', 10, true],
    ['transfer', 1, 'b', 'c', 2, 'transfer1'],
  ];
  return later.map((step) => ({
    name: `a late merge is refused where account 2 is named later, in ${step[0]} of ${step[2]}, ${step[3]}`,
    before: [...before, step],
    request: ['mergeAccounts', 6, 'a', 'c', false],
  }));
}
