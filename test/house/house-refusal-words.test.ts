import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AMOUNT_MAX } from '../../src/base/amount.ts';
import { open } from '../../src/engine/open-house.ts';
import { FIRST_LINK, linkOf } from '../../src/engine/text/link-hash.ts';
import { rowOf } from '../audit/journal-rows.ts';
import { onFile, type RowShell } from '../audit/row-shell.ts';
import type { House } from '../support/house/house-door.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const day = (number: number, hour = 0): number => Date.UTC(2026, 10, number, hour);

/** A book with money, a hold, a payment and a credit, and a life that ended. */
async function filled(house: House) {
  const book = house.book('shop');
  await book.submit([
    { kind: 'open_account', account: 'alice', asset: 'GBP/2', ceiling: 10_000n, effectiveAt: day(10, 9) },
    { kind: 'open_account', account: 'low', asset: 'JPY/0', floor: -500n, effectiveAt: day(10) },
    { kind: 'open_account', account: 'deep', asset: 'JPY/0', floor: null, effectiveAt: day(10) },
    { kind: 'transfer', from: 'deep', to: 'world', amount: AMOUNT_MAX, effectiveAt: day(10) },
    { kind: 'open_account', account: 'gone', asset: 'GBP/2', effectiveAt: day(10) },
    { kind: 'close_account', account: 'gone', effectiveAt: day(12) },
    { kind: 'transfer', from: 'world', to: 'alice', amount: 3_000n, effectiveAt: day(11) },
    { kind: 'hold', hold: 'h', account: 'alice', amount: 1_000n, expiresAt: null, effectiveAt: day(11) },
    { kind: 'pay', payment: 'p', account: 'alice', amount: 500n, effectiveAt: day(11) },
    { kind: 'grant', credit: 'c', account: 'alice', amount: 300n, expiry: null, effectiveAt: day(11) },
  ]);
  return book;
}

const REFUSED = [
  [
    { kind: 'transfer', from: 'alice', to: 'world', amount: 3_500n, effectiveAt: day(20) },
    'insufficient funds: 25.00 GBP available, 35.00 needed (floor 0.00)',
    { available: 2_500n, needed: 3_500n, floor: 0n, asset: 'GBP/2' },
  ],
  [
    { kind: 'transfer', from: 'low', to: 'world', amount: 501n, effectiveAt: day(20) },
    'insufficient funds: 500 JPY available, 501 needed (floor -500)',
    { available: 500n, needed: 501n, floor: -500n, asset: 'JPY/0' },
  ],
  [
    {
      kind: 'post',
      // Of two entries on one account both are needed.
      entries: [
        { account: 'alice', amount: -2_000n },
        { account: 'alice', amount: -1_000n },
        { account: 'world', amount: 3_000n, asset: 'GBP/2' },
      ],
      effectiveAt: day(20),
    },
    'insufficient funds: 25.00 GBP available, 30.00 needed (floor 0.00)',
    { needed: 3_000n },
  ],
  [
    { kind: 'transfer', from: 'world', to: 'alice', amount: 9_000n, effectiveAt: day(20) },
    'ceiling exceeded: room for 62.00 GBP, 90.00 needed (ceiling 100.00)',
    { available: 6_200n, needed: 9_000n, ceiling: 10_000n, asset: 'GBP/2' },
  ],
  [
    { kind: 'transfer', from: 'deep', to: 'world', amount: 2n, effectiveAt: day(20) },
    'a balance would leave the signed 64-bit range: room for 1 JPY, 2 needed',
    { available: 1n, needed: 2n, asset: 'JPY/0' },
  ],
  [
    { kind: 'capture', hold: 'h', amount: 1_001n, effectiveAt: day(20) },
    'insufficient hold: 10.00 GBP left, 10.01 needed',
    { available: 1_000n, needed: 1_001n },
  ],
  [
    { kind: 'refund', refund: 'r', account: 'alice', payment: 'p', amount: 501n, effectiveAt: day(20) },
    'insufficient payment: 5.00 GBP left, 5.01 needed',
    { available: 500n, needed: 501n },
  ],
  [
    { kind: 'refund', refund: 'r', account: 'alice', amount: 501n, effectiveAt: day(20) },
    'insufficient payments: 5.00 GBP left, 5.01 needed',
    { needed: 501n },
  ],
  [
    { kind: 'spend', account: 'alice', amount: 301n, clock: {}, effectiveAt: day(20) },
    'insufficient credits: 3.00 GBP available, 3.01 needed',
    { available: 300n, needed: 301n },
  ],
  [
    { kind: 'transfer', from: 'world', to: 'alice', amount: 1n, effectiveAt: day(9) },
    'no such account at that time: alice was opened on 2026-11-10',
    { subject: 'alice', openedAt: day(10, 9) },
  ],
  [
    { kind: 'transfer', from: 'world', to: 'alice', amount: 1n, effectiveAt: day(10, 8) },
    'no such account at that time: alice was opened on 2026-11-10 at 09:00:00Z',
    { openedAt: day(10, 9) },
  ],
  [
    { kind: 'close_account', account: 'gone', effectiveAt: day(20) },
    'no such account at that time: gone ended on 2026-11-12',
    { openedAt: null, endedAt: day(12) },
  ],
  [
    { kind: 'merge', from: 'alcie', into: 'alice', effectiveAt: day(20) },
    'there is no account alcie',
    { openedAt: null },
  ],
] as const;

