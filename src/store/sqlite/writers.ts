import { AccountWriter } from './account-writer.ts';
import type { Connection } from './connection.ts';
import { EntryWriter } from './entry-writer.ts';
import type { Arrived } from './view.ts';
import type { WriteLimits } from './write-limits.ts';

/** The writers of rows that do not go to their place at once. */
export class Writers {
  readonly accounts: AccountWriter;
  readonly entries: EntryWriter;

  constructor(connection: Connection, limits: WriteLimits) {
    this.accounts = new AccountWriter(connection, limits);
    this.entries = new EntryWriter(connection, limits);
  }

  /** What everyone sees of such rows. */
  get committed(): Arrived {
    return { accounts: this.accounts.committed, entries: this.entries.committed };
  }

  /** What the transaction sees of them. */
  get pending(): Arrived {
    return { accounts: this.accounts.pending, entries: this.entries.pending };
  }

  commit(): void {
    this.accounts.commit();
    this.entries.commit();
  }

  rollback(): void {
    this.accounts.rollback();
    this.entries.rollback();
  }
}
