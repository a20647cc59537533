import type { Dated, Entries, Spec } from './entry.ts';
import { account, asset, byDefault, limit } from './field.ts';

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

/** Each under the name of its method. */
export interface AccountCommands {
  /**
   * Opens an account, or a new life of an id whose earlier lives have ended. Notes where the scale of its asset leaves it
   * little room.
   */
  readonly openAccount: Spec<OpenAccount, { readonly says: 'range' }>;
  /** Closes an account that has no money, holds or incoming offers, and that no hold is to pay to. */
  readonly closeAccount: Spec<CloseAccount>;
  /** Merges account `from` into account `into`: `from` is gone. */
  readonly merge: Spec<Merge>;
}

export const ACCOUNTS: Entries<AccountCommands> = {
  openAccount: {
    kind: 'open_account',
    fields: {
      account: account('its id'),
      asset: asset('code and scale: GBP/2 has two digits after the dot'),
      floor: byDefault(0n, limit('least available'), '0'),
      ceiling: byDefault(null, limit('greatest sum of posted, incoming and expected'), 'none'),
    },
    events: ['account_opened'],
    reasons: ['account_exists'],
    says: 'range',
    changes: ['account'],
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
  closeAccount: {
    kind: 'close_account',
    fields: {
      account: account('its id'),
    },
    events: ['account_closed'],
    reasons: ['account_unknown', 'account_named_later', 'account_not_empty'],
    changes: ['account'],
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
    reasons: ['same_account', 'account_unknown', 'asset_mismatch', 'account_named_later', 'ceiling_exceeded'],
    changes: ['from', 'into'],
    cli: {
      summary:
        'Merge an account into another, with its money, holds, offers, payments and credits; it is gone then.',
      examples: ['merge --from alice-old --into alice'],
      done: 'Merged {from} into {into}',
    },
  },
};
