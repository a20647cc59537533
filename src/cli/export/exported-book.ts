import type { JournalRecord } from '../../engine/read/journal-record.ts';
import type { AccountItem } from '../../engine/read/list-items.ts';
import type { PrivateItem } from '../../engine/read/read-private.ts';

import type { AccountBook } from '../find-asset.ts';

/** What is exported of a journal record. Records carry more, and the NDJSON export writes all of it. */
export type ExportedRecord = Pick<
  JournalRecord,
  'seq' | 'id' | 'kind' | 'actor' | 'recordedAt' | 'effectiveAt' | 'ok' | 'command' | 'entries'
>;

/** One life of an account. */
export type ExportedLife = Pick<AccountItem, 'account' | 'asset' | 'openedAt' | 'endedAt' | 'mergedInto'>;

/** What an export reads: an open book of a house has it. */
export interface ExportedBook extends Pick<AccountBook, 'holds' | 'offers'> {
  readonly name: string;
  events(query: { after?: number; limit?: number }): Promise<readonly ExportedRecord[]>;
  privateData(what: { readonly command: string }): Promise<readonly PrivateItem[]>;
  accounts(query: {
    after?: string;
    limit?: number;
    id?: string;
    alive?: true;
  }): Promise<{ readonly items: readonly ExportedLife[]; readonly cursor: string | null }>;
}

/** How a format is written: text before all records, text for each, and text after them. */
export interface ExportFormat {
  readonly head: string;
  /** Empty for a record that has nothing to say in this format. */
  ofRecord(record: ExportedRecord): string | Promise<string>;
  /** In pieces, each of a bounded size. */
  tail(): AsyncIterable<string>;
}
