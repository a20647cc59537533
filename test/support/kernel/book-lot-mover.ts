import fc from 'fast-check';
import { parseClock } from '../../../src/base/clock.ts';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { Refund } from '../../../src/commands/lot-commands.ts';
import { REFUND_RULES } from '../../../src/commands/refund-rules.ts';
import type { PlainLotBook } from '../../oracle/plain-book-lots.ts';
import type { PlainCredit, PlainPayment } from '../../oracle/plain-book-picks.ts';
import { distributionOf } from './book-distributions.ts';
import { ACCOUNT_IDS, amountOf, type BookMove, BookMover, bookMove, pick, weighted } from './book-mover.ts';
import type { BookPace } from './book-paces.ts';
import { ending, extending, voiding } from './credit-mover.ts';
import { orderedBy } from './grant-order-mover.ts';

/** Each kind as often as it should come; `timeline` stands for what the other mover makes. */
const KIND_WEIGHTS = {
  timeline: 40,
  merge: 6,
  pay: 20,
  refund: 34,
  grant: 18,
  spend: 18,
  expire_credits: 6,
  void_credit: 6,
  extend_credit: 9,
  end_credit: 9,
  reverse: 14,
  distribute: 18,
};

const lotMoveArbitrary = fc.record({
  lot: fc.constantFrom(...weighted(KIND_WEIGHTS)),
  move: bookMove,
  rules: fc.array(fc.constantFrom(...REFUND_RULES, 'RANK_FIRST'), { maxLength: 3 }),
  clock: fc.record({ x: fc.nat({ max: 3 }), y: fc.nat({ max: 3 }) }),
  order: fc.record({
    group: fc.constantFrom(undefined, 'g0', 'g1', 'g2'),
    rank: fc.constantFrom(undefined, 0, 1, 2),
    scope: fc.constantFrom('account', 'group', 'group', 'payments', 'payments'),
    proRata: fc.boolean(),
    toSource: fc.boolean(),
  }),
});

export type LotMove = typeof lotMoveArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

export function lotMoves(length: number): fc.Arbitrary<LotMove[]> {
  return fc.noBias(fc.array(lotMoveArbitrary, { minLength: length, maxLength: length, size: 'max' }));
}

type LotKind = Exclude<LotMove['lot'], 'timeline' | 'merge' | 'reverse'>;

/**
 * Turns moves into commands, lot commands among them. Most carry an id, so that they can be reversed; reversals
 * mean transactions that were accepted, and refunds often a payment that was.
 */
export class LotMover {
  readonly #pace: BookPace;
  readonly #mover: BookMover;
  #made = 0;

  constructor(pace: BookPace) {
    this.#pace = pace;
    this.#mover = new BookMover(pace);
  }

  beginnings(length: number): SingleCommand[] {
    return this.#mover.beginnings(length);
  }

  /** Starts purses, now and then late or dated ahead. */
  startOf({ move }: LotMove, index: number): SingleCommand {
    const effectiveAt = Math.floor(index * this.#pace.drift) + (move.jitter % this.#pace.spread);
    return { kind: 'start_purses', effectiveAt, id: `s${index}` };
  }

  commandOf(lotMove: LotMove, index: number, book: PlainLotBook): SingleCommand {
    const { move, lot } = lotMove;
    this.#made += 1;
    const command = this.#withoutId(lotMove, index, book);
    if (lot !== 'reverse' && move.flags % 5 === 0) return command;
    // Now and then an id that may be taken.
    const id = move.flags % 31 === 1 ? `t${move.back}` : `t${this.#made}`;
    return { ...command, id };
  }

  #withoutId(lotMove: LotMove, index: number, book: PlainLotBook): SingleCommand {
    const { move, lot } = lotMove;
    const at = Math.floor(index * this.#pace.drift) + (move.jitter % this.#pace.spread);
    if (lot === 'timeline')
      return this.#asPayment(lotMove, this.#mover.commandOf(move, index, book.timeline), book);
    if (lot === 'merge') return this.#mover.commandOf({ ...move, kind: 'merge' }, index, book.timeline);
    if (lot === 'reverse') return reversal(move, at, book);
    const account = pick(ACCOUNT_IDS, move.account);
    if (move.flags % 8 !== 7 && book.timeline.at(at).living(account) === undefined) {
      return this.#mover.commandOf({ ...move, kind: 'open_account' }, index, book.timeline);
    }
    return this.#lotCommand(lotMove, lot, at, book);
  }

  /** Every other capture makes a payment, now and then of an id that is taken. */
  #asPayment({ move, order }: LotMove, command: SingleCommand, { payments }: PlainLotBook): SingleCommand {
    if (command.kind !== 'capture' || move.jitter % 2 === 0) return command;
    const taken = move.flags % 12 === 2 ? payments[move.back % Math.max(1, payments.length)] : undefined;
    return { ...command, payment: taken?.id ?? `p${this.#made}`, ...saidOf(order) };
  }

