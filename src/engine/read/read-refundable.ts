import { readOptions } from '../../base/checked-options.ts';
import { checkId } from '../../base/id.ts';
import { type MomentInput, momentOf } from '../../base/timestamp.ts';
import { checkAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';
import type { Needs } from '../../kernel/needs.ts';
import { refundableAt } from '../../kernel/refund/pick-payments.ts';
import { afterAll } from '../../kernel/time/instant.ts';
import type { StoreView } from '../../store/store.ts';
import { livesThen } from '../stored-accounts.ts';
import { accountAt } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { checkWorldsAsset } from './read-balance.ts';

/** What a refund is asked for. */
export interface RefundableOptions {
  /** Only payments of this group; default: all. */
  readonly group?: string | undefined;
  /** The moment that a refund would have: later payments do not give. Default: now. */
  readonly at?: MomentInput | undefined;
  /** For `world`, which is one account for each asset. */
  readonly asset?: string | undefined;
}

/** What refunds may take of an account's payments. */
export interface Refundable {
  /** The account's id. */
  readonly account: string;
  /** Its asset: code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** What is left of the payments, in minor units. What the account has available may be less. */
  readonly amount: bigint;
}

/**
 * What is left, as known now, of the payments that an account has and that are dated at or before a moment; null where no account
 * of that id lives then. From memory O(log m) for m payments; else all of them, or of the group, are read.
 */
export async function readRefundable(
  reader: BookReader,
  id: string,
  options: RefundableOptions,
): Promise<Refundable | null> {
  const account = checkId('account', id);
  const asked = readOptions('options', options, ['group', 'at', 'asset']);
  const group = asked.group === undefined ? undefined : checkId('group', asked.group);
  const asset = asked.asset === undefined ? undefined : checkAsset('asset', asked.asset);
  const at = asked.at === undefined ? undefined : momentOf('at', asked.at);
  checkWorldsAsset(account, asset);
  const question: Question = { account, group, asset };
  return await reader.read<Refundable | null>({
    at,
    fromState: {
      needs: (needs, moment) => needPayments(needs, question, moment),
      answer: (state, moment) => {
        const life = accountAt(state, account, moment, asset);
        if (life === null) return null;
        const amount = refundableAt(state.paymentsByAccount, { account: life.row.key, group }, moment);
        return { account, asset: life.row.asset, amount };
      },
    },
    // An account and its payments are of one state, or a merge between the two would be seen half.
    fromStore: (_, moment) => reader.withSnapshot((view) => readFrom(view, reader.book, question, moment.at)),
  });
}

interface Question {
  readonly account: string;
  readonly group: string | undefined;
  readonly asset: string | undefined;
}

function needPayments(needs: Needs, { account, group, asset }: Question, at: number): void {
  const life = needs.life(account, afterAll(at));
  const key = account === WORLD ? `${WORLD}/${asset}` : life?.row.key;
  if (group !== undefined) needs.has('payments_in', group);
  else if (key !== undefined) needs.has('payments_of', key);
}

async function readFrom(
  view: StoreView,
  book: string,
  { account, group, asset }: Question,
  at: number,
): Promise<Refundable | null> {
  const life = await lifeIn(view, book, { account, asset }, at);
  if (life === undefined) return null;
  const payments =
    group === undefined
      ? await view.find(book, 'payment', 'open', [life.key])
      : await view.find(book, 'payment', 'group', [group]);
  const own = payments.filter((payment) => payment.account === life.key && payment.at <= at);
  return { account, asset: life.asset, amount: own.reduce((sum, { remaining }) => sum + remaining, 0n) };
}

/** The life that an account id means at a moment. */
export async function lifeIn(
  view: StoreView,
  book: string,
  { account, asset }: Omit<Question, 'group'>,
  at: number,
): Promise<{ readonly key: string; readonly asset: string } | undefined> {
  if (account === WORLD) return asset === undefined ? undefined : { key: `${WORLD}/${asset}`, asset };
  const lives = await view.find(book, 'account', 'id', [account]);
  return lives.find((row) => livesThen(row, at));
}
