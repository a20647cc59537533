import type { Refused } from '../engine/answer.ts';
import { printableText } from './printable-text.ts';
import { meantText } from './similar-accounts.ts';

/** A refusal in words: what stood in the way, with its figures, and what to do next. */
export function refusalText(
  command: string,
  refused: Omit<Refused, 'seq'>,
  similar: readonly string[],
): string {
  const { message, subject, openedAt, book, replayed, remedy, reason } = refused;
  const about = [
    // Who reads it has typed several names. What says when an account is opened has named it, and so has what ends in an order.
    ...(subject === undefined || openedAt !== undefined || reason === 'credit_order_differs'
      ? []
      : [`on ${subject}`]),
    ...(book === undefined ? [] : [`in book ${book}`]),
  ];
  const what = printableText([message, ...about].join(' ')) + meantText(similar);
  const next = NEXT[reason] ?? remedy;
  const retry = replayed ? ' Give --retry-refused to have it decided anew.' : '';
  return `${replayed ? 'Refused before' : 'Refused'}: ${command}: ${what}. ${next}${retry}`;
}

const SEE_HOLDS = "See 'tallystick holds'.";
const SEE_OFFERS = "See 'tallystick offers'.";

/** Where a command of this program shows what is needed. */
const NEXT: Readonly<Partial<Record<Refused['reason'], string>>> = {
  account_unknown:
    "Open it with 'tallystick open-account', at or before that time, or see 'tallystick accounts' for its dates.",
  insufficient_funds: "See 'tallystick statement' for what is there and what is held, now and later.",
  clock_jumped: "See 'tallystick doctor', or give --effective-at.",
  id_conflict: 'Give another --id, or exactly the same command again to have its first answer.',
  asset_mismatch: "See 'tallystick accounts' for their assets.",
  expires_before_start: 'Give an --expires-at after --effective-at, or "never".',
  hold_not_active: SEE_HOLDS,
  hold_unknown: SEE_HOLDS,
  offer_not_pending: SEE_OFFERS,
  offer_unknown: SEE_OFFERS,
  period_closed: "See 'tallystick locked-before', or move it by 'tallystick lock-before'.",
};
