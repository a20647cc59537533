import type { PlainBook } from './plain-book.ts';
import type { PlainCredit, PlainDraw, PlainPayment } from './plain-book-picks.ts';
import type { PlainCommand, PlainPart, PlainPosting } from './plain-book-state.ts';

/** A command with an id that was accepted. */
export interface PlainTransaction {
  readonly effectiveAt: number;
  readonly isReversal: boolean;
  /** What stands in the history for it. */
  readonly command: PlainCommand | undefined;
  readonly postings: readonly PlainPosting[];
  readonly draws: readonly PlainDraw<PlainPayment | PlainCredit>[];
  /** The lot that it made. */
  readonly lot: PlainPayment | PlainCredit | undefined;
  isReversed: boolean;
}

/** The moments at which a credit came to whoever has it by all that a book knows, the grant left out. */
export function cameAt(
  book: PlainBook,
  { life, gives }: PlainCredit,
): { readonly given: number; readonly merged: number } {
  let merged = Number.NEGATIVE_INFINITY;
  let holder = book.byKey(life);
  while (holder.mergedInto) {
    merged = Math.max(merged, holder.mergedAt ?? merged);
    holder = holder.mergedInto;
  }
  return { given: Math.max(Number.NEGATIVE_INFINITY, ...gives), merged };
}

/** Whether a credit may be drawn at a moment by whoever has it. */
export function isHere(book: PlainBook, credit: PlainCredit, at: number): boolean {
  const { given, merged } = cameAt(book, credit);
  return Math.max(credit.grantedAt, given, merged) <= at;
}

/**
 * Whether all of a credit that has all of its amount was in the purse from a moment on, or from its grant on where that is later: not where
 * some of it was given back since, or came into a purse only then; nor before the merges behind that.
 */
export function isWholeAt(
  book: PlainBook,
  credit: PlainCredit,
  { granted, at }: { readonly granted: number; readonly at: number },
): boolean {
  if (credit.gives.length === 0) return true;
  const { given, merged } = cameAt(book, credit);
  const here = Math.max(given, merged);
  // What came at the moment of the grant came after it.
  return at >= granted ? here <= at : here < granted;
}

/** Whether a spend may draw on a credit at a moment. */
export function mayBeDrawn(book: PlainBook, credit: PlainCredit, at: number): boolean {
  return credit.starts <= at && isHere(book, credit, at);
}

/** What draws on credits took, by when those end: as far as is known whenever that is asked. */
export function partsOf(draws: readonly PlainDraw<PlainPayment | PlainCredit>[]): PlainPart[] {
  return draws.flatMap(({ lot, amount }) => ('until' in lot ? [partOf(lot, amount)] : []));
}

export function partOf(credit: PlainCredit, amount: bigint): PlainPart {
  return {
    get until() {
      return credit.until;
    },
    starts: credit.starts,
    amount,
  };
}

/** When what is left of a credit is to be posted out, by all that a book knows: at its end, or once it is there later. */
export function dueOf(book: PlainBook, credit: PlainCredit): number {
  const { given, merged } = cameAt(book, credit);
  return Math.max(credit.until, given, merged);
}

/** What the reversal of a transaction that posted so much on a life does with its purse. */
export function purseBack(transaction: PlainTransaction | undefined, amount: bigint): PlainPart[] {
  if (transaction === undefined || !ofCredits(transaction, amount)) return [];
  const { lot, draws } = transaction;
  if (lot !== undefined && 'until' in lot) return [partOf(lot, -amount)];
  return partsOf(draws);
}

/** Whether what a transaction posted on a life came to its credits, or went out of them. */
function ofCredits(
  transaction: Pick<PlainTransaction, 'lot' | 'draws'> | undefined,
  amount: bigint,
): boolean {
  const { lot, draws = [] } = transaction ?? {};
  if (lot !== undefined && 'grantedAt' in lot) return amount > 0n;
  return amount < 0n && draws.some((draw) => 'grantedAt' in draw.lot);
}
