import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';

const QUIET = { announceExpiries: false };
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const day = (number: number): number => START + number * DAY;
const GBP = 'GBP/2';

describe.each(HOUSES)('voiding a credit, on $name', (kind) => {
  test('takes what is left of it, wherever a merge has brought it, once however often it is asked for', async () => {
    await inPlace(kind, async ({ url }) => {
      const options = { ...QUIET, clock: () => day(20) };
      await using house = await open(url, options);
      const book = house.book('shop');
      for (const account of ['ann', 'bob'])
        await book.openAccount({ account, asset: GBP, effectiveAt: day(0) });
      for (const account of ['ann', 'bob'])
        await book.grant({ credit: 'c', account, amount: 10n, expiry: null, effectiveAt: day(1) });
      await book.spend({ account: 'bob', amount: 3n, clock: {}, effectiveAt: day(2) });
      await book.merge({ into: 'ann', from: 'bob', effectiveAt: day(4) });
      const named = { grantedTo: 'bob', credit: 'c' };
      expect(await book.voidCredit({ ...named, effectiveAt: day(3) })).toMatchObject({
        reason: 'credit_not_here',
      });
      const before = await book.balance('ann', { asset: GBP });
      const unknown = { reason: 'credit_unknown', subject: 'c' };
      expect(await book.voidCredit({ ...named, grantedToLife: 2 })).toMatchObject(unknown);
      const dry = await book.dryRun({ kind: 'void_credit', ...named });
      expect(dry).toMatchObject({ ok: true, allocations: [{ ...named, amount: 7n }] });
      // A group that is refused leaves all of it.
      const refused = { kind: 'transfer' as const, from: 'ann', to: 'world', amount: 99n };
      expect(
        await book.submit([{ kind: 'atomic', commands: [{ kind: 'void_credit', ...named }, refused] }]),
      ).toMatchObject([{ reason: 'insufficient_funds', path: [1] }]);
      expect(await book.balance('ann', { asset: GBP })).toMatchObject({ credits: before?.credits });
      // Its life of the id said is its first life left out: one request.
      const answer = await book.voidCredit({ ...named, id: 'void' });
      expect(answer).toMatchObject({ ok: true, allocations: [{ ...named, amount: 7n }] });
      expect(await book.voidCredit({ ...named, grantedToLife: 1, id: 'void' })).toEqual({
        ...answer,
        replayed: true,
      });
      expect(await book.voidCredit(named)).toMatchObject({ ok: true, allocations: [] });
      expect(await book.balance('ann')).toMatchObject({ available: 0n, credits: { remaining: 10n } });
      expect(await book.transaction((tx) => tx.reverse({ transaction: 'void' }))).toMatchObject({ ok: true });
      expect(await book.balance('ann')).toMatchObject({ credits: { remaining: 17n, spendable: 17n } });
      // One that is granted in the same group, to an account that is opened in it.
      const account = 'new';
      const inOne = await book.submit([
        {
          kind: 'atomic',
          commands: [
            { kind: 'open_account', account, asset: GBP },
            { kind: 'grant', account, credit: 'x', amount: 5n, expiry: null },
            { kind: 'merge', from: account, into: 'ann' },
            { kind: 'void_credit', grantedTo: account, credit: 'x' },
          ],
        },
      ]);
      expect(inOne).toMatchObject([{ ok: true, parts: [{}, {}, {}, { allocations: [{ amount: 5n }] }] }]);
      expect(await book.transaction((tx) => tx.voidCredit(named))).toMatchObject({
        value: { allocations: [{ amount: 7n }] },
      });
      expect(await book.balance('ann')).toMatchObject({ credits: { remaining: 10n } });
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
    });
  });
});

test('the command line voids credits by the names in its lists', async () => {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const house = await open(url, { ...QUIET, clock: () => day(1) });
    const book = house.book('shop');
    await book.openAccount({ account: 'ann', asset: GBP });
    await book.grant({ credit: 'c', account: 'ann', amount: 10n, expiry: null });
    await house.close();
    const run = async (line: string): Promise<string> => {
      const { stdout } = await runInProcess([...line.split(' '), '--book', 'shop', '--house', url]);
      return stdout.replaceAll(/ +/g, ' ');
    };
    const said = await run('void-credit --granted-to ann --credit c');
    expect(said).toContain('Voided 0.10 GBP of credit c of ann');
    expect(said).toContain('c ann 0.10 GBP');
    expect(await run('void-credit --granted-to ann --credit c')).toContain('Voided 0.00 GBP');
  });
});