describe.each(HOUSES)('a refusal ($name)', (kind) => {
  test('says what stood in the way with its figures, in the answer, a repeat, a group and the journal', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url);
      const book = await filled(house);
      for (const [i, [command, message, figures]] of REFUSED.entries()) {
        const [answer] = await book.submit([{ ...command, id: `r${i}` }]);
        expect(answer, message).toMatchObject({ ok: false, message, ...figures });
        if (answer === undefined || answer.ok) throw new Error('it was refused');
        expect(answer.remedy).toMatch(/^[A-Z].*\.$/);
        const [again] = await book.submit([{ ...command, id: `r${i}` }]);
        expect(again).toEqual({ ...answer, replayed: true });
        const [inGroup] = await book.submit([{ kind: 'atomic', commands: [command] }]);
        // Which day a command in a group asks about may be its own, so the whole moment is told.
        const said = expect.stringContaining(message);
        expect(inGroup).toMatchObject({ ok: false, path: [0], message: said, ...figures });
        const [record] = await book.events({ after: (answer.seq ?? 0) - 1, limit: 1 });
        expect(record).toMatchObject({ id: `r${i}`, reason: answer.reason, ...figures });
        expect(record).not.toHaveProperty('message');
        expect(record).not.toHaveProperty('remedy');
      }
      const { ok } = await house.verify({ decideAgain: true });
      expect(ok).toBe(true);
      await house.close();
    });
  });
});

/** Makes of the journal what it was before refusals had figures, with its links. */
async function takeFiguresAway(shell: RowShell): Promise<number> {
  let link: Uint8Array = FIRST_LINK;
  let batch: ReturnType<typeof rowOf>[] = [];
  let changed = 0;
  for (const row of await shell.all(`SELECT * FROM "journal" ORDER BY "seq"`)) {
    const found = rowOf(row);
    const figures = /,"(?:needed|floor|ceiling|asset|openedAt|endedAt)":(?:"[^"]*"|-?\d+|null)/g;
    const answer = found.isAccepted ? found.answer : found.answer.replaceAll(figures, '');
    if (answer !== found.answer) changed += 1;
    batch.push({ ...found, answer, rules: 1 });
    if (row.link !== null) link = linkOf(link, batch);
    if (row.link !== null) batch = [];
    const values = [answer, row.link === null ? null : link, BigInt(found.seq)];
    await shell.run(`UPDATE "journal" SET "answer" = ?, "link" = ?, "rules" = 1 WHERE "seq" = ?`, values);
  }
  await shell.run(`UPDATE "books" SET "link" = ?, "rules" = 1, "hasPurses" = 0`, [link]);
  // The first rules knew neither purses, nor what is freed by taking back, nor the places of captures.
  await shell.run(`UPDATE "credits" SET "hereAt" = NULL, "hereOrder" = NULL`, []);
  for (const table of ['accounts', 'arrivedAccounts'])
    await shell.run(`UPDATE "${table}" SET "fixedAt" = "namedAt", "freedAt" = NULL`, []);
  await shell.run(`UPDATE "holds" SET "captures" = NULL`, []);
  return changed;
}

test('what was recorded without figures is read and repeated as it is, in the words alone', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'house.db');
    const [[command], , , , , , , , , [early]] = REFUSED;
    {
      await using house = await open(`sqlite:${path}`);
      const book = await filled(house);
      await book.submit([
        { ...command, id: 'r0' },
        { ...early, id: 'r8' },
      ]);
    }
    expect(await onFile(path, takeFiguresAway)).toBe(2);
    await using house = await open(`sqlite:${path}`);
    const book = house.book('shop');
    const [funds, account] = await book.submit([
      { ...command, id: 'r0' },
      { ...early, id: 'r8' },
    ]);
    expect(funds).toMatchObject({
      replayed: true,
      message: 'insufficient funds: then or later, less is available than is needed',
      available: 2_500n,
    });
    expect(funds).not.toHaveProperty('needed');
    expect(account).toMatchObject({ message: 'there is no such account at that time', subject: 'alice' });
    expect((await house.verify()).problems).toEqual([]);
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  });
});
