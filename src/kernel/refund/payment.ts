import type { Draw } from '../lot/draw.ts';

/** A refundable lot: money that came in and may go back, in whole or in parts. */
export interface PaymentRow {
  /** The caller's id, which is also the row's key. */
  readonly id: string;
  /** Key of the account it belongs to while something is left of it; a merge passes it on. */
  readonly account: string;
  /** Key of the account that paid it. */
  readonly from: string;
  readonly amount: bigint;
  /** What refunds have not taken. */
  readonly remaining: bigint;
  /** When it was paid, in the book's unit of time. */
  readonly at: number;
  /** What it is for: absent where that was not said. */
  readonly group?: string;
  /** Its place for the rule that draws by rank; absent: after all that have one. */
  readonly rank?: number;
  /** The number of the event that made it; null: it was made before that was kept. */
  readonly seq: number | null;
}

/** A refund that was accepted: its id is taken for ever. */
export interface RefundRow {
  readonly id: string;
  readonly account: string;
  readonly at: number;
  readonly draws: readonly Draw[];
  /** As of a payment. */
  readonly seq: number | null;
}
