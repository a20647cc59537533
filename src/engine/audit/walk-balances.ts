import { idOfKey } from '../../kernel/account/account.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';

/** An account on the walk over all entries. */
export interface WalkedAccount {
  readonly key: string;
  /** Undefined when no such account is stored. */
  readonly row: StoredAccount | undefined;
}

/** Looks at the entries of all accounts, one account after the other, each in order of time. */
export interface BalanceVisitor {
  begin(account: WalkedAccount): void;
  entry(entry: EntryRow): void;
  end(account: WalkedAccount): void;
}

/** Leads visitors over all entries of a book, with the account that each is of. */
export class BalanceWalk {
  readonly #view: StoreView;
  readonly #book: string;
  readonly #visitors: readonly BalanceVisitor[];
  #account: WalkedAccount | undefined;

  constructor(view: StoreView, book: string, visitors: readonly BalanceVisitor[]) {
    this.#view = view;
    this.#book = book;
    this.#visitors = visitors;
  }

  /** The next entries, in order. */
  async page(entries: readonly EntryRow[]): Promise<void> {
    const rows = await this.#accountsOf(entries);
    for (const entry of entries) {
      if (entry.account !== this.#account?.key) {
        this.end();
        this.#account = { key: entry.account, row: rows.get(entry.account) };
        for (const visitor of this.#visitors) visitor.begin(this.#account);
      }
      for (const visitor of this.#visitors) visitor.entry(entry);
    }
  }

  /** Says that there are no more entries. */
  end(): void {
    const account = this.#account;
    this.#account = undefined;
    if (account !== undefined) for (const visitor of this.#visitors) visitor.end(account);
  }

  async #accountsOf(entries: readonly EntryRow[]): Promise<Map<string, StoredAccount>> {
    const ids = new Set<string>();
    let latest = this.#account?.key;
    for (const { account } of entries) {
      if (account === latest) continue;
      latest = account;
      ids.add(idOfKey(account));
    }
    if (ids.size === 0) return new Map();
    const rows = await this.#view.find(this.#book, 'account', 'id', [...ids]);
    return new Map(rows.map((row) => [row.key, row]));
  }
}
