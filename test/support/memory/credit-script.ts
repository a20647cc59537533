/** Random scripts for `CreditBalance`: made by fast-check, played on the real balance and the plain reading. */
import fc from 'fast-check';
import { type ClockLike, PlainCreditBalance } from '../../oracle/plain-credit-balance.ts';
import type { Note } from '../../oracle/plain-refund-ledger.ts';
import { bareAdd, bareUse, type CreditApi } from './credit-apis.ts';
import {
  type Counters,
  countersArbitrary,
  PLAIN_SPELLING,
  PROCESS_SETS_ARBITRARY,
  type Processes,
  type Spelling,
  spellClock,
  spellingArbitrary,
} from './credit-clocks.ts';
import { type BadArgument, badArgumentsOf } from './credit-misuse.ts';
import {
  type Line,
  line,
  misuseLine,
  ScriptRun,
  type Slot,
  show,
  slots,
} from './refund-and-credit-checks.ts';

interface AddCall {
  readonly userId: string;
  readonly creditId: string;
  readonly amount: number;
  readonly expiry: Counters | null;
  readonly spelling: Spelling;
}

interface UseCall {
  readonly userId: string;
  readonly amount: number;
  readonly at: Counters;
  readonly requestId: string | undefined;
  readonly spelling: Spelling;
}

type Twist = 'none' | 'user' | 'amount' | 'clock';

type CreditOp =
  | { readonly kind: 'add'; readonly call: AddCall }
  | { readonly kind: 'add again'; readonly place: number; readonly twist: Twist; readonly spelling: Spelling }
  | { readonly kind: 'use'; readonly call: UseCall }
  | { readonly kind: 'use again'; readonly place: number; readonly twist: Twist; readonly spelling: Spelling }
  | { readonly kind: 'balance'; readonly userId: string; readonly at: Counters; readonly spelling: Spelling }
  | { readonly kind: 'bad add'; readonly call: AddCall; readonly bad: BadArgument; readonly value: unknown }
  | { readonly kind: 'bad use'; readonly call: UseCall; readonly bad: BadArgument; readonly value: unknown };

export interface CreditScript {
  readonly processes: Processes;
  readonly ops: readonly Slot<CreditOp>[];
}

export const CREDIT_USERS = ['ann', '__proto__', '\uff21'] as const;

const ODD_IDS = ['\u{10000}', '\uff5e', '\ue000', '\u00e9', 'a', 'aa', 'B', '__proto__', 'constructor'];

function creditIds(count: number): string[] {
  return Array.from({ length: count }, (_, place) => ODD_IDS[place] ?? `c${place}`);
}

function again(): fc.Arbitrary<{ place: number; twist: Twist; spelling: Spelling }> {
  return fc.record({
    place: fc.nat({ max: 1_000_000 }),
    twist: fc.constantFrom<Twist[]>('none', 'none', 'none', 'user', 'amount', 'clock'),
    spelling: spellingArbitrary,
  });
}

function bad(
  ...names: readonly BadArgument['argument'][]
): fc.Arbitrary<{ bad: BadArgument; value: unknown }> {
  return fc.constantFrom(
    ...badArgumentsOf(...names).flatMap((each) => each.values.map((value) => ({ bad: each, value }))),
  );
}

function addCalls(length: number): fc.Arbitrary<AddCall> {
  return fc.record({
    userId: fc.constantFrom(...CREDIT_USERS),
    creditId: fc.constantFrom(...creditIds(Math.ceil(length / 5))),
    amount: fc.integer({ min: 1, max: 6 }),
    expiry: fc.oneof(
      { weight: 12, arbitrary: countersArbitrary },
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constant<Counters>([0, 0, 0]) },
    ),
    spelling: spellingArbitrary,
  });
}

