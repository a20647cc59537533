import { ROW_KIND_NAMES } from '../../src/store/row-kinds.ts';
import type { Store } from '../../src/store/store.ts';

/**
 * Columns that carry no meaning, so that nothing can be wrong with them as long as what is said of them holds: where a
 * frontier stands, at which moment sums were taken, and when the next are due.
 */
const WITHOUT_MEANING: ReadonlySet<string> = new Set([
  'account.frontier',
  'account.sinceCheckpoint',
  'checkpoint.at',
]);

const ALL = 1_000_000;

/** Every row of every book, as text: what a house knows, wherever in its store that is kept. Closes the store. */
export async function dumpOf(store: Store): Promise<string> {
  try {
    const lines: string[] = [];
    const put = (kind: string, rows: readonly object[]): void => {
      // Two checkpoints that differ in what has no meaning are one.
      lines.push(...new Set(rows.map((row) => `${kind} ${textOf(kind, row)}`)));
    };
    const { latest } = store;
    for (const book of await latest.books({ limit: ALL })) {
      put('head', [(await latest.head(book)) ?? {}]);
      put('journal', await latest.journal(book, { limit: ALL }));
      for (const kind of ROW_KIND_NAMES) put(kind, await latest.list(book, kind, { limit: ALL }));
      put('entry', await latest.allEntries(book, { limit: ALL }));
      put('checkpoint', await latest.checkpoints(book, { limit: ALL }));
    }
    return lines.join('\n');
  } finally {
    await store.close();
  }
}

function textOf(kind: string, row: object): string {
  const members = Object.entries(row).filter(([column]) => !WITHOUT_MEANING.has(`${kind}.${column}`));
  return members
    .map(([, value]) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : `${typeof value} ${value}`,
    )
    .join(' | ');
}
