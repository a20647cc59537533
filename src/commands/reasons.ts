import { LOT_REASONS } from './lot-reasons.ts';

/**
 * Every business "no" of the rules, in the order in which preconditions are checked, whatever the command: what whoever
 * runs it checks by itself comes first (the first reason is of a house, and no class says it), then what the command
 * names, then what later history forbids, and money comes last. With each, what it means, and what whoever was refused
 * can do about it.
 */
export const REASONS = {
  expires_before_start: {
    means: 'the hold or offer would end before it begins, or as it begins, or the hold before it is adjusted',
    remedy: 'Give an expiresAt after effectiveAt, in milliseconds, or null for none.',
  },
  transaction_exists: {
    means: 'another transaction has that id',
    remedy:
      'Give the command another id; the same command again under its own id is answered from the record.',
  },
  period_closed: {
    means: 'the moment lies in a period that is closed',
    remedy: 'Date it after the closed period, or move the lock back first.',
  },
  expectation_failed: {
    means: 'an account is not what is expected of it',
    remedy: 'Read the account anew, and decide again whether the command is meant as it stands.',
  },
  purses_exist: {
    means: 'credits are in purses in this book already',
    remedy: 'Nothing is to be done: it began with purses, or they were started before.',
  },
  too_many_credits: {
    means: 'more credits have something left than one command may change',
    remedy: 'Let credits be spent, expire or be reversed first.',
  },
  credits_not_available: {
    means: 'more is left of the credits of some accounts than is available to them from then on',
    remedy: 'Have as much available on each of accounts, or less left of its credits, and call it again.',
  },
  period_not_over: {
    means: 'the moment before which the book is to be locked lies after that of the command',
    remedy: 'Give a moment at or before the present.',
  },
  transaction_unknown: {
    means: 'no transaction has that id',
    remedy: 'Look the id up among the transactions of the book.',
  },
  not_reversible: {
    means: 'only a transaction that posted money can be reversed, and a reversal cannot',
    remedy: 'Post the opposite by a command of its own.',
  },
  already_reversed: {
    means: 'the transaction is reversed',
    remedy: 'Nothing is left to do: it was reversed before.',
  },
  payment_drawn: {
    means: 'refunds have drawn on the payment',
    remedy: 'Refund what is left of the payment in place of reversing it.',
  },
  credit_drawn: {
    means: 'spends, expiries or a voiding have drawn on the credit',
    remedy: 'Let what is left of the credit be spent or expire in place of reversing it.',
  },
  credit_unknown: {
    means: 'no credit of that id was granted to that account',
    remedy:
      'Look the credit up among those of the account, and name it by grantedTo and credit as they stand there.',
  },
  credit_not_here: {
    means: 'the credit, or some of it, came to the account only after that moment',
    remedy:
      'Give an effectiveAt at or after the moment at which it came, or at which draws on it were given back last.',
  },
  transaction_later: {
    means: 'the capture takes effect after that moment, and its hold does not say where it is',
    remedy: 'Give an effectiveAt at or after that of the transaction.',
  },
  hold_unknown: {
    means: 'no hold has that id at that moment',
    remedy: 'Look the hold up among the holds of the account, and when it was placed.',
  },
  hold_not_active: {
    means: 'the hold is captured, released or expired at that moment',
    remedy: 'Place a new hold: what this one reserved was paid or is available again.',
  },
  hold_insufficient: {
    means: 'the hold has less left than the capture takes, or was captured of more than it is adjusted to',
    remedy:
      'Capture no more than is left, or post the rest by a transfer; adjust it to no less than what is captured of it.',
  },
  hold_changed_later: {
    means: 'an accepted later capture, release or adjustment would no longer succeed',
    remedy: 'Give an effectiveAt after the latest capture, release or adjustment of the hold.',
  },
  not_expired: {
    means: 'the hold, offer or credit has not run out, or that was announced or posted out before',
    remedy: 'Nothing is to be done: a house does so when it has run out, and once.',
  },
  executes_before_start: {
    means: 'the command would be carried out before it is scheduled',
    remedy: 'Give an executeAt at or after effectiveAt, in milliseconds.',
  },
  schedule_unknown: {
    means: 'no schedule has that id, or it is made later',
    remedy: 'Look the schedule up among those of the account.',
  },
  schedule_exists: {
    means: 'another schedule has that id',
    remedy: 'Give the schedule another id: ids of schedules are not used again.',
  },
  schedule_never_executes: {
    means: 'no occurrence falls on a date that is not skipped, up to the end of the schedule',
    remedy: 'Give a later until, a greater count, fewer skipDates, or a roll.',
  },
  schedule_not_pending: {
    means: 'the schedule was carried out, has failed or was cancelled',
    remedy:
      'Nothing is left to be cancelled: look up what became of it, and post the opposite or reverse it.',
  },
  not_the_owner: {
    means: 'the money that the schedule moves is not of that account',
    remedy: 'Have it cancelled by the account that pays.',
  },
  schedule_executes_before: {
    means:
      'the schedule is carried out before that, or first of all at that moment, or was carried out since',
    remedy: 'Give an effectiveAt before it is carried out next, and after it was carried out last.',
  },
  offer_unknown: {
    means: 'no offer has that id',
    remedy: 'Look the offer up among those of both accounts.',
  },
  offer_not_pending: {
    means: 'the offer is accepted, declined, cancelled or expired at that moment, or not yet made',
    remedy: 'Make a new offer: this one has ended, or begins later.',
  },
  not_the_target: {
    means: 'the account is not the target of the offer at that moment',
    remedy: 'Have it accepted or declined by the account that it was made to.',
  },
  not_the_source: {
    means: 'the account is not the source of the offer at that moment',
    remedy: 'Have it cancelled by the account that made it.',
  },
  same_account: {
    means: 'source and target are one account',
    remedy: 'Give two different accounts.',
  },
  account_exists: {
    means: 'the account lives at, or anywhere after, that moment',
    remedy: 'Use the account that is there, or close it first, before that moment.',
  },
  account_unknown: {
    means: 'there is no such account at that time',
    remedy: 'Open the account first, at or before that time, or check its name and the time.',
  },
  opened_earlier: {
    means: 'the account begins before that moment, and its beginning is only moved earlier',
    remedy: 'Give an openedAt before the moment at which it begins.',
  },
  life_in_the_way: {
    means: 'the life of the account before this one ends after that moment',
    remedy: 'Give an openedAt at or after the moment at which the life before ends.',
  },
  asset_mismatch: {
    means: 'the accounts, or the entry and its account, are in different assets',
    remedy: 'Give accounts that are in one asset; another asset needs a posting with entries in both.',
  },
  unbalanced: {
    means: 'the entries do not sum to zero for each asset',
    remedy: 'Give entries that sum to zero in each asset.',
  },
  targets_mismatch: {
    means:
      'the fixed amounts of the targets come to more than is distributed, or to less and nobody gets the rest',
    remedy: 'Give amounts that sum to it, or a target with a share or the rest.',
  },
  source_unbounded: {
    means: 'a source has no floor, so that all of it has no bound',
    remedy: 'Give that source an atMost, or an amount in place of all.',
  },
  account_named_later: {
    means: 'an accepted later command names the account',
    remedy:
      'Give an effectiveAt after the latest command that names the account, or reverse what is dated ahead.',
  },
  account_not_empty: {
    means: 'the account has money, holds or incoming offers, or holds are to pay to it',
    remedy: 'Move its money first, and end its holds, the offers to it and the holds that are to pay to it.',
  },
  account_scheduled: {
    means: 'schedules that are pending name the account, or one that was merged into it',
    remedy: 'Cancel its schedules first, or let them be carried out.',
  },
  offer_resolved_later: {
    means: 'an accepted later acceptance, cancellation or decline would no longer succeed',
    remedy: 'Give an effectiveAt after that acceptance, cancellation or decline.',
  },
  hold_exists: {
    means: 'a hold with that id is active at that moment, or begins before this one would end',
    remedy: 'Give the hold another id.',
  },
  offer_exists: {
    means: 'another offer has that id',
    remedy: 'Give the offer another id.',
  },
  payment_exists: {
    means: 'another payment has that id',
    remedy: 'Give the payment another id, or nothing if it is the same one: it was made.',
  },
  refund_exists: {
    means: 'another refund has that id',
    remedy: 'Give the refund another id, or nothing if it is the same one: it was made.',
  },
  account_merged_since: {
    means: 'the account was merged away, and its payments and credits with it',
    remedy: 'Name the account that it was merged into.',
  },
  ...LOT_REASONS,
  account_frozen: {
    means: 'the account is frozen: what was held before may be captured, and nothing new begins',
    remedy: 'Thaw the account first, by an update of it with frozen: null, or take another account.',
  },
  insufficient_funds: {
    means: 'insufficient funds: then or later, less is available than is needed',
    remedy:
      'Pay in first, take less, or wait for what is held: see the statement of the account, now and later.',
  },
  ceiling_exceeded: {
    means: 'the ceiling would be exceeded, then or later',
    remedy: 'Bring less, or take something out of the account first.',
  },
  amount_out_of_range: {
    means: 'a balance would leave the signed 64-bit range',
    remedy: 'Use smaller amounts, or an asset with fewer decimals.',
  },
  account_closed_later: {
    means: 'the account is closed later and would not be empty then',
    remedy:
      'Give an effectiveAt after the account was closed, to another account, or move the money on before that.',
  },
  limit_exceeded: {
    means: 'a velocity limit of the account would be exceeded',
    remedy: 'Wait until freesAt, move less, or have the limit raised.',
  },
} as const;

/** Why business says no, as a stable code. */
export type Reason = keyof typeof REASONS;

/** Why money may not pass between accounts: a reason of every command that names two, or one and the world. */
export const PAIR_REASONS = ['account_unknown', 'asset_mismatch'] as const satisfies readonly Reason[];
export type PairReason = (typeof PAIR_REASONS)[number];

/** Why balances may not change so: whichever stands in the way first, account by account and moment by moment. */
export const LIMIT_REASONS = [
  'insufficient_funds',
  'ceiling_exceeded',
  'amount_out_of_range',
  'account_closed_later',
] as const satisfies readonly Reason[];
export type LimitReason = (typeof LIMIT_REASONS)[number];

/** The same of a command that begins something: on a frozen account nothing does. */
export const FUNDS_REASONS = ['account_frozen', ...LIMIT_REASONS] as const satisfies readonly Reason[];

/** The same of commands that velocity limits count and may refuse: those are looked at when all else is well. */
export const MOVE_REASONS = [...FUNDS_REASONS, 'limit_exceeded'] as const satisfies readonly Reason[];