function useCalls(length: number): fc.Arbitrary<UseCall> {
  return fc.record({
    userId: fc.constantFrom(...CREDIT_USERS, ...CREDIT_USERS, 'nobody'),
    amount: fc.integer({ min: 1, max: 9 }),
    at: countersArbitrary,
    requestId: fc.option(
      fc.nat({ max: length }).map((place) => `q${place}`),
      { nil: undefined, freq: 2 },
    ),
    spelling: spellingArbitrary,
  });
}

/** Scripts of exactly `length` operations over small spaces: collisions are the point. */
export function creditScripts(length: number): fc.Arbitrary<CreditScript> {
  const add = addCalls(length);
  const use = useCalls(length);
  const balance = fc.record({
    userId: fc.constantFrom(...CREDIT_USERS, 'nobody'),
    at: countersArbitrary,
    spelling: spellingArbitrary,
  });
  const op: fc.Arbitrary<CreditOp> = fc.oneof(
    { weight: 14, arbitrary: add.map((call) => ({ kind: 'add' as const, call })) },
    { weight: 3, arbitrary: again().map((each) => ({ kind: 'add again' as const, ...each })) },
    { weight: 12, arbitrary: use.map((call) => ({ kind: 'use' as const, call })) },
    { weight: 5, arbitrary: again().map((each) => ({ kind: 'use again' as const, ...each })) },
    { weight: 4, arbitrary: balance.map((each) => ({ kind: 'balance' as const, ...each })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(add, bad('userId', 'creditId', 'amount', 'expiryVc'))
        .map(([call, wrong]) => ({ kind: 'bad add' as const, call, ...wrong })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(use, bad('userId', 'amount', 'atVc', 'requestId'))
        .map(([call, wrong]) => ({ kind: 'bad use' as const, call, ...wrong })),
    },
  );
  return fc.record({ processes: PROCESS_SETS_ARBITRARY, ops: slots(op, length) });
}

function otherUser(userId: string): string {
  return userId === CREDIT_USERS[0] ? CREDIT_USERS[1] : CREDIT_USERS[0];
}

function otherClock([a, b, c]: Counters): Counters {
  return [a, b + 1, c];
}

function addTwisted(first: AddCall, twist: Twist, spelling: Spelling): AddCall {
  if (twist === 'user') return { ...first, spelling, userId: otherUser(first.userId) };
  if (twist === 'amount') return { ...first, spelling, amount: first.amount + 1 };
  if (twist === 'clock') return { ...first, spelling, expiry: first.expiry === null ? [0, 0, 0] : null };
  return { ...first, spelling };
}

function useTwisted(first: UseCall, twist: Twist, spelling: Spelling): UseCall {
  if (twist === 'user') return { ...first, spelling, userId: otherUser(first.userId) };
  if (twist === 'amount') return { ...first, spelling, amount: first.amount + 1 };
  if (twist === 'clock') return { ...first, spelling, at: otherClock(first.at) };
  return { ...first, spelling };
}

/** Plays one script; it remembers what was added and asked, so that calls can be made again. */
class CreditPlay {
  readonly #run = new ScriptRun('const credits = new CreditBalance();');
  readonly #plain: PlainCreditBalance;
  readonly #real: CreditApi;
  readonly #processes: Processes;
  readonly #adds: AddCall[] = [];
  readonly #requests: UseCall[] = [];

  constructor(processes: Processes, real: CreditApi, note: Note) {
    this.#processes = processes;
    this.#real = real;
    this.#plain = new PlainCreditBalance(note);
  }

  play(op: CreditOp): void {
    const next = this.#lineOf(op);
    if (next !== undefined) this.#run.do(next);
  }

  #lineOf(op: CreditOp): Line | undefined {
    switch (op.kind) {
      case 'add':
        return this.#add(op.call);
      case 'use':
        return this.#use(op.call);
      case 'balance':
        return this.#balance(op.userId, this.#clock(op.at, op.spelling));
      case 'add again': {
        const first = this.#adds[op.place % this.#adds.length];
        return first === undefined ? undefined : this.#add(addTwisted(first, op.twist, op.spelling));
      }
      case 'use again': {
        const first = this.#requests[op.place % this.#requests.length];
        return first === undefined ? undefined : this.#use(useTwisted(first, op.twist, op.spelling));
      }
      case 'bad add':
        return this.#badAdd(op.call, op.bad, op.value);
      case 'bad use':
        return this.#badUse(op.call, op.bad, op.value);
    }
  }

  /** Every read that there is, on a grid of clocks. */
  readAll(): void {
    const steps = [0, 1, 4];
    for (const a of steps) {
      for (const b of steps) {
        for (const c of steps) {
          const at = this.#clock([a, b, c], PLAIN_SPELLING);
          for (const userId of [...CREDIT_USERS, 'nobody']) this.#run.read(this.#balance(userId, at));
        }
      }
    }
  }

  #expiry(call: AddCall): ClockLike | null {
    return call.expiry === null ? null : this.#clock(call.expiry, call.spelling);
  }

  #clock(counters: Counters, spelling: Spelling): ClockLike {
    return spellClock(counters, this.#processes, spelling);
  }

  #add(call: AddCall): Line {
    this.#adds.push(call);
    const { userId, creditId, spelling } = call;
    const amount = spelling.bigints ? BigInt(call.amount) : call.amount;
    const expiry = this.#expiry(call);
    return line(
      `credits.add(${[userId, creditId, amount, expiry].map(show).join(', ')});`,
      () => bareAdd(this.#real.add(userId, creditId, amount, expiry)),
      () => this.#plain.add(userId, creditId, amount, expiry),
    );
  }

  #use(call: UseCall): Line {
    if (call.requestId !== undefined) this.#requests.push(call);
    const { userId, requestId, spelling } = call;
    const amount = spelling.bigints ? BigInt(call.amount) : call.amount;
    const at = this.#clock(call.at, spelling);
    const options = requestId === undefined ? [] : [{ requestId }];
    return line(
      `credits.use(${[userId, amount, at, ...options].map(show).join(', ')});`,
      () => bareUse(this.#real.use(userId, amount, at, ...options)),
      () => this.#plain.use(userId, amount, at, ...options),
    );
  }

  #balance(userId: string, at: ClockLike): Line {
    return line(
      `credits.balance(${show(userId)}, ${show(at)});`,
      () => this.#real.balance(userId, at),
      () => this.#plain.balance(userId, at),
    );
  }

  #badAdd(call: AddCall, wrong: BadArgument, value: unknown): Line {
    const right = { ...call, expiryVc: this.#expiry(call) };
    const given: Record<string, unknown> = { ...right, [wrong.argument]: value };
    const { userId, creditId, amount, expiryVc } = given;
    const all = [userId, creditId, amount, expiryVc] as const;
    const act = (): unknown => this.#real.add(...all);
    return misuseLine(`credits.add(${all.map(show).join(', ')})`, wrong.code, wrong.argument, act);
  }

  #badUse(call: UseCall, wrong: BadArgument, value: unknown): Line {
    const right = { ...call, atVc: this.#clock(call.at, call.spelling) };
    const given: Record<string, unknown> = { ...right, [wrong.argument]: value };
    const { userId, amount, atVc, requestId } = given;
    const all = [userId, amount, atVc, ...(requestId === undefined ? [] : [{ requestId }])] as const;
    const act = (): unknown => this.#real.use(...all);
    return misuseLine(`credits.use(${all.map(show).join(', ')})`, wrong.code, wrong.argument, act);
  }
}

/** Plays a script on both, comparing every answer and, at the end, every read. */
export function playCreditScript(script: CreditScript, open: () => CreditApi, note: Note): void {
  const play = new CreditPlay(script.processes, open(), note);
  for (const op of script.ops) {
    if (op === null) continue;
    if (op.kind.startsWith('bad')) note('misuse');
    play.play(op);
  }
  play.readAll();
}
