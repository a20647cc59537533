import { idOfKey } from '../../kernel/account/account.ts';
import { compareInstants, type Instant } from '../../kernel/time/instant.ts';
import type { StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';

/** Most accounts that are cached from one page to the next. */
const ACCOUNTS_MAX = 50_000;

/** An account that has something from a place on, until it is passed on by a merge; undefined: for ever. */
export interface Holder {
  readonly row: StoredAccount;
  readonly since: Instant;
  readonly until: Instant | undefined;
}

/** Finds stored accounts by key, and what they were merged into. */
export class AccountLookup {
  readonly #view: StoreView;
  readonly #book: string;
  readonly #rows = new Map<string, StoredAccount>();

  constructor(view: StoreView, book: string) {
    this.#view = view;
    this.#book = book;
  }

  /** Loads accounts, and all that they were merged into. */
  async load(keys: Iterable<string>): Promise<void> {
    if (this.#rows.size > ACCOUNTS_MAX) this.#rows.clear();
    const asked = new Set<string>();
    for (let wanted = new Set(keys); wanted.size > 0; ) {
      const ids = new Set<string>();
      for (const key of wanted) {
        if (!this.#rows.has(key) && !asked.has(key)) ids.add(idOfKey(key));
        asked.add(key);
      }
      if (ids.size > 0) {
        const found = await this.#view.find(this.#book, 'account', 'id', [...ids]);
        for (const row of found) this.#rows.set(row.key, row);
      }
      const next = [...wanted].flatMap((key) => this.#rows.get(key)?.endedInto ?? []);
      wanted = new Set(next.filter((key) => !asked.has(key)));
    }
  }

  get(key: string): StoredAccount | undefined {
    return this.#rows.get(key);
  }

  /** The accounts that hold, one after the other, what an account got at a place. The accounts must have been loaded. */
  *holders(key: string, from: Instant): IterableIterator<Holder> {
    const seen = new Set<string>();
    let since = from;
    for (let row = this.#rows.get(key); row !== undefined && !seen.has(row.key); ) {
      seen.add(row.key);
      const ended = endOf(row);
      if (ended === undefined || row.endedInto === null) {
        yield { row, since, until: undefined };
        return;
      }
      yield { row, since, until: ended };
      if (compareInstants(since, ended) < 0) since = ended;
      row = this.#rows.get(row.endedInto);
    }
  }
}

/** Where an account's life ended; undefined while it lives. */
export function endOf({ endedAt, endedOrder }: StoredAccount): Instant | undefined {
  return endedAt === null || endedOrder === null ? undefined : { at: endedAt, order: endedOrder };
}
