import type { Dated, Entries, Spec } from './entry.ts';
import { account, asset, choiceOrNone, flag, limit, moment, optional, withDefault } from './field.ts';
import { FUNDS_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';
import { anyVelocityLimits, type VelocityLimit, velocityLimits } from './velocity-limit.ts';

/**
 * Opens an account, or a new life of an id whose earlier lives have ended. Notes where the scale of its asset leaves it
 * little room.
 */
export interface OpenAccount extends Dated {
  /** What is to be done. */
  readonly kind: 'open_account';
  /** Its id: any text of up to 256 units. */
  readonly account: string;
  /** Code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** Least available; default 0; null: no limit. */
  readonly floor?: bigint | null;
  /** Greatest sum of posted, incoming and expected; default null: no limit. */
  readonly ceiling?: bigint | null;
  /** Velocity limits: up to 8, each how much may go out or come in within a length of time. Default: none. */
  readonly limits?: readonly VelocityLimit[];
}

/** What is frozen of an account. */
export type Frozen = 'debits' | 'all';
const FROZEN = ['debits', 'all'] as const satisfies readonly Frozen[];

/**
 * Changes the terms of an account, for what is decided from now on: what was decided before stands. What is left out stays
 * as it is.
 */
export interface UpdateAccount extends Dated {
  /** What is to be done. */
  readonly kind: 'update_account';
  /** The account that is changed: the one that lives then. */
  readonly account: string;
  /** Least available from now on; null: no limit. */
  readonly floor?: bigint | null;
  /** Greatest sum of posted, incoming and expected from now on; null: no limit. */
  readonly ceiling?: bigint | null;
  /** Velocity limits from now on, in place of all that it had; `[]`: none. They count what is there already. */
  readonly limits?: readonly VelocityLimit[];
  /** What is refused from now on: what takes from it, or all that would change it; null: nothing. */
  readonly frozen?: Frozen | null;
  /** When it begins: at most as late as it does, where no other life of the id is in the way. Default: as it was. */
  readonly openedAt?: number;
  /** True: although it stands outside of the floor or ceiling given. It may stay there, and nothing may make it worse. */
  readonly asIs?: boolean;
}

/** Closes an account that has no money, holds or incoming offers, and that no hold is to pay to. */
export interface CloseAccount extends Dated {
  /** What is to be done. */
  readonly kind: 'close_account';
  /** The account that is closed. */
  readonly account: string;
}

/** Merges account `from` into account `into`: `from` is gone. */
export interface Merge extends Dated {
  /** What is to be done. */
  readonly kind: 'merge';
  /** The account that has everything afterwards. */
  readonly into: string;
  /** The account that is gone afterwards. */
  readonly from: string;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const ACCOUNT_REASONS = {
  open_account: ['account_exists'],
  update_account: [
    'account_unknown',
    'opened_earlier',
    'life_in_the_way',
    'insufficient_funds',
    'ceiling_exceeded',
  ],
  close_account: [
    'account_unknown',
    'account_named_later',
    'account_not_empty',
    'account_scheduled',
    'account_frozen',
  ],
  merge: [
    'same_account',
    ...PAIR_REASONS,
    'account_named_later',
    'offer_resolved_later',
    'hold_changed_later',
    ...FUNDS_REASONS,
  ],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** Each under the name of its method. */
export interface AccountCommands {
  /**
   * Opens an account, or a new life of an id whose earlier lives have ended. Notes where the scale of its asset leaves it
   * little room.
   */
  readonly openAccount: Spec<
    OpenAccount,
    { readonly reasons: (typeof ACCOUNT_REASONS)['open_account']; readonly details: 'range' }
  >;
  /**
   * Changes the terms of an account, for what is decided from now on. What is left out stays as it is; metadata replaces all
   * that there was.
   */
  readonly updateAccount: Spec<
    UpdateAccount,
    { readonly reasons: (typeof ACCOUNT_REASONS)['update_account'] }
  >;
  /** Closes an account that has no money, holds or incoming offers, and that no hold is to pay to. */
  readonly closeAccount: Spec<CloseAccount, { readonly reasons: (typeof ACCOUNT_REASONS)['close_account'] }>;
  /** Merges account `from` into account `into`: `from` is gone. */
  readonly merge: Spec<Merge, { readonly reasons: (typeof ACCOUNT_REASONS)['merge'] }>;
}

export const ACCOUNTS: Entries<AccountCommands> = {
  openAccount: {
    kind: 'open_account',
    fields: {
      account: account('its id'),
      asset: asset('code and scale: GBP/2 has two digits after the dot'),
      floor: withDefault(0n, limit('least available'), '0'),
      ceiling: withDefault(null, limit('greatest sum of posted, incoming and expected'), 'none'),
      limits: velocityLimits('most that may go out or come in within a length of time'),
    },
    events: ['account_opened'],
    reasons: ACCOUNT_REASONS.open_account,
    details: 'range',
    redefines: ['account'],
    cli: {
      summary:
        'Open an account, or a new life of an id whose account has ended. It makes the house when there is none.',
      examples: [
        'open-account --account alice --asset GBP/2',
        'open-account --account bank --asset GBP/2 --floor none --metadata owner=Ann',
      ],
      done: 'Opened account {account} in {asset}',
      creates: true,
    },
  },
  updateAccount: {
    kind: 'update_account',
    fields: {
      account: account('its id'),
      floor: optional('as it was', limit('least available from now on')),
      ceiling: optional('as it was', limit('greatest sum of posted, incoming and expected from now on')),
      limits: anyVelocityLimits('most that may go out or come in within a length of time from now on'),
      frozen: optional('as it was', choiceOrNone('what is refused from now on', FROZEN)),
      openedAt: optional('as it was', moment('when it begins: earlier than it does')),
      asIs: withDefault(false, flag('although it stands outside of the floor or ceiling given'), 'no'),
    },
    events: ['account_updated'],
    reasons: ACCOUNT_REASONS.update_account,
    redefines: ['account'],
    replacesMetadata: true,
    cli: {
      summary:
        'Change the floor, the ceiling, the velocity limits or the metadata of an account, freeze it, or have it begin earlier, for what is decided from now on.',
      examples: [
        'update-account --account alice --floor -100',
        'update-account --account alice --ceiling none --metadata owner=Ann',
        'update-account --account alice --limit daily=out:500.00/1d',
        'update-account --account alice --frozen debits',
        'update-account --account alice --opened-at 2026-01-01',
      ],
      done: 'Updated account {account}',
    },
  },
  closeAccount: {
    kind: 'close_account',
    fields: {
      account: account('its id'),
    },
    events: ['account_closed'],
    reasons: ACCOUNT_REASONS.close_account,
    redefines: ['account'],
    cli: {
      summary: 'Close an account that has no money, holds or incoming offers, and that no hold is to pay to.',
      examples: ['close-account --account alice'],
      done: 'Closed account {account}',
    },
  },
  merge: {
    kind: 'merge',
    fields: {
      into: account('the account that stays', 'to'),
      from: account('the account that goes away', 'from'),
    },
    events: ['accounts_merged'],
    reasons: ACCOUNT_REASONS.merge,
    redefines: ['from', 'into'],
    cli: {
      summary:
        'Merge an account into another, with its money, holds, offers, payments and credits; it is gone then.',
      examples: ['merge --from alice-old --into alice'],
      done: 'Merged {from} into {into}',
    },
  },
};
