/** Random scripts for `RefundLedger`: made by fast-check, played on the real ledger and the plain reading. */
import fc from 'fast-check';
import {
  ALL_RULES,
  type Note,
  type PlainPayment,
  type PlainRefund,
  PlainRefundLedger,
} from '../../oracle/plain-refund-ledger.ts';
import {
  type Line,
  line,
  misuseLine,
  ScriptRun,
  type Slot,
  show,
  slots,
} from './refund-and-credit-checks.ts';
import { bareAllocations, type LedgerApi } from './refund-apis.ts';
import { type BadMember, badPaymentMembers, badRefundMembers } from './refund-misuse.ts';

type RefundOp =
  | { readonly kind: 'pay'; readonly payment: PlainPayment }
  | { readonly kind: 'refund'; readonly refund: PlainRefund }
  | { readonly kind: 'balance'; readonly userId: string }
  | { readonly kind: 'left'; readonly paymentId: string }
  | {
      readonly kind: 'bad payment';
      readonly payment: PlainPayment;
      readonly bad: BadMember;
      readonly value: unknown;
    }
  | {
      readonly kind: 'bad refund';
      readonly refund: PlainRefund;
      readonly bad: BadMember;
      readonly value: unknown;
    };

export interface RefundScript {
  readonly rules: readonly string[] | undefined;
  readonly ops: readonly Slot<RefundOp>[];
  readonly paymentIds: readonly string[];
}

/** Ids whose UTF-8 order differs from the order of their UTF-16 units, or that break careless look-ups. */
const ODD_IDS = [
  '\u{10000}',
  '\u{1f600}z',
  '\uff5e',
  '\ue000',
  '\u00e9',
  'a',
  'aa',
  'B',
  '10',
  '9',
  '__proto__',
  'constructor',
];

/** As many distinct ids as asked for; every third is an odd one's extension. */
function idPool(count: number): string[] {
  return Array.from({ length: count }, (_, place) => {
    const odd = ODD_IDS[place % ODD_IDS.length] ?? '';
    return place < ODD_IDS.length ? odd : place % 3 === 0 ? `${odd}${place}` : `p${place}`;
  });
}

export const USERS = ['ann', 'bob', '__proto__', '\uff21'] as const;

export const rulesArbitrary: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<string[]>([]) },
  {
    weight: 8,
    arbitrary: fc.array(fc.constantFrom<string[]>(...ALL_RULES), { minLength: 1, maxLength: 4, size: 'max' }),
  },
);

function amounts(max: number): fc.Arbitrary<number | bigint> {
  return fc.integer({ min: -max, max: max - 1 }).map((drawn) => (drawn < 0 ? BigInt(-drawn) : drawn + 1));
}

function badMembers(members: readonly BadMember[]): fc.Arbitrary<{ bad: BadMember; value: unknown }> {
  return fc.constantFrom(...members.flatMap((bad) => bad.values.map((value) => ({ bad, value }))));
}

/** A payment and a user that mostly belong together, so that refunds by id often meet their own payment. */
function payers(paymentIds: readonly string[]): fc.Arbitrary<{ paymentId: string; userId: string }> {
  return fc.tuple(fc.nat({ max: paymentIds.length - 1 }), fc.nat({ max: 15 })).map(([place, drift]) => ({
    paymentId: paymentIds[place] ?? '',
    userId: USERS[(drift < USERS.length ? drift : place) % USERS.length] ?? '',
  }));
}

function refunds(refundIds: readonly string[], paymentIds: readonly string[]): fc.Arbitrary<PlainRefund> {
  const asked = fc.record({
    refundId: fc.constantFrom(...refundIds),
    userId: fc.constantFrom(...USERS),
    timestamp: fc.integer({ min: 0, max: 12 }),
  });
  const byId = fc
    .tuple(asked, payers(paymentIds), amounts(3))
    .map(([common, payer, amount]) => ({ ...common, ...payer, amount }));
  const byRules = fc.tuple(asked, amounts(10)).map(([common, amount]) => ({ ...common, amount }));
  const ruled = <T>(refund: fc.Arbitrary<T>): fc.Arbitrary<T & { rules: string[] }> =>
    fc.tuple(refund, rulesArbitrary).map(([each, rules]) => ({ ...each, rules }));
  return fc.oneof(
    { weight: 5, arbitrary: byId },
    { weight: 1, arbitrary: ruled(byId) },
    { weight: 3, arbitrary: byRules },
    { weight: 4, arbitrary: ruled(byRules) },
  );
}

