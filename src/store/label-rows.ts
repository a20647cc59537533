import { COLUMNS, type RowKind } from './row-columns.ts';

/** That a row of the journal is found under a label (engine/text/labels.ts). Never changed, never deleted. */
export interface StoredLabel {
  readonly label: string;
  /** The journal row. */
  readonly seq: number;
}

/** Of one label, they are listed in order of seq. */
export const LABEL_ROWS: RowKind<StoredLabel> = {
  table: 'labels',
  columns: { label: COLUMNS.text, seq: COLUMNS.integer },
  key: ['label', 'seq'],
  lookups: { label: { column: 'label' } },
};