  #lotCommand(lotMove: LotMove, kind: LotKind, at: number, book: PlainLotBook): SingleCommand {
    const { move, clock, order } = lotMove;
    const account = pick(ACCOUNT_IDS, move.account);
    const side = pick(ACCOUNT_IDS, move.account + move.apart);
    const amount = amountOf(move, this.#pace);
    const zero = move.flags % 16 === 3 ? 0n : amount;
    const from = move.flags % 5 < 2 ? { from: side } : {};
    const isAgain = move.flags % 12 === 2;
    switch (kind) {
      case 'distribute':
        return distributionOf(move, at, book, this.#pace);
      case 'pay': {
        const payment = isAgain ? `p${move.back}` : `p${this.#made}`;
        return { kind, effectiveAt: at, payment, account, amount: zero, ...from, ...saidOf(order) };
      }
      case 'grant': {
        const credit = `c${isAgain ? move.back % 3 : move.back}`;
        const expiry = move.flags % 6 === 0 ? null : parseClock('expiry', clock);
        // Now and then one that would end before it begins.
        const expiresAt = at + (move.jitter % 9) + (move.flags % 23 === 0 ? 0 : 1);
        const ends = move.jitter % 2 === 0 ? { expiresAt } : { expiry };
        const ordered = orderedBy(move, at, book);
        return { kind, effectiveAt: at, credit, account, amount, ...ends, ...from, ...ordered };
      }
      case 'end_credit':
        return ending(move, at, book);
      case 'refund':
        return this.#refund(lotMove, at, book, isAgain);
      case 'spend':
      case 'expire_credits':
        return this.#drawCredits(move, kind, clock, at, book);
      case 'void_credit':
        return voiding(move, at, book);
      case 'extend_credit':
        return extending(move, clock, at, book);
    }
  }

  /** Mostly of an account that has credits, and no more than they come to. */
  #drawCredits(
    move: BookMove,
    kind: 'spend' | 'expire_credits',
    clock: LotMove['clock'],
    at: number,
    book: PlainLotBook,
  ): SingleCommand {
    const { account, most, when } = aim(move, at, book, book.credits);
    const side = pick(ACCOUNT_IDS, move.account + move.apart);
    const to = move.flags % 5 === 1 ? { to: side } : {};
    if (kind === 'expire_credits') {
      return { kind, effectiveAt: when, account, clock: parseClock('clock', clock), ...to };
    }
    const early = { x: clock.x >> 1, y: clock.y >> 1 };
    return {
      kind,
      effectiveAt: when,
      account,
      amount: amountUpTo(most, move),
      clock: parseClock('clock', early),
      ...to,
      ...(move.jitter % 3 === 0 ? { atMost: true } : {}),
    };
  }

  /** Half of them by the id of a payment, mostly of the account's own; the others of all, of a group or of some. */
  #refund({ move, rules, order }: LotMove, at: number, book: PlainLotBook, isAgain: boolean): SingleCommand {
    const refund = isAgain ? `r${move.back}` : `r${this.#made}`;
    const { account, most, when } = aim(move, at, book, book.payments);
    const side = pick(ACCOUNT_IDS, move.account + move.apart);
    const other = order.toSource ? { to: 'source' } : {};
    const to = move.flags % 5 === 1 ? { to: side } : other;
    const common = { kind: 'refund', effectiveAt: when, refund, account, ...to } as const;
    const own = book.payments.filter((payment) => book.timeline.holderOf(payment.life).id === account);
    const meant = move.flags % 16 === 1 || move.flags % 8 === 4 ? book.payments : own;
    if (move.flags % 2 === 0) {
      const scope = scopeOf(order, move, meant);
      const ruled = move.flags % 4 === 0 ? { rules } : {};
      const shared = order.proRata && move.flags % 3 !== 0 ? { proRata: true } : {};
      return { ...common, amount: amountUpTo(scope.most ?? most, move), ...scope.said, ...ruled, ...shared };
    }
    const payment = meant.length === 0 ? undefined : pick(meant, move.back);
    const left = payment?.remaining ?? 0n;
    const amount = move.flags % 16 === 5 ? 0n : amountUpTo(left, move);
    return { ...common, amount, payment: payment?.id ?? 'p0' };
  }
}