/** Scripts of exactly `length` operations over small spaces: collisions are the point. */
export function refundScripts(length: number): fc.Arbitrary<RefundScript> {
  const paymentIds = idPool(Math.ceil(length / 4));
  const refundIds = Array.from({ length: Math.ceil(length / 3) }, (_, place) => `r${place}`);
  const payment = fc
    .tuple(payers(paymentIds), amounts(6), fc.integer({ min: 0, max: 12 }))
    .map(([payer, amount, timestamp]) => ({ ...payer, amount, timestamp }));
  const refund = refunds(refundIds, paymentIds);
  const op: fc.Arbitrary<RefundOp> = fc.oneof(
    { weight: 16, arbitrary: payment.map((each) => ({ kind: 'pay' as const, payment: each })) },
    { weight: 18, arbitrary: refund.map((each) => ({ kind: 'refund' as const, refund: each })) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...USERS, 'nobody').map((userId) => ({ kind: 'balance' as const, userId })),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...paymentIds, 'nothing')
        .map((paymentId) => ({ kind: 'left' as const, paymentId })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(payment, badMembers(badPaymentMembers))
        .map(([each, bad]) => ({ kind: 'bad payment' as const, payment: each, ...bad })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(refund, badMembers(badRefundMembers))
        .map(([each, bad]) => ({ kind: 'bad refund' as const, refund: each, ...bad })),
    },
  );
  return fc.record({
    rules: fc.option(rulesArbitrary, { nil: undefined, freq: 4 }),
    ops: slots(op, length),
    paymentIds: fc.constant(paymentIds),
  });
}

function lineOf(op: RefundOp, real: LedgerApi, plain: PlainRefundLedger): Line {
  switch (op.kind) {
    case 'pay':
      return line(
        `ledger.addPayment(${show(op.payment)});`,
        () => real.addPayment(op.payment),
        () => plain.addPayment(op.payment),
      );
    case 'refund':
      return line(
        `ledger.addRefund(${show(op.refund)});`,
        () => bareAllocations(real.addRefund(op.refund)),
        () => plain.addRefund(op.refund),
      );
    case 'balance':
      return readBalance(op.userId, real, plain);
    case 'left':
      return readLeft(op.paymentId, real, plain);
    case 'bad payment': {
      const argument = { ...op.payment, [op.bad.member]: op.value };
      const act = (): unknown => real.addPayment(argument);
      return misuseLine(`ledger.addPayment(${show(argument)})`, op.bad.code, op.bad.member, act);
    }
    case 'bad refund': {
      const argument = { ...op.refund, [op.bad.member]: op.value };
      const act = (): unknown => real.addRefund(argument);
      return misuseLine(`ledger.addRefund(${show(argument)})`, op.bad.code, op.bad.member, act);
    }
  }
}

function readBalance(userId: string, real: LedgerApi, plain: PlainRefundLedger): Line {
  return line(
    `ledger.getUserBalance(${show(userId)});`,
    () => real.getUserBalance(userId),
    () => plain.getUserBalance(userId),
  );
}

function readLeft(paymentId: string, real: LedgerApi, plain: PlainRefundLedger): Line {
  return line(
    `ledger.remaining(${show(paymentId)});`,
    () => real.remaining(paymentId),
    () => plain.remaining(paymentId),
  );
}

/** Plays a script on both, comparing every answer and, at the end, every read. */
export function playRefundScript(
  script: RefundScript,
  open: (options?: unknown) => LedgerApi,
  note: Note,
): void {
  const options = script.rules === undefined ? undefined : { rules: script.rules };
  const run = new ScriptRun(
    `const ledger = new RefundLedger(${options === undefined ? '' : show(options)});`,
  );
  const real = options === undefined ? open() : open(options);
  const plain = new PlainRefundLedger(options, note);
  for (const op of script.ops) {
    if (op === null) continue;
    if (op.kind.startsWith('bad')) note('misuse');
    run.do(lineOf(op, real, plain));
  }
  for (const userId of [...USERS, 'nobody']) run.read(readBalance(userId, real, plain));
  for (const paymentId of [...script.paymentIds, 'nothing']) run.read(readLeft(paymentId, real, plain));
}
