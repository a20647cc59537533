import { PRIVATE_ROWS, type StoredPrivate } from './private-rows.ts';
import type { RowKind } from './row-columns.ts';

/**
 * A kind of side rows: what lasts as the journal does, and does not follow from it. It is described as any kind of row is, is
 * found and listed as they are, and is changed in a transaction that has its book locked: with a batch of the journal or without.
 */
export interface SideKind<Row> extends RowKind<Row> {
  /** Whose its rows are: of a book that has a head, or of the house, all of which stand under HOUSE_BOOK. */
  readonly of: 'book' | 'house';
}

export interface SideRows {
  readonly private: StoredPrivate;
}

export type SideKindName = keyof SideRows;

export const SIDE_KINDS: { readonly [K in SideKindName]: SideKind<SideRows[K]> } = {
  private: { ...PRIVATE_ROWS, of: 'book' },
};
