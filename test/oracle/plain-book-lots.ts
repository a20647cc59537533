import type { SingleCommand } from '../../src/commands/command-table.ts';
import type { CreditOrder } from '../../src/commands/credit-orders.ts';
import type { Refund } from '../../src/commands/lot-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import type { Reverse } from '../../src/commands/record-commands.ts';
import { creditKey } from '../../src/kernel/credit/credit.ts';
import type { PlainVerdict } from './plain-book-compare.ts';
import {
  drawInOrder,
  isExpired,
  orderOfEnds,
  type PlainCredit,
  type PlainDraw,
  type PlainPayment,
  sortCredits,
} from './plain-book-picks.ts';
import { ReplayedBook } from './plain-book-replay.ts';
import type { LotCommand, PlainLife, PlainPass } from './plain-book-state.ts';
import { noteEnd, planEnd } from './plain-credit-ends.ts';
import { isHere, mayBeDrawn, type PlainTransaction, partOf, partsOf } from './plain-credit-places.ts';
import { planDistribution } from './plain-distribution.ts';
import { extendCredit, planExtend } from './plain-extend-credit.ts';
import { planCapture, planPay, planPayingBack } from './plain-payment-plans.ts';
import type { PlainLot, Plan } from './plain-plan.ts';
import { dropStart, isOfNoPurse, planStart } from './plain-purse-start.ts';
import { isDraws, refundDraws } from './plain-refund-draws.ts';
import { planReverse } from './plain-reversal.ts';
import { planVoid } from './plain-void-credit.ts';

export interface PlainLotVerdict extends PlainVerdict {
  readonly draws: readonly PlainDraw<PlainLot>[];
  /** Of purses that may not be started: the accounts in the way. */
  readonly lacking?: readonly string[] | undefined;
}

type Of<Kind extends LotCommand['kind']> = Extract<LotCommand, { kind: Kind }>;

/**
 * Lots in order of arrival over a replayed book: lists of payments and credits which are filtered and sorted
 * anew for each draw. Whose a lot is now follows from the life it came to and the merges known now.
 */
export class PlainLotBook {
  readonly timeline = new ReplayedBook();
  readonly payments: PlainPayment[] = [];
  readonly credits: PlainCredit[] = [];
  readonly refundIds = new Set<string>();
  readonly transactions = new Map<string, PlainTransaction>();
  /** What granted each credit in a book that had no purses. */
  readonly #grants = new Map<PlainCredit, PlainPass>();
  hasPurses: boolean;
  /** That of the first grant. */
  creditOrder: CreditOrder | undefined;

  constructor({ hasPurses = true } = {}) {
    this.hasPurses = hasPurses;
  }

  submit(command: SingleCommand): PlainLotVerdict {
    const plan = this.#planOf(command);
    const taken: Reason[] = this.#isTaken(command.id) ? ['transaction_exists'] : [];
    const against = [...taken, ...plan.against];
    const isKept = against.length === 0;
    const verdict =
      plan.takesBack !== undefined
        ? this.timeline.takeBack(plan.takesBack, isKept, plan.leaves)
        : this.timeline[isKept ? 'submit' : 'judge'](plan.posting);
    if (against.length > 0 || !verdict.accepted) {
      const lacking = plan.start?.lacking;
      if (plan.start !== undefined) dropStart(this.#grants);
      return { ...verdict, accepted: false, against: [...against, ...verdict.against], draws: [], lacking };
    }
    this.#carryOut(command, plan);
    return { ...verdict, draws: plan.draws };
  }

  /** What stands against a command, whatever it expects, before the timeline is asked. */
  against(command: SingleCommand): PlainVerdict {
    const against: Reason[] = this.#isTaken(command.id) ? ['transaction_exists'] : [];
    const endsAtOnce = command.kind === 'adjust_hold' ? this.timeline.judge(command).against : [];
    const closed = command.kind === 'update_account' ? this.timeline.judge(command).against : [];
    against.push(...closed.filter((reason) => reason === 'period_closed'));
    return { accepted: false, against: [...against, ...endsAtOnce], later: undefined };
  }

  #isTaken(id: string | undefined): boolean {
    return id !== undefined && this.transactions.has(id);
  }

