import type { Reason } from './rejection.ts';

/** What whoever was refused can do about it, by the reason. */
export const REMEDIES: Readonly<Record<Reason, string>> = {
  expires_before_start: 'Give an expiresAt after effectiveAt, in milliseconds, or null for none.',
  transaction_exists:
    'Give the command another id; the same command again under its own id is answered from the record.',
  period_closed: 'Date it after the closed period, or move the lock back first.',
  period_not_over: 'Give a moment at or before the present.',
  transaction_unknown: 'Look the id up among the transactions of the book.',
  not_reversible: 'Post the opposite by a command of its own.',
  already_reversed: 'Nothing is left to do: it was reversed before.',
  payment_drawn: 'Refund what is left of the payment in place of reversing it.',
  credit_drawn: 'Let what is left of the credit be spent or expire in place of reversing it.',
  transaction_later: 'Give an effectiveAt at or after that of the transaction.',
  hold_unknown: 'Look the hold up among the holds of the account, and when it was placed.',
  hold_not_active: 'Place a new hold: what this one reserved was paid or is available again.',
  hold_insufficient: 'Capture no more than is left, or post the rest by a transfer.',
  hold_changed_later: 'Give an effectiveAt after the latest capture or release of the hold.',
  not_expired: 'Nothing is to be done: it is announced when it has run out, and once.',
  offer_unknown: 'Look the offer up among those of both accounts.',
  offer_not_pending: 'Make a new offer: this one has ended, or begins later.',
  not_the_target: 'Have it accepted or declined by the account that it was made to.',
  not_the_source: 'Have it cancelled by the account that made it.',
  same_account: 'Give two different accounts.',
  account_exists: 'Use the account that is there, or close it first, before that moment.',
  account_unknown: 'Open the account first, at or before that time, or check its name and the time.',
  asset_mismatch: 'Give accounts that are in one asset; another asset needs a posting with entries in both.',
  unbalanced: 'Give entries that sum to zero in each asset.',
  account_named_later:
    'Give an effectiveAt after the latest command that names the account, or reverse what is dated ahead.',
  account_not_empty:
    'Move its money first, and end its holds, the offers to it and the holds that are to pay to it.',
  offer_resolved_later: 'Give an effectiveAt after that acceptance, cancellation or decline.',
  hold_exists: 'Give the hold another id.',
  offer_exists: 'Give the offer another id.',
  payment_exists: 'Give the payment another id, or nothing if it is the same one: it was made.',
  refund_exists: 'Give the refund another id, or nothing if it is the same one: it was made.',
  account_merged_since: 'Name the account that it was merged into.',
  payment_unknown: 'Look the payment up among those of the account.',
  payment_of_another_account: 'Name the account that the payment belongs to now.',
  payment_later: 'Give an effectiveAt at or after that of the payment.',
  payment_insufficient: 'Refund no more than is left of it, or name no payment and have several drawn on.',
  payments_insufficient: 'Refund no more than is left of all, or pay the rest by a transfer.',
  credit_exists: 'Nothing is left to do: that very credit was granted.',
  credit_conflict: 'Give the credit another id.',
  credits_insufficient: 'Spend no more than is left of the live credits, or grant more first.',
  insufficient_funds:
    'Pay in first, take less, or wait for what is held: see the statement of the account, now and later.',
  ceiling_exceeded: 'Bring less, or take something out of the account first.',
  amount_out_of_range: 'Use smaller amounts, or an asset with fewer decimals.',
  account_closed_later:
    'Give an effectiveAt after the account was closed, to another account, or move the money on before that.',
};