type OrderMove = LotMove['order'];

/** What a payment says of its place in an order. */
function saidOf({ group, rank }: OrderMove): { readonly group?: string; readonly rank?: number } {
  return { ...(group === undefined ? {} : { group }), ...(rank === undefined ? {} : { rank }) };
}

/** Which payments a refund draws on, and what is left of them; undefined: of all. */
function scopeOf(
  { scope, group = 'g0' }: OrderMove,
  move: BookMove,
  payments: readonly PlainPayment[],
): { readonly said: Pick<Refund, 'group' | 'payments'>; readonly most?: bigint } {
  if (scope === 'account' || payments.length === 0) return { said: {} };
  const sum = (some: readonly PlainPayment[]): bigint => some.reduce((all, one) => all + one.remaining, 0n);
  if (scope === 'group') {
    const there = payments.filter((payment) => payment.group !== undefined && payment.remaining > 0n);
    const name = there.length === 0 ? group : (pick(there, move.back).group ?? group);
    return { said: { group: name }, most: sum(payments.filter((payment) => payment.group === name)) };
  }
  const some = [pick(payments, move.back), pick(payments, move.back + 1), pick(payments, move.back + 3)];
  const listed = [...new Set(some)];
  const ids = listed.map(({ id }) => id).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return { said: { payments: ids }, most: sum(listed) };
}

/** An account that has lots, three of four times, what they come to, and a moment at which it may draw on them. */
function aim(
  move: BookMove,
  at: number,
  { timeline }: PlainLotBook,
  lots: readonly (PlainPayment | PlainCredit)[],
): { account: string; most: bigint; when: number } {
  const alive = lots.filter(({ remaining }) => remaining > 0n);
  if (alive.length === 0 || move.flags % 4 === 3) {
    return { account: pick(ACCOUNT_IDS, move.account), most: BigInt(move.amount), when: at };
  }
  const holder = timeline.holderOf(pick(alive, move.back).life);
  const own = alive.filter(({ life }) => timeline.holderOf(life) === holder);
  const most = own.reduce((sum, { remaining }) => sum + remaining, 0n);
  const latest = Math.max(
    at,
    ...own.map((lot) => ('at' in lot ? lot.at : Math.max(lot.grantedAt, lot.starts))),
  );
  return { account: holder.id, most, when: move.flags % 3 === 0 ? at : latest };
}

/** From one to all of it, and now and then one more. */
function amountUpTo(most: bigint, move: BookMove): bigint {
  const parts = most + (move.flags % 9 === 0 ? 1n : 0n);
  return parts <= 1n ? 1n : 1n + (BigInt(move.jitter) % parts);
}

function reversal(move: BookMove, at: number, { transactions }: PlainLotBook): SingleCommand {
  const reversible = [...transactions].filter(([, { postings, isReversed, isReversal }]) => {
    return postings.length > 0 && !isReversed && !isReversal;
  });
  const drawing = reversible.filter(([, { draws }]) => draws.length > 0);
  const taking = reversible.filter(
    ([, { command }]) => command?.kind === 'capture' || command?.kind === 'accept',
  );
  const hard = move.flags % 5 < 2 ? taking : drawing;
  const wanted = move.flags % 3 === 0 || hard.length === 0 ? reversible : hard;
  const meant = move.flags % 6 === 0 || wanted.length === 0 ? [...transactions] : wanted;
  if (meant.length === 0) return { kind: 'reverse', effectiveAt: at, transaction: 't0' };
  const [id, { effectiveAt }] = pick(meant, move.back);
  // A third arrives before the transaction's moment, so that nothing is left of it; of what is hard a half.
  const isBefore = wanted === taking ? move.jitter % 2 === 0 : move.flags % 3 === 1;
  const near = isBefore ? effectiveAt - 1 - (move.jitter % 5) : effectiveAt + (move.jitter % 5);
  const when = move.flags % 8 === 1 ? at : near;
  return { kind: 'reverse', effectiveAt: when, transaction: id };
}
