import { describe, expect, test } from 'vitest';
import { bothCredits } from '../support/memory/credit-apis.ts';
import { playCreditTable } from '../support/memory/credit-table.ts';

interface Scenario {
  readonly title: string;
  readonly table: string;
}

const adds: readonly Scenario[] = [
  {
    title: 'a user whom nobody knows has nothing',
    table: `
      balance ann at a:1             -> 0
      use ann 1 at a:1               -> insufficient 0
      use ann 1 at a:1 as q1         -> insufficient 0`,
  },
  {
    title: 'the same body again is "exists", another amount or expiry is a conflict',
    table: `
      add ann c1 10 until a:2        -> added
      add ann c1 10 until a:2        -> exists
      add ann c1 10n until a:2n,b:0  -> exists
      add ann c1 10 until map b:0n,a:2 -> exists
      add ann c1 11 until a:2        -> credit_conflict
      add ann c1 10 until a:3        -> credit_conflict
      add ann c1 10 until a:2,b:1    -> credit_conflict
      add ann c1 10 until {}         -> credit_conflict
      add ann c1 10 forever          -> credit_conflict
      balance ann at {}              -> 10`,
  },
  {
    title: 'the body of a credit is what was added, not what is left of it',
    table: `
      add ann c1 10 until a:2        -> added
      use ann 4 at a:1               -> c1:4
      add ann c1 10 until a:2        -> exists
      add ann c1 6 until a:2         -> credit_conflict
      balance ann at {}              -> 6
      use ann 6 at {}                -> c1:6
      add ann c1 10 until a:2        -> exists
      add ann c1 1 forever           -> credit_conflict
      balance ann at {}              -> 0`,
  },
  {
    title: 'never and {} are different expiries, and each is itself',
    table: `
      add ann c1 10 forever          -> added
      add ann c1 10 until {}         -> credit_conflict
      add ann c1 10 forever          -> exists
      add ann c2 10 until {}         -> added
      add ann c2 10 until a:0,b:0n   -> exists
      add ann c2 10 forever          -> credit_conflict`,
  },
  {
    title: 'credit ids belong to their user',
    table: `
      add ann c1 10 until a:2        -> added
      add bob c1 7 forever           -> added
      use bob 7 at a:9               -> c1:7
      balance ann at {}              -> 10
      use ann 11 at {}               -> insufficient 10`,
  },
  {
    title: '`__proto__` is an ordinary user, credit, process and request',
    table: `
      balance __proto__ at __proto__:1                         -> 0
      add __proto__ __proto__ 5 until __proto__:2              -> added
      add __proto__ constructor 5 until constructor:1          -> added
      balance __proto__ at __proto__:1                         -> 10
      balance __proto__ at __proto__:2                         -> 5
      balance __proto__ at constructor:1                       -> 5
      use __proto__ 6 at a:1 as __proto__                      -> constructor:5 __proto__:1
      use __proto__ 6 at a:1 as __proto__                      -> constructor:5 __proto__:1
      use __proto__ 5 at map __proto__:1 as toString           -> insufficient 4
      use toString 1 at {}                                     -> insufficient 0
      balance __proto__ at __proto__:1                         -> 4
      add constructor c 5 until __proto__:1                    -> added
      add constructor c 5 until map __proto__:1n               -> exists
      add constructor c 5 until {}                             -> credit_conflict
      balance hasOwnProperty at {}                             -> 0`,
  },
];

