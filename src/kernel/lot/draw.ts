/** What was taken from one lot (a payment or a credit), recorded so that a reversal restores exactly that. */
export interface Draw {
  /** Key of the lot's row. */
  readonly lot: string;
  readonly amount: bigint;
  /** Key of the account that it went to, where each draw of a refund went to its own. */
  readonly to?: string;
}

/** What draws come to together. */
export function totalOf(draws: readonly Pick<Draw, 'amount'>[]): bigint {
  return draws.reduce((sum, { amount }) => sum + amount, 0n);
}

/** What a transaction did to lots besides posting; its reversal takes it back. */
export type LotChange =
  | { readonly lots: 'none' }
  | { readonly lots: 'payment_made' | 'credit_granted'; readonly lot: string }
  | { readonly lots: 'payments_drawn' | 'credits_drawn'; readonly draws: readonly Draw[] };

export const NO_LOTS: LotChange = { lots: 'none' };
