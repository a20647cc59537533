import { describe, expect, test } from 'vitest';
import { bothLedgers } from '../support/memory/refund-apis.ts';
import { playRefundTable } from '../support/memory/refund-table.ts';

interface Scenario {
  readonly title: string;
  /** The ledger's own rules. */
  readonly rules?: readonly string[];
  readonly table: string;
}

const payments: readonly Scenario[] = [
  {
    title: 'an empty ledger knows nobody',
    table: `
      balance ann                -> 0
      left p1                    -> unknown
      refund r1 ann 1 @5         -> refused
      refund r1 ann 1 @5 of p1   -> refused`,
  },
  {
    title: 'a payment id works once, whoever uses it and whatever is left of it',
    table: `
      pay p1 ann 10 @5           -> yes
      pay p1 ann 10 @5           -> no
      pay p1 bob 3 @9            -> no
      balance bob                -> 0
      refund r1 ann 10 @5 of p1  -> p1:10
      left p1                    -> 0
      pay p1 ann 7 @5            -> no
      left p1                    -> 0
      balance ann                -> 0`,
  },
  {
    title: 'balances are kept apart by user',
    table: `
      pay p1 ann 10 @5           -> yes
      pay p2 bob 20 @5           -> yes
      pay p3 ann 1 @-3           -> yes
      balance ann                -> 11
      balance bob                -> 20
      refund r1 ann 11 @5        -> p3:1 p1:10
      balance ann                -> 0
      balance bob                -> 20`,
  },
  {
    title: '2^53 + 1 is not 2^53',
    table: `
      pay p1 ann 9007199254740993n @1                         -> yes
      left p1                                                 -> 9007199254740993
      refund r1 ann 9007199254740992n @1 of p1                -> p1:9007199254740992
      left p1                                                 -> 1
      pay p2 ann 9007199254740992n @2                         -> yes
      pay p3 ann 9007199254740993n @3                         -> yes
      balance ann                                             -> 18014398509481986
      refund r2 ann 9007199254740994n @4 by LARGEST_REMAINING_FIRST -> p3:9007199254740993 p2:1
      refund r3 ann 9007199254740993n @4                      -> refused
      refund r3 ann 9007199254740992n @4                      -> p1:1 p2:9007199254740991
      balance ann                                             -> 0`,
  },
  {
    title: 'the greatest amount of 64 bits goes in and out',
    table: `
      pay p1 ann 9223372036854775807n @1             -> yes
      refund r1 ann 9223372036854775807n @1          -> p1:9223372036854775807
      balance ann                                    -> 0`,
  },
];

const moments: readonly Scenario[] = [
  {
    title: 'a payment at the very moment of the refund counts, one a moment later does not',
    table: `
      pay p1 ann 10 @5           -> yes
      refund r1 ann 1 @4         -> refused
      refund r1 ann 1 @4 of p1   -> refused
      refund r1 ann 1 @5         -> p1:1
      refund r2 ann 1 @5 of p1   -> p1:1
      refund r3 ann 1 @6         -> p1:1
      balance ann                -> 7`,
  },
  {
    title: 'what is later than the refund does not help to cover it, but stays in the balance',
    table: `
      pay p1 ann 10 @5           -> yes
      pay p2 ann 10 @8           -> yes
      refund r1 ann 11 @7        -> refused
      balance ann                -> 20
      refund r1 ann 11 @8        -> p1:10 p2:1
      balance ann                -> 9`,
  },
  {
    title: 'refunds may come in any order of their timestamps',
    table: `
      pay p2 ann 10 @8           -> yes
      refund r1 ann 4 @20        -> p2:4
      pay p1 ann 10 @5           -> yes
      refund r2 ann 10 @6        -> p1:10
      refund r3 ann 6 @9         -> p2:6
      balance ann                -> 0`,
  },
  {
    title: 'timestamps are negative and extreme',
    table: `
      pay p1 ann 1 @-9007199254740991                   -> yes
      pay p2 ann 1 @9007199254740991                    -> yes
      pay p3 ann 1 @0                                   -> yes
      refund r1 ann 2 @9007199254740990                 -> p1:1 p3:1
      refund r2 ann 1 @9007199254740991                 -> p2:1`,
  },
];

