import type { ImportItem } from '../../engine/read/list-items.ts';
import type { ImportedBook } from './imported-book.ts';
import type { PreparedRow } from './prepare-rows.ts';

type OpenPeriod = { readonly from: number; to: number };

/** What was imported of a source before, by the book's record of it. */
export class EarlierImports {
  readonly #items: readonly ImportItem[];
  /** Between these moments, themselves left out, some import had all rows; in order, apart from each other. */
  readonly #inside: readonly OpenPeriod[];
  readonly #edges: ReadonlySet<number>;

  constructor(items: readonly ImportItem[]) {
    this.#items = items;
    const periods = items.flatMap(({ firstAt, lastAt }): OpenPeriod[] =>
      firstAt === null || lastAt === null ? [] : [{ from: firstAt, to: lastAt }],
    );
    this.#edges = new Set(periods.flatMap(({ from, to }) => [from, to]));
    this.#inside = joined(periods);
  }

  /** Reads what is on record of a source. */
  static async of(book: ImportedBook, source: string | null): Promise<EarlierImports> {
    const items: ImportItem[] = [];
    for (let after: string | undefined; source !== null; ) {
      const page = await book.imports?.({ source, ...(after === undefined ? {} : { after }) });
      items.push(...(page?.items ?? []));
      if (page === undefined || page.cursor === null) break;
      after = page.cursor;
    }
    return new EarlierImports(items);
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Whether the last import was read by another mapping. */
  hasOtherMapping(mappingHash: string): boolean {
    const last = this.#items.at(-1);
    return last !== undefined && last.mappingHash !== mappingHash;
  }

  /** Whether a file was imported before, read as it is now. */
  has(fileHash: string, mappingHash: string): boolean {
    return this.#items.some((item) => item.fileHash === fileHash && item.mappingHash === mappingHash);
  }

  /** Whether some import had all rows of the row's moment, so that it should be known. O(log n). */
  covers({ command }: PreparedRow): boolean {
    const at = command?.effectiveAt;
    return at !== undefined && this.#isInside(at);
  }

  /** Whether the row is of a moment at which some import began or ended, and none went on. */
  isAtEdge({ command }: PreparedRow): boolean {
    const at = command?.effectiveAt;
    return at !== undefined && this.#edges.has(at) && !this.#isInside(at);
  }

  #isInside(at: number): boolean {
    let [low, high] = [0, this.#inside.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#inside[middle]?.to ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    const period = this.#inside[low];
    return period !== undefined && period.from < at;
  }
}

/** Periods without their ends, those that overlap made one. */
function joined(periods: readonly OpenPeriod[]): OpenPeriod[] {
  const all: OpenPeriod[] = [];
  for (const { from, to } of [...periods].sort((a, b) => a.from - b.from)) {
    if (from >= to) continue;
    const last = all.at(-1);
    if (last === undefined || last.to <= from) all.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return all;
}
