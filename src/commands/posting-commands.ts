import { TallystickError } from '../base/error.ts';
import { ENTRIES_PER_POST_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import { checkFields, fieldList } from './check-fields.ts';
import type { Dated, Entries, Spec } from './entry.ts';
import { account, amount, asset, byForce, type Field, optional, signedAmount } from './field.ts';
import { MOVE_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';

/** One line of a posting: positive into the account, negative out of it. */
export interface PostEntry {
  /** The account that it is on. */
  readonly account: string;
  /** What goes into it, or with a minus out of it, in minor units. */
  readonly amount: bigint;
  /** Needed for `world`; elsewhere it must be the account's. */
  readonly asset?: string;
}

/** The fields of one line. */
const ENTRY_FIELDS = {
  account: account('the account'),
  amount: signedAmount('into it, or with a minus out of it'),
  asset: optional("the account's", asset('needed for world')),
};
const ENTRY_LIST = fieldList(ENTRY_FIELDS);

const entries: Field<readonly PostEntry[]> = {
  form: 'entries',
  help: 'one entry, in units of the asset, for world with its asset: world=-5.00:GBP/2; repeat it',
  check: (field, value) => {
    if (!isList(value) || value.length === 0 || value.length > ENTRIES_PER_POST_MAX) {
      throw new TallystickError('bad_command', field, value, `1 to ${ENTRIES_PER_POST_MAX} entries`);
    }
    const lines = Array.from(value, (line: unknown, i) => checkFields(`${field}[${i}].`, line, ENTRY_LIST));
    return lines as unknown as readonly PostEntry[]; // Each was just checked.
  },
};

/** Posts from one account to another, at once. `world` is whatever is outside the book. */
export interface Transfer extends Dated {
  /** What is to be done. */
  readonly kind: 'transfer';
  /** The account that pays; `world` is whatever is outside of the book. */
  readonly from: string;
  /** The account that is paid. */
  readonly to: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** True: it has happened, so it is posted though the source falls under its floor; default: false. */
  readonly force?: boolean;
}

/** Posts entries that sum to zero for each asset. */
export interface Post extends Dated {
  /** What is to be done. */
  readonly kind: 'post';
  /** Its lines: for each asset they sum to zero. */
  readonly entries: readonly PostEntry[];
  /** True: it has happened, so it is posted though an account that it lowers falls under its floor; default: false. */
  readonly force?: boolean;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const POSTING_REASONS = {
  transfer: ['same_account', ...PAIR_REASONS, ...MOVE_REASONS],
  post: [...PAIR_REASONS, 'unbalanced', ...MOVE_REASONS],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** Each under the name of its method. */
export interface PostingCommands {
  /** Posts from one account to another, at once. `world` is whatever is outside the book. */
  readonly transfer: Spec<
    Transfer,
    { readonly reasons: (typeof POSTING_REASONS)['transfer']; readonly details: 'forced' }
  >;
  /** Posts entries that sum to zero for each asset. */
  readonly post: Spec<
    Post,
    { readonly reasons: (typeof POSTING_REASONS)['post']; readonly details: 'forced' }
  >;
}

export const POSTINGS: Entries<PostingCommands> = {
  transfer: {
    kind: 'transfer',
    fields: {
      from: account('who pays; "world" is all that is outside of the book', 'from'),
      to: account('who is paid', 'to'),
      amount: amount(),
      force: byForce(),
    },
    events: ['posted'],
    posts: true,
    reasons: POSTING_REASONS.transfer,
    details: 'forced',
    cli: {
      summary:
        'Post an amount from one account to another, at once; with --to-book into another book, in both or in none.',
      examples: [
        'transfer --from world --to alice --amount 20.00',
        'transfer --from alice --to bob --minor 1250 --id rent-2026-11 --effective-at 2026-11-21T10:00Z',
        'transfer --book uk --from alice --to-book eu --to bob --amount 12.50 --through clearing',
      ],
      done: 'Transferred {amount} from {from} to {to}[ in {toBook}]',
    },
  },
  post: {
    kind: 'post',
    fields: {
      entries,
      force: byForce(),
    },
    events: ['posted'],
    posts: true,
    reasons: POSTING_REASONS.post,
    details: 'forced',
    cli: {
      summary: 'Post entries that sum to zero for each asset: negative out of an account, positive into it.',
      examples: [
        'post --entry alice=-12.50 --entry bob=10.00 --entry fees=2.50',
        'post --entry world=-5.00:GBP/2 --entry alice=5.00',
        'post --entry alice=-5.00 --entry chargebacks=5.00 --force',
      ],
      done: 'Posted {entries}',
    },
  },
};
