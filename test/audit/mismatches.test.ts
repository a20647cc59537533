import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { type AuditName, reportOf } from './audit-at.ts';
import type { Row } from './row-shell.ts';
import type { FactKind } from './sealed-facts.ts';
import { SEALS, type SealedHouse } from './sealed-house.ts';

/** A small shop: money in and out, a hold, an offer, a merge, a closed account, payments and credits, some reversed. */
async function fillShop(url: string): Promise<void> {
  const house = await open(url, { announceExpiries: false });
  const book = house.book('shop');
  const asset = 'GBP/2';
  for (const account of ['alice', 'bob', 'carol', 'dave']) {
    await book.openAccount({ account, asset, effectiveAt: 0 });
  }
  await book.transfer({ from: 'world', to: 'alice', amount: 100n, effectiveAt: 10 });
  await book.transfer({ from: 'alice', to: 'bob', amount: 30n, effectiveAt: 20 });
  await book.hold({ hold: 'pump', account: 'alice', amount: 20n, expiresAt: null, effectiveAt: 30 });
  await book.capture({ hold: 'pump', amount: 5n, effectiveAt: 31 });
  await book.offer({ offer: 'gift', from: 'bob', to: 'carol', amount: 7n, expiresAt: null, effectiveAt: 40 });
  await book.merge({ into: 'bob', from: 'dave', effectiveAt: 50 });
  await book.pay({ payment: 'p1', account: 'alice', amount: 50n, effectiveAt: 60 });
  await book.refund({ id: 'r1', refund: 'r1', account: 'alice', amount: 20n, effectiveAt: 70 });
  await book.refund({ id: 'r2', refund: 'r2', account: 'alice', amount: 9n, effectiveAt: 71 });
  await book.reverse({ transaction: 'r2', effectiveAt: 72 });
  await book.grant({ credit: 'c1', account: 'bob', amount: 40n, expiry: { x: 9n }, effectiveAt: 80 });
  await book.spend({ account: 'bob', amount: 15n, clock: { x: 1n }, effectiveAt: 90 });
  await book.openAccount({ account: 'erin', asset, effectiveAt: 91 });
  await book.closeAccount({ account: 'erin', effectiveAt: 92 });
  await house.close();
}

/** What is done to which facts: `gone`, or what stands there instead. */
interface Change {
  readonly of: FactKind | 'head';
  readonly which?: Row;
  readonly to: Row | ((row: Row) => Row) | 'gone';
}

async function problemsAfter(
  sealed: SealedHouse,
  { of, which = {}, to }: Change,
  audit: AuditName,
): Promise<string[]> {
  const audited = await sealed.auditChangedFacts(async (facts) => {
    if (of === 'head') return facts.changeHead('shop', to as Row); // It is never taken away here.
    const changes =
      to === 'gone'
        ? await facts.drop(of, which)
        : await facts.change(of, which, typeof to === 'function' ? to : () => to);
    expect(changes).toBeGreaterThan(0);
  }, audit);
  const report = reportOf(audited);
  expect(report.ok).toBe(report.problemCount === 0);
  return report.problems.map(({ where, what }) => `${where}: ${what}`);
}

