import { inspect } from 'node:util';
import fc from 'fast-check';
import { type LedgerLike, PlainLedger } from '../../oracle/plain-ledger.ts';
import { answerOrMisuse, type Call, callText, sameAnswer, shortestFailure } from './ledger-bank-calls.ts';

/** How the timestamps of a run move: forward by `drift` a call on average, and `spread` moments apart. */
export interface LedgerPace {
  readonly name: string;
  readonly drift: number;
  readonly spread: number;
}

export const ledgerPaces: readonly LedgerPace[] = [
  { name: 'standing still, timestamps shuffled', drift: 0, spread: 16 },
  { name: 'slow', drift: 1 / 8, spread: 5 },
  { name: 'steady, timestamps shuffled', drift: 1 / 3, spread: 8 },
  { name: 'quick, in order', drift: 1, spread: 1 },
];

/** `null` expects what the plain ledger answers; a text expects that misuse, and nothing changed. */
export interface LedgerMove {
  readonly call: Call;
  readonly misuse: string | null;
}

const ACCOUNT_IDS = ['A', 'B', '__proto__'] as const;
const HOLD_IDS = ['h1', 'h2', 'h3', 'constructor'] as const;

/** Each kind as often as it should come. */
const KIND_WEIGHTS = {
  deposit: 15,
  withdraw: 9,
  placeHold: 28,
  releaseHold: 7,
  captureHold: 11,
  postedBalance: 3,
  availableBalance: 8,
  begin: 8,
  commit: 5,
  rollback: 5,
  misuse: 4,
};

const MISUSES: readonly LedgerMove[] = [
  { call: ['deposit', 'A', 0], misuse: 'throws bad_amount for amount' },
  { call: ['deposit', 'A', -3], misuse: 'throws bad_amount for amount' },
  { call: ['withdraw', 'A', 1.5], misuse: 'throws bad_amount for amount' },
  { call: ['deposit', 'A', 2n ** 63n - 1n + 1n], misuse: 'throws bad_amount for amount' },
  { call: ['placeHold', 'A', Number.NaN, 'h1', 9_999, 5], misuse: 'throws bad_amount for amount' },
  { call: ['placeHold', 'A', 1, 'h1', 9_999, -1], misuse: 'throws bad_timestamp for ttlMs' },
  { call: ['placeHold', 'A', 1, 'h1', 0.5, 5], misuse: 'throws bad_timestamp for timestampMs' },
  { call: ['placeHold', 'A', 1, '', 9_999, 5], misuse: 'throws bad_id for holdId' },
  {
    call: ['availableBalance', 'A', Number.POSITIVE_INFINITY],
    misuse: 'throws bad_timestamp for timestampMs',
  },
  { call: ['postedBalance', '', 9_999], misuse: 'throws bad_id for accountId' },
];

const kindArbitrary = fc.constantFrom(
  ...Object.entries(KIND_WEIGHTS).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind)),
);

const recordArbitrary = fc.record({
  kind: kindArbitrary,
  account: fc.constantFrom(...ACCOUNT_IDS),
  hold: fc.constantFrom(...HOLD_IDS),
  amount: fc.integer({ min: 1, max: 5 }),
  jitter: fc.nat({ max: 1_000 }),
  ttl: fc.integer({ min: 0, max: 9 }),
});

type LedgerRecord = typeof recordArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** A run of `length` calls at the given pace. */
export function ledgerRun(pace: LedgerPace, length: number): fc.Arbitrary<readonly LedgerMove[]> {
  return fc
    .noBias(fc.array(recordArbitrary, { minLength: length, maxLength: length, size: 'max' }))
    .map((records) => records.map((record, index) => moveOf(record, index, pace)));
}

