import type { Reason } from '../../src/commands/reasons.ts';
import type { Reverse } from '../../src/commands/record-commands.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import { isWholeAt, type PlainTransaction, purseBack } from './plain-credit-places.ts';
import type { Plan } from './plain-plan.ts';
import { leftBy } from './plain-purse-start.ts';

interface Transactions {
  readonly transactions: ReadonlyMap<string, PlainTransaction>;
  readonly timeline: ReplayedBook;
  readonly hasPurses: boolean;
}

/** The opposite of what a transaction posted, or that it is left out of the history. */
export function planReverse(
  { transaction: id, effectiveAt }: Reverse,
  { transactions, timeline, hasPurses }: Transactions,
): Plan {
  const transaction = transactions.get(id);
  const isLater = transaction !== undefined && transaction.effectiveAt > effectiveAt;
  const against: Reason[] = [];
  if (transaction === undefined) against.push('transaction_unknown');
  else {
    const { lot } = transaction;
    if (transaction.isReversal || transaction.postings.length === 0) against.push('not_reversible');
    if (transaction.isReversed) against.push('already_reversed');
    if (lot !== undefined && lot.remaining !== lot.amount) {
      against.push('at' in lot ? 'payment_drawn' : 'credit_drawn');
    }
    if (lot !== undefined && 'grantedAt' in lot && hasPurses) {
      if (!isWholeAt(timeline.whole(), lot, { granted: transaction.effectiveAt, at: effectiveAt }))
        against.push('credit_not_here');
    }
  }
  const takesBack = against.length === 0 && isLater ? transaction.command : undefined;
  const then = timeline.at(effectiveAt);
  const postings = (against.length > 0 || takesBack !== undefined ? [] : (transaction?.postings ?? [])).map(
    ({ life, amount }) => {
      let holder = then.byKey(life);
      while (holder.mergedInto) holder = holder.mergedInto;
      return { life: holder.key, amount: -amount, purse: hasPurses ? purseBack(transaction, amount) : [] };
    },
  );
  const posting = { kind: 'opposite', effectiveAt, postings } as const;
  const leaves = hasPurses ? leftBy(takesBack, transaction) : [];
  return { posting, against, draws: [], makes: undefined, takesBack, leaves };
}
