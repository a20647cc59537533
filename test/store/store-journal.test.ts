import { describe, expect, test } from 'vitest';
import type { JournalRow, Store } from '../../src/store/store.ts';
import { showRows } from './show-rows.ts';
import { STORES, withStore } from './store-list.ts';
import { commitChanges } from './store-writes.ts';

describe.each(STORES)('the journal of the $name store', (kind) => {
  const row = (seq: number, recordedAt: number, more: Partial<JournalRow> = {}): JournalRow => ({
    seq,
    id: `c${seq}`,
    kind: 'transfer',
    assignedAt: null,
    recordedAt,
    isAccepted: true,
    request: '{"a":"\u{1f600}"}',
    answer: '',
    link: null,
    retryOf: null,
    rules: 2,
    actor: null,
    ...more,
  });
  /** Row 4 is of events 2, 3 and 4; rows 4 and 5 were recorded at once. */
  const journal = [
    row(1, -8, { assignedAt: Number.MIN_SAFE_INTEGER, isAccepted: false, id: "o'\u0000\\" }),
    row(4, 0, { link: new Uint8Array(32).fill(255), answer: '"'.repeat(100_000) }),
    row(5, 0, {
      assignedAt: Number.MAX_SAFE_INTEGER,
      retryOf: Number.MAX_SAFE_INTEGER,
      rules: Number.MAX_SAFE_INTEGER,
    }),
    row(9, Number.MAX_SAFE_INTEGER, { link: new Uint8Array(32) }),
  ];

  const withJournal = (work: (store: Store) => Promise<void>): Promise<void> =>
    withStore(kind, async (store) => {
      await commitChanges(store, { journal: journal.slice(0, 2) });
      await commitChanges(store, { journal: journal.slice(2) });
      await commitChanges(store, { journal: [row(2, 3)] }, 'other');
      await work(store);
    });

  test('keeps every row to the byte, in order of seq, page by page', () =>
    withJournal(async (store) => {
      const show = (rows: readonly JournalRow[]): string[] => rows.map(showRows);
      expect(show(await store.latest.journal('b', { limit: 99 }))).toEqual(show(journal));
      expect(show(await store.latest.journal('b', { limit: 2 }))).toEqual(show(journal.slice(0, 2)));
      expect(show(await store.latest.journal('b', { after: 4, limit: 1 }))).toEqual(
        show(journal.slice(2, 3)),
      );
      expect(show(await store.latest.journal('b', { after: 2, limit: 1 }))).toEqual(
        show(journal.slice(1, 2)),
      );
      expect(await store.latest.journal('b', { after: 9, limit: 9 })).toEqual([]);
      expect(await store.latest.journal('none', { limit: 9 })).toEqual([]);
      expect(show(await store.latest.journal('other', { limit: 9 }))).toEqual(show([row(2, 3)]));
    }));

  test.each([
    [[], []],
    [[1], [1]],
    [[2], [4]],
    [[4], [4]],
    [
      [9, 3, 2, 4, 1, 3],
      [1, 4, 9],
    ],
    [
      [6, 5],
      [5, 9],
    ],
    [[10], []],
    [[10, 9], [9]],
  ])('events %j are parts of rows %j', (seqs, rows) =>
    withJournal(async (store) => {
      expect((await store.latest.journalRows('b', seqs)).map(({ seq }) => seq)).toEqual(rows);
    }),
  );

  test.each([
    [-9, 0],
    [-8, 1],
    [-1, 1],
    [0, 5],
    [1, 5],
    [Number.MAX_SAFE_INTEGER - 1, 5],
    [Number.MAX_SAFE_INTEGER, 9],
  ])('at %s everything up to %s was known', (recordedAt, seq) =>
    withJournal(async (store) => {
      expect(await store.latest.seqKnownAt('b', recordedAt)).toBe(seq);
    }),
  );

  test('what was known by a moment is found among numbers however great', () =>
    withStore(kind, async (store) => {
      // Around the powers by which a search may halve, and up to the greatest number that has a place in time.
      const powers = [4, 8, 12, 20, 28, 32, 40, 48, 51].map((power) => 2 ** power);
      const seqs = [...new Set([1, 2, 3, ...powers.flatMap((one) => [one - 1, one, one + 1]), 2 ** 52 - 1])];
      await commitChanges(store, { journal: seqs.map((seq, i) => row(seq, 10 * i)) });
      expect(await store.latest.seqKnownAt('b', -1)).toBe(0);
      for (const [i, seq] of seqs.entries()) {
        expect(await store.latest.seqKnownAt('b', 10 * i), `${seq}`).toBe(seq);
        expect(await store.latest.seqKnownAt('b', 10 * i + 9), `${seq}`).toBe(seq);
      }
      const known = await store.latest.accountsAt('b', { ids: ['a'] }, { at: 5, knownAt: 105 });
      expect(known).toEqual({ at: 5, knownBy: seqs[10], accounts: [] });
    }));

  test('books are listed by name, as bytes, page by page', () =>
    withStore(kind, async (store) => {
      const names = [
        '\u0000',
        "'",
        'B',
        'a',
        'a\u0000',
        'ab',
        'b',
        '\uff5e',
        '\u{1f600}',
        '\u{1f600}'.repeat(128),
      ];
      for (const name of names.toReversed()) await commitChanges(store, {}, name);
      expect(await store.latest.books({ limit: 99 })).toEqual(names);
      expect(await store.latest.books({ limit: 3 })).toEqual(names.slice(0, 3));
      expect(await store.latest.books({ after: 'a', limit: 3 })).toEqual(names.slice(4, 7));
      expect(await store.latest.books({ after: 'aa', limit: 1 })).toEqual(['ab']);
      expect(await store.latest.books({ after: names.at(-1) ?? '', limit: 3 })).toEqual([]);
      expect(await store.latest.books({ limit: 0 })).toEqual([]);
    }));
});