function moveOf(record: LedgerRecord, index: number, pace: LedgerPace): LedgerMove {
  if (record.kind === 'misuse')
    return MISUSES[record.jitter % MISUSES.length] ?? { call: ['begin'], misuse: null };
  const at = Math.floor(index * pace.drift) + (record.jitter % pace.spread) - 1;
  // Both forms of an amount are used.
  const amount = record.jitter < 500 ? record.amount : BigInt(record.amount);
  return { call: callOf(record, at, amount), misuse: null };
}

function callOf(record: LedgerRecord, at: number, amount: number | bigint): Call {
  const { kind, account, hold, ttl } = record;
  switch (kind) {
    case 'deposit':
    case 'withdraw':
      return [kind, account, amount];
    case 'placeHold':
      return [kind, account, amount, hold, at, ttl];
    case 'releaseHold':
    case 'captureHold':
      return [kind, account, hold];
    case 'postedBalance':
    case 'availableBalance':
      return [kind, account, at];
    default:
      return [kind];
  }
}

/** Reads of everything that move no observed time. */
function quietReads(): LedgerMove[] {
  return ACCOUNT_IDS.flatMap((id) => [readOf('postedBalance', id, -1), readOf('availableBalance', id, -1)]);
}

function readOf(method: 'postedBalance' | 'availableBalance', accountId: string, at: number): LedgerMove {
  return { call: [method, accountId, at], misuse: null };
}

/** The run with all reads now and then; in the end the layers are left one by one, and time passes to its end. */
function withReads(moves: readonly LedgerMove[]): LedgerMove[] {
  const all: LedgerMove[] = [];
  let open = 0;
  for (const [index, move] of moves.entries()) {
    all.push(move);
    if (index % 25 === 24) all.push(...quietReads());
    if (move.call[0] === 'begin') open += 1;
    else if (move.call[0] === 'commit' || move.call[0] === 'rollback') open = Math.max(0, open - 1);
  }
  all.push(...quietReads());
  for (; open >= 0; open -= 1) {
    all.push({ call: [open % 3 === 2 ? 'commit' : 'rollback'], misuse: null }, ...quietReads());
  }
  return [...all, ...readsToTheEnd(moves)];
}

function readsToTheEnd(moves: readonly LedgerMove[]): LedgerMove[] {
  const ends = moves.map(({ call }) => (call[0] === 'placeHold' ? Number(call[4]) + Number(call[5]) : 0));
  const last = Math.max(0, ...ends.filter((end) => end < 9_000));
  return Array.from({ length: last + 1 }, (_, at) =>
    ACCOUNT_IDS.flatMap((id) => [readOf('availableBalance', id, at), readOf('postedBalance', id, at)]),
  ).flat();
}

/** Runs the moves on a fresh ledger beside the plain one; the script up to the first wrong answer, if any. */
export function ledgerDisagreement(moves: readonly LedgerMove[], make: () => LedgerLike): string | undefined {
  const ledger = make();
  const plain = new PlainLedger();
  const script: string[] = [];
  for (const { call, misuse } of withReads(moves)) {
    const expected = misuse ?? answerOrMisuse(plain, call);
    const answer = answerOrUnexpectedError(ledger, call);
    script.push(`${callText('ledger', call)}; // ${inspect(expected)}`);
    if (!sameAnswer(answer, expected)) return `${script.join('\n')} was expected, got ${inspect(answer)}`;
  }
  return undefined;
}

/** An error that is no misuse is a wrong answer like any other, so that the script to it can be shortened. */
function answerOrUnexpectedError(ledger: LedgerLike, call: Call): unknown {
  try {
    return answerOrMisuse(ledger, call);
  } catch (error) {
    return error;
  }
}

/** Throws with the shortest script found when the ledger ever answers otherwise than the plain one. */
export function expectPlainAnswers(moves: readonly LedgerMove[], make: () => LedgerLike): void {
  const found = shortestFailure(moves, (some) => ledgerDisagreement(some, make));
  if (found !== undefined) throw new Error(`the ledger departs from the plain one:\n${found}`);
}
