/** A file that was imported to its end. It moves nothing, and no rule asks for it: the import does. */
export interface ImportRow {
  /** The number of its event. */
  readonly key: number;
  /** The moment that the command gave, or was given. */
  readonly at: number;
  /** What the file's rows belong to. */
  readonly source: string;
  /** What the file was, and how its rows were read. */
  readonly fileHash: string;
  readonly mappingHash: string;
  readonly rows: number;
  /** The least and the greatest moment of its rows; null: none of them has one. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}
