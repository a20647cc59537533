import { idOfKey } from '../../kernel/account/account.ts';
import { seqAt } from '../../kernel/time/instant.ts';
import type { StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { ParsedRow } from '../text/parsed-row.ts';

/** Who had a credit, and what let it expire later: by what the rows of accounts and of credits lead to. */

/** An account that had the credit, and the number of the merge by which it came to the next one. */
export interface Holder {
  readonly key: string;
  readonly mergedBy: number | undefined;
}

/** The life that it was granted to, and all that this was merged into. One look for each. */
export async function holdersOf(
  view: StoreView,
  book: string,
  { grantedTo, life }: { readonly grantedTo: string; readonly life: number },
): Promise<Holder[]> {
  const holders: Holder[] = [];
  let key: string | null = `${life}/${grantedTo}`;
  while (key !== null) {
    const lives: readonly StoredAccount[] = await view.find(book, 'account', 'id', [idOfKey(key)]);
    const row = lives.find((each) => each.key === key);
    if (row === undefined) return holders;
    const { endedInto, endedOrder } = row;
    const isMerged = endedInto !== null && endedOrder !== null;
    holders.push({ key: row.key, mergedBy: isMerged ? seqAt({ order: endedOrder }) : undefined });
    key = endedInto;
  }
  return holders;
}

/** The numbers of the events that extended it: each tells the one before. One look for each. */
export async function extensionsOf(view: StoreView, book: string, last: number | null): Promise<number[]> {
  const seqs: number[] = [];
  for (let seq = last ?? undefined; seq !== undefined; ) {
    seqs.push(seq);
    const [row] = await view.journalRows(book, [seq]);
    const event = row && new ParsedRow(row).events.find((each) => each.seq === seq);
    seq = event?.kind === 'credit_extended' ? event.before : undefined;
  }
  return seqs;
}

/** Who had it when an event came, by the merges that came before. */
export function holderBefore(holders: readonly Holder[], seq: number): Holder | undefined {
  return holders.find(({ mergedBy }) => mergedBy === undefined || mergedBy >= seq);
}
