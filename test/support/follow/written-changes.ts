import {
  ROW_KIND_NAMES,
  ROW_KINDS,
  type RowKindName,
  type StoredRows,
} from '../../../src/store/row-kinds.ts';
import type { Changes, Store, StoreTransaction } from '../../../src/store/store.ts';
import { through } from '../watch/through.ts';

/** What houses write to a store: what each transaction that was committed has for each of its books. */
export class WrittenChanges {
  readonly #byBook = new Map<string, Changes[]>();

  /** A store in front of another, whose writes are kept. */
  watch(store: Store): Store {
    return through(store, {
      begin: async (): Promise<StoreTransaction> => this.#watchTransaction(await store.begin()),
    });
  }

  get books(): readonly string[] {
    return [...this.#byBook.keys()];
  }

  /** The batches of a book in order, whichever house wrote them. */
  of(book: string): readonly Changes[] {
    return (this.#byBook.get(book) ?? []).toSorted((a, b) => a.head.seq - b.head.seq);
  }

  #watchTransaction(transaction: StoreTransaction): StoreTransaction {
    const parts = new Map<string, Changes[]>();
    return through(transaction, {
      write: async (book: string, changes: Changes): Promise<void> => {
        await transaction.write(book, changes);
        parts.set(book, [...(parts.get(book) ?? []), changes]);
      },
      commit: async (): Promise<void> => {
        await transaction.commit();
        for (const [book, written] of parts) {
          this.#byBook.set(book, [...(this.#byBook.get(book) ?? []), mergeChanges(written)]);
        }
      },
    });
  }
}

/** Changes that come one after the other, as one: of each row what it is in the end. */
export function mergeChanges(all: readonly Changes[]): Changes {
  const last = all.at(-1);
  if (last === undefined) throw new Error('there are no changes');
  return {
    head: last.head,
    journal: all.flatMap(({ journal }) => journal),
    rows: Object.fromEntries(ROW_KIND_NAMES.map((kind) => [kind, lastRows(kind, all)])),
    entries: all.flatMap(({ entries }) => entries),
    checkpoints: all.flatMap(({ checkpoints }) => checkpoints),
    staleCheckpoints: all.flatMap(({ staleCheckpoints }) => staleCheckpoints),
  };
}

function lastRows<K extends RowKindName>(kind: K, all: readonly Changes[]): StoredRows[K][] {
  const rows = all.flatMap((changes) => changes.rows[kind] ?? []);
  return [...new Map(rows.map((row) => [keyOf(kind, row), row])).values()];
}

/** The key of a row, as text. */
export function keyOf<K extends RowKindName>(kind: K, row: StoredRows[K]): string {
  return JSON.stringify(ROW_KINDS[kind].key.map((column) => row[column]));
}
