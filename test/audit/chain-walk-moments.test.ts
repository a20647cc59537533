import { expect, test } from 'vitest';
import { ChainWalk } from '../../src/engine/audit/chain-walk.ts';
import { Findings } from '../../src/engine/audit/findings.ts';
import { FIRST_LINK, linkOf } from '../../src/engine/text/link-hash.ts';
import { requestText } from '../../src/engine/text/request-text.ts';
import type { JournalRow } from '../../src/store/store.ts';

const GROUP = requestText({ kind: 'atomic', commands: [] });
const OTHER = requestText({ kind: 'close_account', account: 'a' });

const ROW = {
  kind: 'close_account',
  recordedAt: 9,
  isAccepted: true,
  request: OTHER,
  answer: '[]',
  link: null,
  retryOf: null,
  actor: null,
  rules: 2,
};

/** What is found where the second row is given an earlier moment than the first. */
function foundWhenFalling(request: string, kind: string): string[] {
  const findings = new Findings();
  const walk = new ChainWalk(findings.ofBook('b'));
  walk.take({ ...ROW, seq: 1, id: '1', assignedAt: 9 }, 1);
  walk.take({ ...ROW, seq: 2, id: '2', assignedAt: 3, kind, request }, 1);
  walk.take({ ...ROW, seq: 3, id: '3', assignedAt: 3 }, 1);
  return findings.report().problems.map(({ where, what }) => `${where}: ${what}`);
}

test('moments fall where a clock was accepted, and nowhere else', () => {
  expect(foundWhenFalling(GROUP, 'atomic')).toEqual([]);
  expect(foundWhenFalling(OTHER, 'close_account')).toEqual([
    'journal row 2: it was given the moment 3, before one given earlier (9)',
  ]);
});

test('the version of the rules never falls, is the same in a batch, and that of the head', () => {
  const rowsOf = (...versions: readonly number[]): string[] => {
    const findings = new Findings();
    const walk = new ChainWalk(findings.ofBook('b'));
    let link: Uint8Array = FIRST_LINK;
    for (const [i, rules] of versions.entries()) {
      const row = { ...ROW, seq: i + 1, id: `${i}`, assignedAt: null, rules };
      // Two of them are a batch.
      const isEnd = i % 2 === 1;
      if (isEnd) link = linkOf(link, [...batch.splice(0), row]);
      else batch.push(row);
      walk.take({ ...row, link: isEnd ? link : null }, 1);
    }
    walk.finish({
      book: 'b',
      seq: versions.length,
      link,
      assignedAt: null,
      recordedAt: 9,
      rules: 2,
      lockedBefore: null,
      hasPurses: true,
      creditOrder: null,
      due: null,
    });
    return findings.report().problems.map(({ where, what }) => `${where}: ${what}`);
  };
  const batch: JournalRow[] = [];
  expect(rowsOf(1, 1, 2, 2)).toEqual([]);
  expect(rowsOf(1, 2, 2, 2)).toEqual([
    'journal row 2: it was decided by version 2 of the rules, and the first of its batch by version 1',
  ]);
  expect(rowsOf(2, 2, 1, 1)).toEqual([
    'journal row 3: it was decided by version 1 of the rules, and the row before it by version 2',
    'head: its rules are of version 2, and in the journal 1',
  ]);
});