describe.each(SEALS)('what does not agree is told, with where it is, $name', ({ seal }) => {
  let sealed: SealedHouse;
  const over = Promise.withResolvers<void>();
  let ended: Promise<void>;

  // One shop for all the tests.
  beforeAll(async () => {
    await new Promise<void>((resolve, reject) => {
      ended = seal(fillShop, async (shop) => {
        sealed = shop;
        resolve();
        await over.promise;
      });
      ended.catch(reject);
    });
  });

  afterAll(async () => {
    over.resolve();
    await ended;
  });

  test('nothing is told of the shop as it is', async () => {
    for (const audit of ['verify', 'reconcile'] as const) {
      const audited = await sealed.auditChanged(async () => undefined, audit);
      expect(reportOf(audited)).toMatchObject({ ok: true, problems: [] });
    }
  });

  test.each<[what: string, changed: Change, reconciled: string[], verified?: string[]]>([
    [
      'an entry of another amount',
      { of: 'entry', which: { seq: 5n, account: '1/alice' }, to: { inflow: 90n, available: 90n } },
      [
        'account 1/alice: its inflow at 72 is 159, and its entries sum up to 149',
        'account 1/alice: its available at 72 is 80, and its entries sum up to 70',
        'asset GBP/2: all that is posted sums to -10, and not to zero',
        'event 5 at 10, order 10, in GBP/2: what is posted sums to -10, and not to zero',
      ],
      [
        'account 1/alice: its inflow at 72 is 159, and its entries sum up to 149',
        'account 1/alice: its available at 72 is 80, and its entries sum up to 70',
        'entry of 1/alice at 10, order 10, event 5: its inflow is 90, and the journal leads to 100',
        'entry of 1/alice at 10, order 10, event 5: its available is 90, and the journal leads to 100',
      ],
    ],
    [
      'an entry that is gone',
      { of: 'entry', which: { seq: 8n, account: 'world/GBP/2' }, to: 'gone' },
      [
        'account world/GBP/2: its inflow at 90 is 49, and its entries sum up to 44',
        'account world/GBP/2: its available at 90 is -150, and its entries sum up to -155',
        'asset GBP/2: all that is posted sums to -5, and not to zero',
        'event 8 at 31, order 16, in GBP/2: what is posted sums to -5, and not to zero',
      ],
    ],
    [
      'sums that are not those of the entries',
      {
        of: 'account',
        which: { key: '1/bob' },
        to: ({ available }) => ({ available: BigInt(String(available)) + 1n }),
      },
      ['account 1/bob: its available at 90 is 24, and its entries sum up to 23'],
    ],
    [
      'entries of an account that is gone',
      { of: 'account', which: { key: '1/carol' }, to: 'gone' },
      [
        'offer gift: its account 1/carol is missing',
        'account 1/carol: it is missing: there are entries of it',
      ],
      ['account 1/carol: it is missing: the journal leads to it'],
    ],
    [
      'a floor that was broken',
      { of: 'account', which: { key: '1/alice' }, to: { floor: -200n, ceiling: 99n } },
      ['account 1/alice at 10, order 10: posted, incoming and expected come to 100, over its ceiling of 99'],
      [
        'account 1/alice: its floor is -200, and the journal leads to 0',
        'account 1/alice: its ceiling is 99, and the journal leads to null',
      ],
    ],
    [
      'a hold of another amount',
      { of: 'hold', which: { id: 'pump' }, to: { captured: 6n } },
      [
        'account 1/alice: held at 72 is 15, and its holds and offers come to 14',
        'account 1/alice: held in the end is 15, and its holds and offers come to 14',
      ],
      ['hold pump, placed by event 7: its captured is 6, and the journal leads to 5'],
    ],
    [
      'a hold that is gone',
      { of: 'hold', to: 'gone' },
      [
        'account 1/alice: held at 72 is 15, and its holds and offers come to 0',
        'account 1/alice: held in the end is 15, and its holds and offers come to 0',
      ],
      ['hold pump, placed by event 7: it is missing: the journal leads to it'],
    ],
    [
      'an offer of another amount',
      { of: 'offer', to: { amount: 8n } },
      [
        'account 1/bob: held at 90 is 7, and its holds and offers come to 8',
        'account 1/bob: held in the end is 7, and its holds and offers come to 8',
        'account 1/carol: incoming in the end is 7, and the offers to it come to 8',
        'account 1/carol: incoming at 40 is 7, and the offers to it come to 8',
      ],
      ['offer gift: its amount is 8, and the journal leads to 7'],
    ],
    [
      'a merge that never was',
      { of: 'account', which: { key: '1/alice' }, to: { endedAt: 55n, endedOrder: 99n, endedInto: '1/bob' } },
      [
        'account 1/alice: held at 72 is 15, and its holds and offers come to 0',
        'account 1/alice at 60, order 22: it has ended, and posted is 115, available 100, incoming 0, expected 0, credits 0',
        'account 1/bob: held at 90 is 7, and its holds and offers come to 22',
      ],
      ['account 1/alice: its endedAt is 55, and the journal leads to null'],
    ],
    [
      'a payment of which more is left',
      { of: 'payment', to: { remaining: 31n } },
      ['payment p1: 1 was drawn on it more than was taken'],
      ['payment p1: its remaining is 31, and the journal leads to 30'],
    ],
    [
      'a payment of which more is left than there was',
      { of: 'payment', to: { remaining: 51n } },
      ['payment p1: 51 is left of 50', 'payment p1: 21 was drawn on it more than was taken'],
      ['payment p1: its remaining is 51, and the journal leads to 30'],
    ],
    [
      'a reversal that is forgotten',
      { of: 'command', which: { id: 'r2' }, to: { isReversed: false } },
      ['payment p1: 9 was drawn on it more than was taken'],
      ['command r2: its isReversed is false, and the journal leads to true'],
    ],
    [
      'a refund that says that it drew less',
      { of: 'refund', which: { id: 'r1' }, to: { draws: '[["p1","19"]]' } },
      ['refund r1, its draw on payment p1: 1 was drawn on it more than was taken'],
      [`refund r1: its draws is "[[\\"p1\\",\\"19\\"]]", and the journal leads to "[[\\"p1\\",\\"20\\"]]"`],
    ],
    [
      'a credit of which less is left',
      { of: 'credit', to: { remaining: 24n } },
      [
        'credit of key 5:1/bob:c1: 1 was taken of it more than was drawn',
        'account 1/bob: its purse is 25, and 24 is left of its credits',
      ],
      ['credit c1, of key 5:1/bob:c1: its remaining is 24, and the journal leads to 25'],
    ],
    [
      'a command under another id',
      { of: 'command', which: { id: 'r1' }, to: { id: 'r3' } },
      [],
      [
        'command r1: it is missing: the journal leads to it',
        'command r3: it should not be there: nothing in the journal leads to it',
      ],
    ],
    [
      'sums of an account without entries',
      { of: 'account', which: { key: '1/erin' }, to: { inflow: 3n } },
      ['account 1/erin: it has sums and no entries'],
      ['account 1/erin: it has sums and no entries'],
    ],
    [
      'an entry by which less is in the purse than nothing',
      { of: 'entry', which: { at: 90n, account: '1/bob' }, to: { purse: -41n } },
      [
        'account 1/bob: its purse at 90 is 25, and its entries sum up to -1',
        'account 1/bob at 90, order 32: purse is -1',
        'account 1/bob: its purse is -1, and 25 is left of its credits',
      ],
    ],
    [
      'a book that is said to have no purses',
      { of: 'head', to: { hasPurses: 0n } },
      ['account 1/bob: its purse is 25, and 0 is left of its credits'],
      ['head: its hasPurses is false, and the journal leads to true'],
    ],
    [
      'a book that is said to spend its credits in another order',
      { of: 'head', to: { creditOrder: 'priority-expiry/v1' } },
      [],
      ['head: its creditOrder is priority-expiry/v1, and the journal leads to rank-lex-id/v1'],
    ],
    [
      'a head that is elsewhere',
      { of: 'head', to: { seq: 99n, recordedAt: 1n, assignedAt: 1n } },
      [],
      ['head: its number is 99, and the journal ends with 18'],
    ],
  ])('%s', async (_what, changed, reconciled, verified = []) => {
    const told = await problemsAfter(sealed, changed, 'reconcile');
    for (const problem of reconciled) expect(told).toContain(problem);
    if (reconciled.length === 0) expect(told).toEqual([]);
    const seen = await problemsAfter(sealed, changed, 'verify');
    expect(seen.length).toBeGreaterThan(0);
    for (const problem of verified) expect(seen).toContain(problem);
  });
});
