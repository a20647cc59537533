/** What a house says of itself. */
export interface StoreInfo {
  /** 32 hexadecimal digits, by chance, from its making; copies and backups of a house have the same. */
  readonly id: string;
  /** The version of its tables; null: it has none. */
  readonly schemaVersion: number | null;
  /** The latest version of the rules that anything in it was decided by; 1 for a house without any. */
  readonly rulesVersion: number;
  /** When it was restored from a backup, oldest first. */
  readonly restores: readonly Restore[];
}

/** That the house was restored from a copy, once. */
export interface Restore {
  /** The moment of the backup, in ms; null: it was no backup but a copy of the file. */
  readonly backedUpAt: number | null;
  /** When it was restored, in ms. */
  readonly restoredAt: number;
}
