import type {
  BookHead,
  Changes,
  EntryRow,
  Store,
  StoreTransaction,
  StoreView,
} from '../../src/store/store.ts';

/** Changes of a book with only what is given, for tables. */
export function someChanges(book: string, head: Partial<BookHead>, changes: Partial<Changes> = {}): Changes {
  return {
    head: {
      book,
      seq: 1,
      link: new Uint8Array(32).fill(1),
      assignedAt: null,
      lockedBefore: null,
      due: null,
      recordedAt: 0,
      rules: 2,
      hasPurses: true,
      creditOrder: null,
      ...head,
    },
    journal: [],
    rows: {},
    entries: [],
    staleCheckpoints: [],
    checkpoints: [],
    ...changes,
  };
}

/** Writes to a book, in a transaction of its own. */
export async function commitChanges(store: Store, changes: Partial<Changes>, book = 'b'): Promise<void> {
  const transaction = await store.begin();
  await transaction.lock(book);
  await transaction.write(book, someChanges(book, {}, changes));
  await transaction.commit();
}

/** Locks a book and writes one command, which becomes its head. */
export async function writeCommand(
  transaction: StoreTransaction,
  id: string,
  seq: number,
  book = 'b',
): Promise<void> {
  await transaction.lock(book);
  const rows = { command: [{ id, seq, event: seq, isReversed: false }] };
  await transaction.write(book, someChanges(book, { seq }, { rows }));
}

export async function commitCommand(store: Store, id: string, seq: number, book = 'b'): Promise<void> {
  const transaction = await store.begin();
  await writeCommand(transaction, id, seq, book);
  await transaction.commit();
}

/** The ids of the commands of a book. */
export async function commandsOf(view: StoreView, book = 'b'): Promise<string[]> {
  return (await view.list(book, 'command', { limit: 100 })).map(({ id }) => id);
}

export async function seqOf(view: StoreView, book = 'b'): Promise<number | undefined> {
  return (await view.head(book))?.seq;
}

/** An entry, or a checkpoint, whose sums tell it from others. */
export function rowAt(account: string, at: number, order: number, seq: number): EntryRow {
  const pending = { incoming: 0n, expected: BigInt(order), purse: BigInt(at + seq), spendable: BigInt(-seq) };
  return { account, at, order, seq, inflow: BigInt(seq), outflow: 0n, available: BigInt(at), ...pending };
}

/** `account at/order seq`. */
export function nameOf({ account, at, order, seq }: EntryRow): string {
  return `${account} ${at}/${order} ${seq}`;
}