  #carryOut(command: SingleCommand, { posting, draws, makes, takesBack, start }: Plan): void {
    if (start !== undefined) this.#start(command.effectiveAt);
    for (const { lot, amount } of draws) {
      lot.remaining -= amount;
      noteEnd(lot, command);
    }
    if (command.kind === 'refund') this.refundIds.add(command.refund);
    if (makes !== undefined && 'at' in makes) this.payments.push(makes);
    else if (makes !== undefined) this.credits.push(makes);
    if (command.kind === 'grant') this.creditOrder ??= command.order ?? 'rank-lex-id/v1';
    if (makes !== undefined && 'grantedAt' in makes && posting.kind === 'pass' && !this.hasPurses)
      this.#grants.set(makes, posting);
    if (command.kind === 'reverse') this.#takeBack(command);
    if (command.kind === 'extend_credit') extendCredit(command, this);
    if (command.id === undefined) return;
    const posted = takesBack === undefined ? this.timeline.postedByLatestAt(command.effectiveAt) : new Map();
    this.transactions.set(command.id, {
      effectiveAt: command.effectiveAt,
      isReversal: command.kind === 'reverse',
      command: takesBack === undefined ? this.timeline.latestAt(command.effectiveAt) : undefined,
      postings: [...posted].map(([life, amount]) => ({ life, amount })),
      draws,
      lot: makes,
      isReversed: false,
    });
  }

  /** From here on places count, and what was given back before there were purses is where the rest is. */
  #start(at: number): void {
    this.hasPurses = true;
    this.#grants.clear();
    for (const { gives, remaining, grantedAt } of this.credits) {
      const isPut = remaining > 0n && grantedAt <= at;
      gives.splice(0, gives.length, ...(isPut ? [at] : []));
    }
  }

  #takeBack(command: Reverse): void {
    const { transaction, effectiveAt } = command;
    const reversed = this.transactions.get(transaction);
    if (reversed === undefined) return;
    reversed.isReversed = true;
    for (const { lot, amount } of reversed.draws) {
      lot.remaining += amount;
      // What takes effect later leaves nothing of itself, and so gives nothing back.
      if ('grantedAt' in lot && reversed.effectiveAt <= effectiveAt) lot.gives.push(effectiveAt);
      else if ('grantedAt' in lot && isOfNoPurse(reversed.command)) lot.gives.push(reversed.effectiveAt);
    }
    if (reversed.lot !== undefined) reversed.lot.remaining = 0n;
    noteEnd(reversed.lot, command);
  }

  #planOf(command: SingleCommand): Plan {
    switch (command.kind) {
      case 'distribute':
        return { ...planDistribution(this.timeline, command), draws: [], makes: undefined };
      case 'pay':
        return planPay(this, command);
      case 'capture':
        return planCapture(this, command);
      case 'grant':
        return this.#planGrant(command);
      case 'refund':
        return this.#planRefund(command);
      case 'spend':
      case 'expire_credits':
        return this.#planSpend(command);
      case 'void_credit':
        return planVoid(command, this);
      case 'extend_credit':
        return planExtend(command, this);
      case 'reverse':
        return planReverse(command, this);
      case 'start_purses':
        return this.#planStart(command);
      case 'end_credit':
        return planEnd(command, this);
      case 'announce_expiry':
      case 'expect_hold':
      case 'schedule':
      case 'cancel_schedule':
        throw new Error('it comes from a house, which plain books know nothing of');
      default:
        return { posting: command, against: [], draws: [], makes: undefined };
    }
  }

  /** The life that an account id means at a moment, as far as everything known now says. */
  #lifeAt(id: string, at: number): PlainLife | undefined {
    return this.timeline.at(at).living(id);
  }

  #planGrant({ credit, account, amount, from, effectiveAt, ...ends }: Of<'grant'>): Plan {
    const { expiry = null } = ends;
    const starts = ends.startsAt ?? Number.NEGATIVE_INFINITY;
    const order = this.creditOrder ?? ends.order ?? 'rank-lex-id/v1';
    const knowsPriorities = order === 'priority-expiry/v1';
    const priority = knowsPriorities ? (ends.priority ?? 50) : undefined;
    const until = ends.expiresAt ?? Number.POSITIVE_INFINITY;
    const life = this.#lifeAt(account, effectiveAt)?.key ?? '';
    const known = this.credits.find((each) => each.id === credit && each.life === life);
    const against: Reason[] = until <= Math.max(effectiveAt, starts) ? ['expires_before_start'] : [];
    if ((Number.isFinite(until) || Number.isFinite(starts)) && !this.hasPurses)
      against.push('purses_not_started');
    if ((ends.order ?? order) !== order || (ends.priority !== undefined && !knowsPriorities))
      against.push('credit_order_differs');
    if (known !== undefined) {
      const isSame =
        known.amount === amount &&
        known.starts === starts &&
        known.priority === priority &&
        orderOfEnds(known, { expiry, until }) === 0;
      against.push(isSame ? 'credit_exists' : 'credit_conflict');
    }
    const makes: PlainCredit = {
      id: credit,
      life,
      amount,
      remaining: amount,
      expiry,
      starts,
      priority,
      until,
      grantedAt: effectiveAt,
      gives: [],
    };
    const pair = { from: from ?? 'world', to: account } as const;
    const parts = [partOf(makes, amount)];
    const purse = this.hasPurses ? ({ purse: 'to', parts } as const) : {};
    const posting = { kind: 'pass', effectiveAt, ...pair, amount, ...purse } as const;
    return { posting, against, draws: [], makes };
  }

  #planStart(command: Of<'start_purses'>): Plan {
    const start = planStart(this.timeline, command, this.credits, this.#grants);
    const against: Reason[] = this.hasPurses ? ['purses_exist'] : [];
    if (against.length === 0 && start.lacking.length > 0) against.push('credits_not_available');
    const draws = start.gone.map((lot) => ({ lot, amount: lot.remaining }));
    draws.sort((a, b) =>
      Buffer.compare(
        Buffer.from(creditKey(a.lot.life, a.lot.id)),
        Buffer.from(creditKey(b.lot.life, b.lot.id)),
      ),
    );
    return { posting: start.posting, against, draws, makes: undefined, start };
  }

  /** What must be known of an account before its lots are drawn; nothing stands against one merged away never. */
  #lotsOf<Lot extends PlainLot>(
    lots: readonly Lot[],
    [account, other = 'world']: readonly [string, string | undefined],
    at: number,
  ): Lot[] | Reason {
    // Whose lots those of the world are, says the asset of whoever is on the other side.
    const asset = this.#lifeAt(other, at)?.asset;
    const world = asset === undefined ? undefined : this.timeline.at(at).byKey(`world/${asset}`);
    const life = account === 'world' ? world : this.#lifeAt(account, at);
    if (life === undefined) return 'account_unknown';
    if (this.timeline.holderOf(life.key).key !== life.key) return 'account_merged_since';
    return lots.filter((lot) => this.timeline.holderOf(lot.life).key === life.key);
  }

  #planRefund(command: Refund): Plan {
    const { refund, account, amount, to, effectiveAt } = command;
    const against: Reason[] = this.refundIds.has(refund) ? ['refund_exists'] : [];
    const isNobodys = to === 'source' && account === 'world';
    const own = isNobodys ? 'asset_mismatch' : this.#lotsOf(this.payments, [account, to], effectiveAt);
    const drawn = typeof own === 'string' ? [own] : refundDraws(command, own, this.payments);
    const draws = isDraws(drawn) ? drawn : [];
    if (!isDraws(drawn)) against.push(...drawn);
    if (to === 'source') return planPayingBack(this.timeline, command, against, draws);
    const posting = { kind: 'pass', effectiveAt, from: account, to: to ?? 'world', amount } as const;
    return { posting, against, draws: against.length === 0 ? draws : [], makes: undefined };
  }

  #planSpend(command: Of<'spend' | 'expire_credits'>): Plan {
    const { account, to, clock, effectiveAt } = command;
    const own = this.#lotsOf(this.credits, [account, to], effectiveAt);
    const against: Reason[] = typeof own === 'string' ? [own] : [];
    const credits = typeof own === 'string' ? [] : sortCredits(own);
    const isThere = command.kind === 'spend' ? mayBeDrawn : isHere;
    const wanted = credits.filter(
      (credit) =>
        (this.hasPurses
          ? isThere(this.timeline.whole(), credit, effectiveAt)
          : credit.grantedAt <= effectiveAt) &&
        (isExpired(credit.expiry, clock) || credit.until <= effectiveAt) ===
          (command.kind === 'expire_credits'),
    );
    const all = wanted.reduce((sum, { remaining }) => sum + remaining, 0n);
    const isAll =
      command.kind === 'expire_credits' || (command.atMost === true && all > 0n && all < command.amount);
    const amount = isAll ? all : command.amount;
    const draws = drawInOrder(wanted, amount);
    const isExpiry = command.kind === 'expire_credits';
    const posting = {
      kind: 'pass',
      effectiveAt,
      from: account,
      to: to ?? 'world',
      amount,
      ...(this.hasPurses ? ({ purse: 'from' } as const) : {}),
      parts: typeof draws === 'bigint' ? [] : partsOf(draws),
      isExpiry,
    } as const;
    if (typeof draws !== 'bigint') return { posting, against, draws, makes: undefined };
    const hasExpired =
      typeof own !== 'string' && own.some(({ endedAt }) => effectiveAt < (endedAt ?? effectiveAt));
    const short = hasExpired ? 'credit_expired' : 'credits_insufficient';
    return { posting, against: [...against, short], draws: [], makes: undefined };
  }
}
