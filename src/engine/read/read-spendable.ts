import { readOptions } from '../../base/checked-options.ts';
import { type ClockInput, NO_EVENTS, parseClock } from '../../base/clock.ts';
import { checkId } from '../../base/id.ts';
import { type MomentInput, momentOf } from '../../base/timestamp.ts';
import { checkAsset } from '../../commands/asset.ts';
import type { CreditOrder } from '../../commands/credit-orders.ts';
import { WORLD } from '../../commands/field.ts';
import type { CreditRow } from '../../kernel/credit/credit.ts';
import { sumSpendable } from '../../kernel/credit/pick-credits.ts';
import { afterAll } from '../../kernel/time/instant.ts';
import { creditOf, creditOrderOf } from '../stored-lot-rows.ts';
import { accountAt } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { checkWorldsAsset } from './read-balance.ts';
import { lifeIn } from './read-refundable.ts';

/** What a spend is asked for. */
export interface SpendableOptions {
  /** The moment that a spend would have: credits that came later are not drawn. Default: now. */
  readonly at?: MomentInput | undefined;
  /** What has happened as far as the spender knows: credits at or before it are expired. Default: nothing has. */
  readonly clock?: ClockInput | undefined;
  /** For `world`, which is one account for each asset. */
  readonly asset?: string | undefined;
}

/** What a spend may take of an account's credits. */
export interface Spendable {
  /** The account's id. */
  readonly account: string;
  /** Its asset: code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** The most that a spend could draw, in minor units. */
  readonly amount: bigint;
  /** The order in which it would; null: nothing was granted in the book yet, and its first grant fixes one. */
  readonly order: CreditOrder | null;
}

/**
 * What a spend at a moment and by a clock could draw, as credits stand now; null where no account of that id lives then.
 * O(d k) for k credits with something left and clocks of d processes; where they are not in memory, they are read.
 */
export async function readSpendable(
  reader: BookReader,
  id: string,
  options: SpendableOptions,
): Promise<Spendable | null> {
  const account = checkId('account', id);
  const asked = readOptions('options', options, ['at', 'clock', 'asset']);
  const asset = asked.asset === undefined ? undefined : checkAsset('asset', asked.asset);
  const at = asked.at === undefined ? undefined : momentOf('at', asked.at);
  const clock = asked.clock === undefined ? NO_EVENTS : parseClock('clock', asked.clock);
  checkWorldsAsset(account, asset);
  const sumOf = (credits: Iterable<CreditRow>, moment: number): bigint =>
    sumSpendable(credits, { clock, place: afterAll(moment) });
  return await reader.read<Spendable | null>({
    at,
    fromState: {
      needs: (needs, moment) => {
        const life = needs.life(account, afterAll(moment));
        const key = account === WORLD ? `${WORLD}/${asset}` : life?.row.key;
        if (key !== undefined) needs.has('credits_of', key);
      },
      answer: (state, moment) => {
        const life = accountAt(state, account, moment, asset);
        if (life === null) return null;
        const amount = sumOf(state.creditsByAccount.all(life.row.key), moment);
        return { account, asset: life.row.asset, amount, order: state.creditOrder };
      },
    },
    // An account and its credits are of one state, or a merge between the two would be seen half.
    fromStore: (_, { at: moment }) =>
      reader.withSnapshot(async (view) => {
        const life = await lifeIn(view, reader.book, { account, asset }, moment);
        if (life === undefined) return null;
        const [rows, head] = await Promise.all([
          view.find(reader.book, 'credit', 'open', [life.key]),
          view.head(reader.book),
        ]);
        const order = creditOrderOf(head?.creditOrder ?? null);
        return { account, asset: life.asset, amount: sumOf(rows.map(creditOf), moment), order };
      }),
  });
}
