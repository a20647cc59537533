/** One line on one account, as the house tells it: what one event changed at one place in time. */
export interface ExportedEntry {
  /** The account's id. */
  readonly account: string;
  readonly asset: string;
  /** The number of the event. */
  readonly seq: number;
  readonly at: number;
  readonly order: number;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
}

/** What is exported of a journal record. Records carry more, and the NDJSON export writes all of it. */
export interface ExportedRecord {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly recordedAt: number;
  readonly effectiveAt: number;
  readonly ok: boolean;
  /** What was asked, as it was asked. */
  readonly command: unknown;
  readonly entries: readonly ExportedEntry[];
}

/** One life of an account. */
export interface ExportedLife {
  readonly account: string;
  readonly asset: string;
  readonly openedAt: number;
  /** null: it lives. */
  readonly endedAt: number | null;
  /** The account that it was merged into; null: it lives, or was closed. */
  readonly mergedInto: string | null;
}

/** What an export reads: an open book of a house has it. */
export interface ExportedBook {
  readonly name: string;
  events(query: { after?: number; limit?: number }): Promise<readonly ExportedRecord[]>;
  accounts(query: {
    after?: string;
    limit?: number;
  }): Promise<{ readonly items: readonly ExportedLife[]; readonly cursor: string | null }>;
}

/** How a format is written: text before all records, text for each, and text after them. */
export interface ExportFormat {
  readonly head: string;
  /** Empty for a record that has nothing to say in this format. */
  ofRecord(record: ExportedRecord): string;
  /** In pieces, each of a bounded size. */
  tail(): AsyncIterable<string>;
}
