/** What is known by the event that made it. */
interface Made {
  /** The number of that event; null: it was made before that was kept. */
  readonly seq: number | null;
}

export interface StoredPayment extends Made {
  readonly id: string;
  readonly account: string;
  readonly payer: string;
  readonly amount: bigint;
  readonly remaining: bigint;
  readonly at: number;
  /** The group's name; null: it is in none. */
  readonly inGroup: string | null;
  readonly rank: number | null;
}

export interface StoredRefund extends Made {
  readonly id: string;
  readonly account: string;
  readonly at: number;
  /** JSON: [[payment, amount], ...]. */
  readonly draws: string;
}

export interface StoredCredit extends Made {
  readonly key: string;
  readonly id: string;
  readonly account: string;
  readonly grantor: string;
  readonly amount: bigint;
  readonly remaining: bigint;
  /** JSON: {process: counter, ...}; null: never. */
  readonly expiry: string | null;
  /** When it was granted; null: not known. */
  readonly at: number | null;
}