const expiries: readonly Scenario[] = [
  {
    title: 'exactly at its clock a credit is expired; one component short, or concurrent, it is not',
    table: `
      add ann c1 10 until a:2,b:3    -> added
      balance ann at a:2,b:2         -> 10
      balance ann at a:1,b:3         -> 10
      balance ann at a:99            -> 10
      balance ann at c:99            -> 10
      balance ann at a:2,b:3         -> 0
      balance ann at a:2,b:3,c:1     -> 0
      balance ann at a:3,b:3         -> 0
      balance ann at map b:3,a:9     -> 0
      use ann 1 at a:2,b:3           -> insufficient 0
      use ann 10 at a:1,b:99         -> c1:10`,
  },
  {
    title: '{} has always expired; it is accepted and never spendable',
    table: `
      add ann c1 10 until {}         -> added
      balance ann at {}              -> 0
      balance ann at a:1             -> 0
      use ann 1 at {}                -> insufficient 0
      add ann c2 1 forever           -> added
      use ann 2 at {}                -> insufficient 1
      use ann 1 at {}                -> c2:1`,
  },
  {
    title: 'never-expiring credits live at every clock and are spent last, by id',
    table: `
      add ann z 1 forever            -> added
      add ann a 1 forever            -> added
      add ann m 1 until z:9007199254740993 -> added
      add ann zz 1 until a:1         -> added
      balance ann at a:1,z:9007199254740993 -> 2
      use ann 4 at {}                -> zz:1 m:1 a:1 z:1`,
  },
  {
    title: 'each use has its own clock, which may go backwards',
    table: `
      add ann c1 10 until a:2        -> added
      add ann c2 10 until a:5        -> added
      use ann 11 at a:2              -> insufficient 10
      use ann 3 at a:2               -> c2:3
      use ann 11 at a:1              -> c1:10 c2:1
      balance ann at a:5             -> 0
      balance ann at a:4             -> 6
      add ann c3 1 until a:1         -> added
      balance ann at a:9             -> 0
      use ann 7 at {}                -> c3:1 c2:6`,
  },
  {
    title: 'identical expiries go by credit id, in whatever order they arrive',
    table: `
      add ann c3 1 until a:1,b:1     -> added
      add ann c1 1 until b:1,a:1     -> added
      add ann c10 1 until a:1n,b:1n,c:0 -> added
      add ann c2 1 until map a:1,b:1 -> added
      use ann 4 at {}                -> c1:1 c10:1 c2:1 c3:1`,
  },
  {
    title: 'concurrent expiries go by the sum, then by the components in the order of the process ids',
    table: `
      add ann x 1 until a:3          -> added
      add ann y 1 until b:3          -> added
      add ann z 1 until c:3          -> added
      add ann u 1 until a:1,c:2      -> added
      add ann v 1 until a:1,b:2      -> added
      add ann w 1 until c:2          -> added
      add ann t 1 until a:4          -> added
      use ann 7 at {}                -> w:1 z:1 y:1 u:1 v:1 x:1 t:1`,
  },
  {
    title: 'what expires before is spent before',
    table: `
      add ann c1 1 until a:2,b:2     -> added
      add ann c2 1 until a:1,b:2     -> added
      add ann c3 1 until a:2,b:1     -> added
      add ann c4 1 until a:1         -> added
      add ann c5 1 until a:2,b:2,c:1 -> added
      use ann 5 at {}                -> c4:1 c2:1 c3:1 c1:1 c5:1`,
  },
  {
    title: 'expired credits between live ones are passed over',
    table: `
      add ann c1 5 until a:1         -> added
      add ann c2 5 until b:1         -> added
      add ann c3 5 until a:1,b:1     -> added
      add ann c4 5 until c:3         -> added
      use ann 6 at a:1               -> c2:5 c3:1
      use ann 6 at a:1,b:1           -> insufficient 5
      use ann 5 at b:1,c:2           -> c1:5
      balance ann at {}              -> 9
      use ann 9 at {}                -> c3:4 c4:5`,
  },
];

const amounts: readonly Scenario[] = [
  {
    title: 'all or nothing',
    table: `
      add ann c1 5 until a:1         -> added
      add ann c2 5 until a:2         -> added
      use ann 11 at {}               -> insufficient 10
      balance ann at {}              -> 10
      use ann 10 at {}               -> c1:5 c2:5
      use ann 1 at {}                -> insufficient 0`,
  },
  {
    title: '2^53 + 1 is not 2^53 in amounts',
    table: `
      add ann c1 9007199254740993n until a:1              -> added
      add ann c1 9007199254740992n until a:1              -> credit_conflict
      add ann c2 9007199254740993n until a:2              -> added
      balance ann at {}                                   -> 18014398509481986
      use ann 9007199254740994n at a:1 as q1              -> insufficient 9007199254740993
      use ann 9007199254740992n at a:1 as q2              -> c2:9007199254740992
      use ann 9007199254740993n at a:1 as q2              -> request_conflict
      use ann 9007199254740994n at {}                     -> c1:9007199254740993 c2:1
      balance ann at {}                                   -> 0`,
  },
  {
    title: '2^53 + 1 is not 2^53 in counters, and counters have no greatest',
    table: `
      add ann c1 1 until a:9007199254740993n              -> added
      add ann c1 1 until a:9007199254740992n              -> credit_conflict
      balance ann at a:9007199254740992n                  -> 1
      balance ann at a:9007199254740993n                  -> 0
      balance ann at a:9007199254740991                   -> 1
      add ann c2 1 until a:9007199254740992n              -> added
      add ann c3 1 until a:9007199254740991,b:1           -> added
      add ann c4 1 until a:1180591620717411303424n        -> added
      use ann 1 at a:1 as q1                              -> c3:1
      use ann 3 at a:1                                    -> c2:1 c1:1 c4:1
      use ann 1 at a:9007199254740993n as q2              -> insufficient 0
      use ann 1 at a:9007199254740992n as q2              -> request_conflict`,
  },
];

