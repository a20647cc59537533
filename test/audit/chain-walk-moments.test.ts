import { expect, test } from 'vitest';
import { ChainWalk } from '../../src/engine/audit/chain-walk.ts';
import { Findings } from '../../src/engine/audit/findings.ts';
import { requestText } from '../../src/engine/text/request-text.ts';

const GROUP = requestText({ kind: 'atomic', commands: [] });
const OTHER = requestText({ kind: 'close_account', account: 'a' });

/** What is found where the second row is given an earlier moment than the first. */
function foundWhenFalling(request: string, kind: string): string[] {
  const findings = new Findings();
  const walk = new ChainWalk(findings.ofBook('b'));
  const row = {
    kind: 'close_account',
    recordedAt: 9,
    isAccepted: true,
    request: OTHER,
    answer: '[]',
    link: null,
    retryOf: null,
  };
  walk.take({ ...row, seq: 1, id: '1', assignedAt: 9 }, 1);
  walk.take({ ...row, seq: 2, id: '2', assignedAt: 3, kind, request }, 1);
  walk.take({ ...row, seq: 3, id: '3', assignedAt: 3 }, 1);
  return findings.report().problems.map(({ where, what }) => `${where}: ${what}`);
}

test('moments fall where a clock was accepted, and nowhere else', () => {
  expect(foundWhenFalling(GROUP, 'atomic')).toEqual([]);
  expect(foundWhenFalling(OTHER, 'close_account')).toEqual([
    'journal row 2: it was given the moment 3, before one given earlier (9)',
  ]);
});