const byId: readonly Scenario[] = [
  {
    title: 'a refund by id: unknown, of another user, later, too much, exact',
    table: `
      pay p1 ann 10 @5           -> yes
      pay p2 ann 50 @5           -> yes
      pay p3 bob 50 @5           -> yes
      refund r1 ann 1 @9 of p9   -> refused
      refund r1 bob 1 @9 of p1   -> refused
      refund r1 ann 1 @4 of p1   -> refused
      refund r1 ann 11 @9 of p1  -> refused
      balance ann                -> 60
      balance bob                -> 50
      refund r1 ann 10 @9 of p1  -> p1:10
      refund r2 ann 1 @9 of p1   -> refused
      left p1                    -> 0
      left p2                    -> 50`,
  },
  {
    title: 'the named payment wins over rules given with it',
    table: `
      pay p1 ann 10 @5                        -> yes
      pay p2 ann 10 @6                        -> yes
      refund r1 ann 3 @9 by RECENT_FIRST of p1 -> p1:3
      refund r2 ann 9 @9 of p1 by RECENT_FIRST -> refused
      refund r3 ann 3 @9 by of p2              -> p2:3`,
  },
  {
    title: 'a refund id works once, for either way of asking, and only success takes it',
    table: `
      pay p1 ann 10 @5           -> yes
      pay p2 bob 10 @5           -> yes
      refund r1 ann 11 @5        -> refused
      refund r1 ann 4 @5         -> p1:4
      refund r1 ann 4 @5         -> refused
      refund r1 ann 4 @5 of p1   -> refused
      refund r1 bob 1 @5         -> refused
      refund r2 ann 2 @5 of p1   -> p1:2
      refund r2 ann 2 @5         -> refused
      refund r2 bob 2 @5 of p2   -> refused
      balance ann                -> 4
      balance bob                -> 10`,
  },
  {
    title: 'payment, refund and user ids do not meet',
    table: `
      pay x x 10 @5              -> yes
      refund x x 4 @5            -> x:4
      refund y x 4 @5 of x       -> x:4
      balance x                  -> 2
      left x                     -> 2
      balance y                  -> 0
      left y                     -> unknown`,
  },
];

const several: readonly Scenario[] = [
  {
    title: 'a refund not covered in full leaves no trace',
    table: `
      pay p1 ann 10 @5           -> yes
      pay p2 ann 10 @6           -> yes
      refund r1 ann 21 @9        -> refused
      left p1                    -> 10
      left p2                    -> 10
      balance ann                -> 20
      refund r1 ann 20 @9        -> p1:10 p2:10
      balance ann                -> 0`,
  },
  {
    title: 'an exhausted payment is passed over, a partly drawn one goes on',
    table: `
      pay p1 ann 3 @1            -> yes
      pay p2 ann 3 @2            -> yes
      pay p3 ann 3 @3            -> yes
      refund r1 ann 4 @9         -> p1:3 p2:1
      refund r2 ann 4 @9         -> p2:2 p3:2
      refund r3 ann 2 @9         -> refused
      refund r3 ann 1 @9         -> p3:1
      refund r4 ann 1 @9         -> refused
      pay p4 ann 1 @0            -> yes
      refund r4 ann 1 @9         -> p4:1`,
  },
  {
    title: 'the default is the oldest first, then the id',
    table: `
      pay p9 ann 1 @5            -> yes
      pay p2 ann 1 @5            -> yes
      pay p10 ann 1 @5           -> yes
      pay p8 ann 1 @4            -> yes
      refund r1 ann 4 @5         -> p8:1 p10:1 p2:1 p9:1`,
  },
  {
    title: 'the rules of a refund replace the rules of the ledger for that refund alone',
    rules: ['RECENT_FIRST'],
    table: `
      pay p1 ann 9 @1                     -> yes
      pay p2 ann 9 @2                     -> yes
      refund r1 ann 1 @5                  -> p2:1
      refund r2 ann 1 @5 by OLDEST_FIRST  -> p1:1
      refund r3 ann 1 @5 by               -> p1:1
      refund r4 ann 1 @5                  -> p2:1`,
  },
  {
    title: 'an empty list of the ledger is the default',
    rules: [],
    table: `
      pay p2 ann 9 @2                     -> yes
      pay p1 ann 9 @1                     -> yes
      refund r1 ann 1 @5                  -> p1:1`,
  },
  {
    title: '`__proto__` and its kin are ordinary ids',
    table: `
      balance __proto__                             -> 0
      left __proto__                                -> unknown
      left constructor                              -> unknown
      pay __proto__ __proto__ 5 @1                  -> yes
      pay __proto__ ann 5 @1                        -> no
      pay constructor toString 5 @1                 -> yes
      refund __proto__ __proto__ 2 @1               -> __proto__:2
      refund __proto__ __proto__ 2 @1               -> refused
      refund constructor toString 2 @1 of constructor -> constructor:2
      refund toString __proto__ 2 @1 of __proto__   -> __proto__:2
      left __proto__                                -> 1
      balance __proto__                             -> 1
      balance toString                              -> 3
      balance hasOwnProperty                        -> 0`,
  },
];

describe.each(bothLedgers)('RefundLedger, $which', ({ open }) => {
  test.each([...payments, ...moments, ...byId, ...several])('$title', ({ rules, table }) => {
    const { expected, answered } = playRefundTable(rules === undefined ? open() : open({ rules }), table);
    expect(answered).toEqual(expected);
  });
});
