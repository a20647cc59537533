import type { AnyAnswer } from '../../engine/answer.ts';
import type { ImportItem } from '../../engine/read/list-items.ts';
import type { AccountBook } from '../find-asset.ts';

/** What an import needs of a book: an open book of a house has it. */
export interface ImportedBook extends AccountBook {
  submit(
    commands: readonly object[],
    options?: { readonly retryRefused?: boolean },
  ): Promise<readonly AnyAnswer[]>;
  /** The same book, through which everything is done by an actor. A book that keeps none need not have it. */
  as?(actor: string): ImportedBook;
  /** Imports on record. A book that has none need not implement it. */
  imports?(query: { source: string; after?: string }): Promise<{
    readonly items: readonly ImportItem[];
    readonly cursor: string | null;
  }>;
  /** Those of some ids that are on record; asked only where there are imports. */
  recordedIds?(ids: readonly string[]): Promise<readonly string[]>;
}
