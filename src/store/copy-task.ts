/** What is asked of a copy of a house. */
export interface CopyTask {
  /** The file to be made. */
  readonly path: string;
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean;
  /** The present moment. */
  readonly at: number;
  /** Looks the copy through before it is put in its place; throws, and there is none. */
  readonly check: (file: string) => Promise<void>;
}

export interface BackupTask extends CopyTask {
  readonly onProgress?: ((progress: { step: string; done: number; total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
