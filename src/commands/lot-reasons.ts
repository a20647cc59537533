/** Why payments and credits may not be drawn on, or made, in the order in which that is checked: a part of the list of all reasons. */
export const LOT_REASONS = {
  payment_unknown: {
    means: 'no payment has that id',
    remedy: 'Look the payment up among those of the account.',
  },
  payment_of_another_account: {
    means: 'the payment belongs to another account',
    remedy: 'Name the account that the payment belongs to now.',
  },
  payment_later: {
    means: 'the payment is dated after the refund',
    remedy: 'Give an effectiveAt at or after that of the payment.',
  },
  payment_insufficient: {
    means: 'the payment has less left than the refund takes',
    remedy: 'Refund no more than is left of it, or name no payment and have several drawn on.',
  },
  payments_insufficient: {
    means: 'the eligible payments together have less left than the refund takes',
    remedy: 'Refund no more than is left of all, or pay the rest by a transfer.',
  },
  purses_not_started: {
    means: 'credits are in no purses in this book, and only what is in one can begin or expire at a moment',
    remedy:
      'Grant it without startsAt and expiresAt, or in a book that has purses: those that begin now have.',
  },
  credit_order_differs: {
    means: 'the credits of the book are spent in another order',
    remedy: 'Leave order out, and priority where that order has none; or grant in another book.',
  },
  credit_exists: {
    means: 'the same credit was granted before',
    remedy: 'Nothing is left to do: that very credit was granted.',
  },
  credit_conflict: {
    means: 'another credit of that account has that id',
    remedy: 'Give the credit another id.',
  },
  credits_insufficient: {
    means: 'insufficient credits: the live ones together have less left than the spend takes',
    remedy: 'Spend no more than is left of the live credits, or grant more first.',
  },
  credit_expired: {
    means:
      'the credit has expired; or insufficient credits then: some have expired since and were posted out',
    remedy:
      'Spend or extend credits before they expire: what is dated back finds them until they are posted out.',
  },
  expires_no_later: {
    means:
      'the credit expires then or later already, or by a clock where a moment is given, or the other way round',
    remedy: 'Give an end behind the one that it has, of the same sort, or null for never.',
  },
} as const;
