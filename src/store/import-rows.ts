import type { ImportRow } from '../kernel/record/import-row.ts';
import { COLUMNS, type RowKind } from './row-columns.ts';

/** As the kernel has it. */
export type StoredImport = ImportRow;

const { text, integer, integerOrNull } = COLUMNS;

export const IMPORT_ROWS: RowKind<StoredImport> = {
  table: 'imports',
  columns: {
    key: integer,
    at: integer,
    source: text,
    fileHash: text,
    mappingHash: text,
    rows: integer,
    firstAt: integerOrNull,
    lastAt: integerOrNull,
  },
  key: ['source', 'key'],
  lookups: { source: { column: 'source' } },
  // In order of recording, whatever they are dated.
  made: 'key',
};