const requests: readonly Scenario[] = [
  {
    title: 'the same request gets the first answer and spends nothing, whatever has happened since',
    table: `
      add ann c1 5 until a:1         -> added
      add ann c2 5 until a:2         -> added
      use ann 6 at {} as q1          -> c1:5 c2:1
      use ann 6 at {} as q1          -> c1:5 c2:1
      balance ann at {}              -> 4
      add ann c0 50 until a:1        -> added
      use ann 6 at {} as q1          -> c1:5 c2:1
      use ann 6n at a:0 as q1        -> c1:5 c2:1
      use ann 6 at map b:0n as q1    -> c1:5 c2:1
      balance ann at {}              -> 54
      use ann 6 at {}                -> c0:6
      use ann 6 at {} as q2          -> c0:6
      balance ann at {}              -> 42`,
  },
  {
    title: 'a refusal is an answer too',
    table: `
      add ann c1 5 until a:2         -> added
      use ann 6 at a:1 as q1         -> insufficient 5
      add ann c2 5 until a:2         -> added
      use ann 6 at a:1 as q1         -> insufficient 5
      use ann 1 at a:1               -> c1:1
      use ann 6 at a:1n,b:0 as q1    -> insufficient 5
      use ann 6 at a:1 as q2         -> c1:4 c2:2
      balance ann at {}              -> 3`,
  },
  {
    title: 'another body under a request id is a conflict: the user, the amount, the clock; and does nothing',
    table: `
      add ann c1 50 forever          -> added
      add bob c1 50 forever          -> added
      use ann 5 at a:1 as q1         -> c1:5
      use bob 5 at a:1 as q1         -> request_conflict
      use ann 6 at a:1 as q1         -> request_conflict
      use ann 5 at a:2 as q1         -> request_conflict
      use ann 5 at a:1,b:1 as q1     -> request_conflict
      use ann 5 at {} as q1          -> request_conflict
      use ann 999 at a:1 as q1       -> request_conflict
      use ann 5 at a:1 as q1         -> c1:5
      balance ann at {}              -> 45
      balance bob at {}              -> 50
      use bob 60 at a:1 as q2        -> insufficient 50
      use bob 5 at a:1 as q2         -> request_conflict
      use bob 60 at a:1 as q2        -> insufficient 50`,
  },
  {
    title: 'a number and a bigint of the same value are the same, in amounts and in counters',
    table: `
      add ann c1 50 forever          -> added
      use ann 5 at a:1,b:2 as q1     -> c1:5
      use ann 5n at a:1n,b:2n as q1  -> c1:5
      use ann 5 at map b:2,a:1n,c:0 as q1 -> c1:5
      balance ann at {}              -> 45`,
  },
  {
    title: 'uses without a request id are each their own',
    table: `
      add ann c1 50 forever          -> added
      use ann 5 at a:1               -> c1:5
      use ann 5 at a:1               -> c1:5
      balance ann at {}              -> 40`,
  },
];

describe.each(bothCredits)('CreditBalance, $which', ({ open }) => {
  test.each([...adds, ...expiries, ...amounts, ...requests])('$title', ({ table }) => {
    const { expected, answered } = playCreditTable(open(), table);
    expect(answered).toEqual(expected);
  });
});
