import { accept, capture, hold, merge, move, offer, open, put, release } from './book-commands.ts';
import type { BookScenario, ScenarioStep } from './book-scenario.ts';

/** A buyer with 100, a shop that may have 50, another shop and another buyer. */
export const PARTIES: readonly ScenarioStep[] = [
  [open(0, 'a'), 'ok'],
  [open(0, 'b'), 'ok'],
  [open(0, 's', { ceiling: 50n }), 'ok'],
  [open(0, 't'), 'ok'],
  [put(0, 'a', 100n), 'ok'],
];

/** What ceilings count. */
export const ceilingScenarios: readonly BookScenario[] = [
  {
    name: 'held money counts as posted, so a release finds room for what it gives back',
    steps: [
      [open(0, 'a', { ceiling: 50n }), 'ok'],
      [put(0, 'a', 50n), 'ok'],
      [hold(1, 'h', 'a', 20n, null), 'ok'],
      [put(2, 'a', 20n), 'ceiling_exceeded'],
      [release(3, 'h'), 'ok'],
    ],
    has: [['1/a', 3, 50n]],
  },
  {
    name: 'what is offered counts, so an acceptance finds room for what it brings',
    steps: [
      ...PARTIES,
      [offer(1, 'o', 'a', 's', 40n, null), 'ok'],
      [move(2, 'a', 's', 40n), 'ceiling_exceeded'],
      [offer(2, 'p', 'a', 's', 11n, null), 'ceiling_exceeded'],
      [move(2, 'a', 's', 10n), 'ok'],
      [accept(3, 'o', 's'), 'ok'],
    ],
    has: [
      ['1/s', 2, 10n, 0n, 40n],
      ['1/s', 3, 50n],
    ],
  },
  {
    name: 'what holds will pay counts from their placing to their end, and a capture finds room for it',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 40n, 9, { to: 's' }), 'ok'],
      [hold(2, 'i', 'a', 11n, 5, { to: 's' }), 'ceiling_exceeded'],
      [move(2, 'a', 's', 11n), 'ceiling_exceeded'],
      [capture(3, 'h', { amount: 15n }), 'ok'],
      [move(4, 'a', 's', 11n), 'ceiling_exceeded'],
      [move(4, 'a', 's', 10n), 'ok'],
      [capture(8, 'h', { amount: 10n, final: true }), 'ok'],
      [put(8, 's', 15n), 'ok'],
    ],
    has: [
      ['1/s', 1, 0n, 0n, 0n, 40n],
      ['1/s', 3, 15n, 0n, 0n, 25n],
      ['1/s', 4, 25n, 0n, 0n, 25n],
      ['1/s', 8, 50n],
    ],
  },
  {
    name: 'the room that an expiry leaves may be used beforehand, and then a late capture finds none',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 40n, 5, { to: 's' }), 'ok'],
      [put(4, 's', 20n), 'ceiling_exceeded'],
      [put(5, 's', 20n), 'ok'],
      [capture(4, 'h', { amount: 31n }), 'ceiling_exceeded'],
      [capture(4, 'h', { amount: 30n }), 'ok'],
    ],
    has: [
      ['1/s', 4, 30n, 0n, 0n, 10n],
      ['1/s', 5, 50n],
    ],
  },
  {
    name: 'whom the hold does not name must have room of its own, and the named one has its room back',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 60n, null, { to: 't' }), 'ok'],
      [put(1, 's', 30n), 'ok'],
      [capture(2, 'h', { amount: 21n, to: 's' }), 'ceiling_exceeded'],
      [capture(2, 'h', { amount: 20n, to: 's' }), 'ok'],
    ],
    has: [
      ['1/t', 1, 0n, 0n, 0n, 60n],
      ['1/t', 2, 0n, 0n, 0n, 40n],
      ['1/s', 2, 50n],
    ],
  },
  {
    name: 'a hold that is over at once must find room for that moment, and the world has room for all',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 51n, 1, { to: 's' }), 'ceiling_exceeded'],
      [hold(1, 'h', 'a', 50n, 1, { to: 's' }), 'ok'],
      [hold(1, 'i', 'a', 100n, null), 'ok'],
    ],
    has: [
      ['1/s', 1, 0n],
      ['world/GBP/2', 1, -100n],
    ],
  },
  {
    name: 'a survivor must have room for what the merged account had, was offered and expected',
    steps: [
      ...PARTIES,
      [put(1, 't', 10n), 'ok'],
      [offer(1, 'o', 'a', 't', 20n, null), 'ok'],
      [hold(1, 'h', 'a', 20n, 5, { to: 't' }), 'ok'],
      [put(1, 's', 1n), 'ok'],
      [merge(2, 's', 't'), 'ceiling_exceeded'],
      [merge(5, 's', 't'), 'ok'],
      [put(5, 's', 20n), 'ceiling_exceeded'],
      [put(5, 's', 19n), 'ok'],
      [accept(6, 'o', 's'), 'ok'],
    ],
    has: [['1/s', 6, 50n]],
  },
];
