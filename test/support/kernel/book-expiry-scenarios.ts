import type { AnnounceExpiry } from '../../../src/commands/own-command.ts';
import { accept, capture, hold, offer, open, put, release } from './book-commands.ts';
import type { BookScenario } from './book-scenario.ts';

function announce(effectiveAt: number, what: 'hold' | 'offer', subject: string, key = 0): AnnounceExpiry {
  return { kind: 'announce_expiry', effectiveAt, what, subject, key };
}

const ONE = [
  [open(0, 'x'), 'ok'],
  [open(0, 'y'), 'ok'],
  [put(0, 'x', 10n), 'ok'],
] as const;
const noPlainBook = 'announcing moves nothing, and the plain books know no announcements';

export const expiryScenarios: readonly BookScenario[] = [
  {
    name: 'what ran out is announced once, not before, and moves nothing',
    noPlainBook,
    steps: [
      ...ONE,
      [hold(1, 'h', 'x', 4n, 5), 'ok'],
      [announce(4, 'hold', 'h', 4), 'not_expired'],
      [announce(5, 'hold', 'h', 3), 'not_expired'],
      [announce(5, 'hold', 'h', 4), 'ok'],
      [announce(9, 'hold', 'h', 4), 'not_expired'],
      [announce(9, 'hold', 'nobody', 4), 'not_expired'],
      [offer(1, 'o', 'x', 'y', 4n, 5), 'ok'],
      [announce(4, 'offer', 'o'), 'not_expired'],
      [announce(6, 'offer', 'o'), 'ok'],
      [announce(6, 'offer', 'o'), 'not_expired'],
      [announce(6, 'offer', 'nothing'), 'not_expired'],
    ],
    has: [
      ['1/x', 4, 10n, 8n],
      ['1/x', 5, 10n, 0n],
    ],
  },
  {
    name: 'what was captured, released, accepted or never ends does not run out',
    noPlainBook,
    steps: [
      ...ONE,
      [hold(1, 'captured', 'x', 1n, 5), 'ok'],
      [capture(2, 'captured'), 'ok'],
      [announce(9, 'hold', 'captured', 4), 'not_expired'],
      [hold(1, 'released', 'x', 1n, 5), 'ok'],
      [release(2, 'released'), 'ok'],
      [announce(9, 'hold', 'released', 6), 'not_expired'],
      [hold(1, 'endless', 'x', 1n, null), 'ok'],
      [announce(9, 'hold', 'endless', 8), 'not_expired'],
      [offer(1, 'o', 'x', 'y', 1n, 5), 'ok'],
      [accept(2, 'o', 'y'), 'ok'],
      [announce(9, 'offer', 'o'), 'not_expired'],
    ],
  },
  {
    name: 'what arrives late about a hold that was announced still counts',
    noPlainBook,
    steps: [
      ...ONE,
      [hold(1, 'h', 'x', 4n, 5), 'ok'],
      [announce(5, 'hold', 'h', 4), 'ok'],
      [capture(3, 'h', { amount: 1n }), 'ok'],
      [announce(5, 'hold', 'h', 4), 'not_expired'],
      [release(4, 'h'), 'ok'],
    ],
    has: [
      ['1/x', 3, 9n, 3n],
      ['1/x', 4, 9n, 0n],
    ],
  },
];
