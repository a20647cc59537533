import type { Capture } from '../../src/commands/hold-commands.ts';
import type { Pay, Refund } from '../../src/commands/lot-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import type { PlainDraw, PlainPayment } from './plain-book-picks.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import type { PlainLife, PlainPosting } from './plain-book-state.ts';
import type { Plan } from './plain-plan.ts';

/** What payments are planned by. */
interface Payments {
  readonly timeline: ReplayedBook;
  readonly payments: readonly PlainPayment[];
}

export function planPay({ timeline, payments }: Payments, command: Pay): Plan {
  const { payment, account, amount, from, group, rank, effectiveAt } = command;
  const against: Reason[] = payments.some(({ id }) => id === payment) ? ['payment_exists'] : [];
  const lifeAt = (id: string): PlainLife | undefined => timeline.at(effectiveAt).living(id);
  const life = lifeAt(account)?.key ?? '';
  const ofWorld = `world/${lifeAt(account)?.asset}`;
  const payer = lifeAt(from ?? 'world')?.key ?? ofWorld;
  const makes = { id: payment, life, amount, remaining: amount, at: effectiveAt, payer, group, rank };
  const posting = { kind: 'pass', effectiveAt, from: from ?? 'world', to: account, amount } as const;
  return { posting, against, draws: [], makes };
}

/** What was captured, on its way to an account that keeps it as a payment. */
export function planCapture({ timeline, payments }: Payments, command: Capture): Plan {
  const { payment, effectiveAt, to, group, rank } = command;
  if (payment === undefined) return { posting: command, against: [], draws: [], makes: undefined };
  const against: Reason[] = payments.some(({ id }) => id === payment) ? ['payment_exists'] : [];
  const posting = timeline.meantBy(command);
  if (typeof posting === 'string')
    return { posting: command, against: [...against, posting], draws: [], makes: undefined };
  const then = timeline.at(effectiveAt);
  const hold = then.placed.findLast((each) => each.command.hold === command.hold);
  const target = posting.kind === 'pass' ? then.living(posting.to) : hold?.target;
  const named = to === undefined ? target : then.living(to);
  const life = (to === 'world' ? undefined : named)?.key ?? `world/${hold?.bearer.asset}`;
  const amount = 'amount' in posting ? (posting.amount ?? 0n) : 0n;
  const payer = (posting.kind === 'pass' ? then.living(posting.from) : hold?.bearer)?.key ?? '';
  const makes = { id: payment, life, amount, remaining: amount, at: effectiveAt, payer, group, rank };
  return { posting, against, draws: [], makes };
}

/** Each draw goes to the life that paid, or to what that was merged into by then. */
export function planPayingBack(
  timeline: ReplayedBook,
  { account, effectiveAt }: Refund,
  against: readonly Reason[],
  draws: readonly PlainDraw<PlainPayment>[],
): Plan {
  const then = timeline.at(effectiveAt);
  const from = then.living(account)?.key ?? '';
  const reasons = new Set(against);
  const postings: PlainPosting[] = reasons.size === 0 ? [{ life: from, amount: 0n }] : [];
  const directed = draws.map((draw) => {
    let receiver = then.byKey(draw.lot.payer);
    while (receiver.mergedInto) receiver = receiver.mergedInto;
    // The first that stands in the way is told.
    if (reasons.size === 0 && receiver.mergedInto === null) reasons.add('account_unknown');
    if (reasons.size === 0 && receiver.key === from) reasons.add('same_account');
    postings.push({ life: from, amount: -draw.amount }, { life: receiver.key, amount: draw.amount });
    return { ...draw, to: receiver.key };
  });
  const isGood = reasons.size === 0;
  const plan = { effectiveAt, postings: isGood ? postings : [], isRefund: true };
  const posting = { kind: 'opposite', ...plan } as const;
  return { posting, against: [...reasons], draws: isGood ? directed : [], makes: undefined };
}
