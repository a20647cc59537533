import type { StoredAccount } from '../stored-account.ts';
import { ArrivalLog } from './arrival-log.ts';
import { ArrivedAccounts, insertArrivedAccounts, readArrivedAccounts } from './arrived-accounts.ts';
import type { Connection } from './connection.ts';
import { upsertRows } from './rows.ts';
import type { WriteLimits } from './write-limits.ts';

/**
 * Writes account rows. Those of a small batch lie apart and would cost a page each, again and again; so they are
 * written in order of arrival, and moved to their place when they are thousands, the last one of each account only.
 * What arrived counts before what is at its place.
 */
export class AccountWriter {
  readonly #limits: WriteLimits;
  readonly #log: ArrivalLog<StoredAccount, ArrivedAccounts>;

  /** Reads what arrived before. */
  constructor(connection: Connection, limits: WriteLimits) {
    this.#limits = limits;
    this.#log = new ArrivalLog(
      (row) => row.id,
      (list, upTo) => new ArrivedAccounts(list, upTo),
      () => readArrivedAccounts(connection),
    );
  }

  /** What everyone sees of the arrived rows. */
  get committed(): ArrivedAccounts {
    return this.#log.committed;
  }

  /** What the transaction sees of them. */
  get pending(): ArrivedAccounts {
    return this.#log.pending;
  }

  write(connection: Connection, book: string, rows: readonly StoredAccount[]): void {
    if (rows.length >= this.#limits.largeBatchMin) {
      // First what came before.
      this.#move(connection);
      upsertRows(connection, book, 'account', rows);
      return;
    }
    if (rows.length === 0) return;
    insertArrivedAccounts(connection, this.#log.add(book, rows));
    if (this.#log.size >= this.#limits.arrivedAccountsMax) this.#move(connection);
  }

  commit(): void {
    this.#log.commit();
  }

  rollback(): void {
    this.#log.rollback();
  }

  #move(connection: Connection): void {
    if (this.#log.size === 0) return;
    for (const book of this.#log.books()) {
      upsertRows(connection, book, 'account', this.#log.pending.ofBook(book));
    }
    connection.run('DELETE FROM "arrivedAccounts"');
    this.#log.clear();
  }
}
