import type { BankScenario, BankStep } from './bank-steps.ts';

const A: BankStep = ['createAccount', 0, 'a', true];
const B: BankStep = ['createAccount', 0, 'b', true];
const C: BankStep = ['createAccount', 0, 'c', true];

/** Deposits, withdrawals, transfers and creations that arrive after later ones were accepted. */
export const bankLateScenarios: readonly BankScenario[] = [
  {
    name: 'a late deposit is taken wherever the account lived',
    before: [
      ['createAccount', 5, 'a', true],
      ['createAccount', 5, 'b', true],
      ['mergeAccounts', 20, 'a', 'b', true],
    ],
    request: ['deposit', 19, 'b', 4, true],
    after: [
      ['deposit', 4, 'a', 4, false],
      ['deposit', 20, 'b', 4, false],
      ['deposit', 5, 'a', 1, true],
      ['getBalance', 0, 'b', 19, 4],
      ['getBalance', 0, 'a', 19, 1],
      ['getBalance', 0, 'a', 20, 5],
      ['historicalTotals', 0, 'a', 20, { in: 5, out: 0 }],
    ],
  },
  {
    name: 'what was refused stays refused when a late deposit would have allowed it',
    before: [A, ['withdraw', 5, 'a', 4, false]],
    request: ['deposit', 3, 'a', 4, true],
    after: [
      ['getBalance', 9, 'a', 9, 4],
      ['withdraw', 5, 'a', 4, true],
    ],
  },
  {
    name: 'a late withdrawal that a later withdrawal needs is refused',
    before: [A, ['deposit', 1, 'a', 10, true], ['withdraw', 8, 'a', 7, true]],
    request: ['withdraw', 5, 'a', 4, false],
    after: [
      ['withdraw', 5, 'a', 3, true],
      ['withdraw', 2, 'a', 1, false],
      ['getBalance', 9, 'a', 5, 7],
      ['getBalance', 9, 'a', 8, 0],
    ],
  },
  {
    name: 'money that comes only later does not pay for a late withdrawal, and what comes between may',
    before: [A, ['deposit', 6, 'a', 10, true], ['withdraw', 8, 'a', 4, true]],
    request: ['withdraw', 5, 'a', 1, false],
    after: [
      ['withdraw', 6, 'a', 7, false],
      ['withdraw', 6, 'a', 6, true],
    ],
  },
  {
    name: 'a late withdrawal that a later transfer needs is refused',
    before: [A, B, ['deposit', 1, 'a', 10, true], ['transfer', 8, 'a', 'b', 7, 'transfer1']],
    request: ['withdraw', 5, 'a', 4, false],
    after: [['withdraw', 5, 'a', 3, true]],
  },
  {
    name: 'what is accepted at a moment is not later than what arrives at it after',
    before: [
      A,
      ['deposit', 1, 'a', 10, true],
      ['withdraw', 5, 'a', 10, true],
      ['withdraw', 5, 'a', 1, false],
    ],
    request: ['deposit', 5, 'a', 1, true],
    after: [['withdraw', 5, 'a', 1, true]],
  },
  {
    name: 'a late withdrawal from an account merged away is followed into the survivor',
    before: [
      ...[A, B],
      ['deposit', 1, 'a', 10, true],
      ['deposit', 1, 'b', 10, true],
      ['mergeAccounts', 10, 'a', 'b', true],
      ['withdraw', 20, 'a', 15, true],
    ],
    request: ['withdraw', 5, 'b', 6, false],
    after: [
      ['withdraw', 5, 'b', 5, true],
      ['withdraw', 5, 'a', 1, false],
      ['getBalance', 30, 'a', 9, 10],
      ['getBalance', 30, 'a', 10, 15],
      ['getBalance', 30, 'a', 20, 0],
    ],
  },
  {
    name: 'and from one survivor into the next',
    before: [
      ...[A, B, C],
      ['deposit', 1, 'c', 10, true],
      ['mergeAccounts', 10, 'b', 'c', true],
      ['createAccount', 12, 'c', true],
      ['deposit', 12, 'c', 10, true],
      ['mergeAccounts', 15, 'a', 'b', true],
      ['withdraw', 20, 'a', 8, true],
    ],
    request: ['withdraw', 5, 'c', 3, false],
    after: [
      ['withdraw', 12, 'c', 10, true],
      ['withdraw', 5, 'c', 2, true],
      ['getBalance', 30, 'a', 20, 0],
    ],
  },
  {
    name: 'a late transfer needs its amount until its end, not after',
    before: [A, B, ['deposit', 0, 'a', 10, true], ['withdraw', 20, 'a', 10, true]],
    request: ['transfer', 10, 'a', 'b', 1, 'transfer1'],
    after: [
      ['transfer', 11, 'a', 'b', 1, null],
      ['getBalance', 30, 'a', 19, 9],
      ['getBalance', 30, 'a', 20, 0],
      ['acceptTransfer', 12, 'b', 'transfer1', false],
    ],
  },
  {
    name: 'a late transfer that a later transfer needs within its time is refused',
    before: [A, B, ['deposit', 0, 'a', 10, true], ['transfer', 20, 'a', 'b', 10, 'transfer1']],
    request: ['transfer', 15, 'a', 'b', 1, null],
    after: [['transfer', 10, 'a', 'b', 10, 'transfer2']],
  },
  {
    name: 'the time of a late transfer ends early where a later merge cancels it',
    before: [
      ...[A, B, C],
      ['deposit', 1, 'b', 10, true],
      ['mergeAccounts', 8, 'a', 'b', true],
      ['withdraw', 9, 'a', 10, true],
    ],
    request: ['transfer', 5, 'b', 'c', 10, 'transfer1'],
    after: [
      ['pendingTotals', 30, 'c', 7, { outgoing: 0, incoming: 10 }],
      ['pendingTotals', 30, 'c', 8, { outgoing: 0, incoming: 0 }],
      ['getBalance', 30, 'b', 7, 0],
      ['getBalance', 30, 'a', 8, 10],
      ['getBalance', 30, 'a', 9, 0],
      ['transfer', 5, 'b', 'a', 1, null],
    ],
  },
  {
    name: 'a late transfer from the survivor to the one merged is cancelled by that later merge',
    before: [
      ...[A, B],
      ['deposit', 1, 'a', 10, true],
      ['mergeAccounts', 8, 'a', 'b', true],
      ['withdraw', 9, 'a', 10, true],
    ],
    request: ['transfer', 5, 'a', 'b', 10, 'transfer1'],
    after: [
      ['getBalance', 30, 'a', 7, 0],
      ['getBalance', 30, 'a', 8, 10],
      ['pendingTotals', 30, 'b', 7, { outgoing: 0, incoming: 10 }],
    ],
  },
  {
    name: 'a late transfer is redirected by the merges that came after it',
    before: [
      ...[A, B, C],
      ['deposit', 1, 'c', 10, true],
      ['mergeAccounts', 8, 'a', 'b', true],
      ['mergeAccounts', 12, 'c', 'a', true],
      ['withdraw', 13, 'c', 10, true],
    ],
    request: ['transfer', 5, 'c', 'b', 10, 'transfer1'],
    after: [
      ['pendingTotals', 30, 'b', 7, { outgoing: 0, incoming: 10 }],
      ['pendingTotals', 30, 'a', 8, { outgoing: 0, incoming: 10 }],
      ['pendingTotals', 30, 'c', 11, { outgoing: 10, incoming: 0 }],
      ['pendingTotals', 30, 'c', 12, { outgoing: 0, incoming: 0 }],
      ['getBalance', 30, 'c', 12, 10],
    ],
  },
  {
    name: 'a transfer over at once needs its amount at its moment all the same, whatever arrives late',
    transferTtl: 0,
    before: [A, B, ['deposit', 0, 'a', 10, true], ['transfer', 20, 'a', 'b', 10, 'transfer1']],
    request: ['withdraw', 15, 'a', 1, false],
    after: [
      ['withdraw', 20, 'a', 1, true],
      ['transfer', 15, 'a', 'b', 10, 'transfer2'],
    ],
  },
  {
    name: 'money spent and paid in again at one moment must be there at that moment, in that order',
    before: [A, ['deposit', 1, 'a', 10, true], ['withdraw', 8, 'a', 10, true], ['deposit', 8, 'a', 10, true]],
    request: ['withdraw', 5, 'a', 1, false],
    after: [['withdraw', 8, 'a', 10, true]],
  },
  {
    name: 'a transfer made and cancelled at one moment needs its amount at that moment',
    before: [
      ...[A, B, C],
      ['deposit', 1, 'b', 10, true],
      ['transfer', 8, 'b', 'c', 10, 'transfer1'],
      ['mergeAccounts', 8, 'a', 'b', true],
    ],
    request: ['withdraw', 5, 'b', 1, false],
    after: [['withdraw', 8, 'a', 10, true]],
  },
  {
    name: 'transfers are numbered as they arrive, not by their time',
    before: [A, B, ['deposit', 0, 'a', 10, true], ['transfer', 20, 'a', 'b', 1, 'transfer1']],
    request: ['transfer', 5, 'a', 'b', 2, 'transfer2'],
    after: [
      ['acceptTransfer', 6, 'b', 'transfer1', false],
      ['acceptTransfer', 6, 'b', 'transfer2', true],
      ['acceptTransfer', 20, 'b', 'transfer1', true],
      ['getBalance', 30, 'b', 6, 2],
      ['getBalance', 30, 'b', 20, 3],
    ],
  },
  {
    name: 'a late creation is refused where the account lives then, or anywhere after',
    before: [
      ...[A, B],
      ['mergeAccounts', 10, 'a', 'b', true],
      ['createAccount', 20, 'b', true],
      ['mergeAccounts', 30, 'a', 'b', true],
    ],
    request: ['createAccount', 15, 'b', false],
    after: [
      ['createAccount', -1, 'b', false],
      ['createAccount', 5, 'b', false],
      ['createAccount', 10, 'b', false],
      ['createAccount', 19, 'b', false],
      ['createAccount', 29, 'b', false],
      ['createAccount', 30, 'b', true],
      ['getBalance', 40, 'b', 29, 0],
      ['getBalance', 40, 'b', 30, 0],
    ],
  },
  {
    name: 'a late creation of an account that was never there is taken, and only one',
    before: [A, ['deposit', 9, 'b', 1, false]],
    request: ['createAccount', 5, 'b', true],
    after: [
      ['createAccount', 4, 'b', false],
      ['createAccount', 6, 'b', false],
      ['deposit', 4, 'b', 1, false],
      ['deposit', 5, 'b', 1, true],
      ['getBalance', 9, 'b', 4, null],
      ['getBalance', 9, 'b', 5, 1],
    ],
  },
  {
    name: 'after the last life ended a creation is taken, and late operations find the life of their time',
    before: [
      ...[A, B],
      ['deposit', 1, 'b', 10, true],
      ['mergeAccounts', 10, 'a', 'b', true],
      ['createAccount', 20, 'b', true],
    ],
    request: ['withdraw', 9, 'b', 4, true],
    after: [
      ['withdraw', 15, 'b', 1, false],
      ['withdraw', 21, 'b', 1, false],
      ['deposit', 15, 'b', 1, false],
      ['deposit', 20, 'b', 7, true],
      ['getBalance', 30, 'b', 9, 6],
      ['getBalance', 30, 'a', 10, 6],
      ['getBalance', 30, 'b', 20, 7],
    ],
  },
];
