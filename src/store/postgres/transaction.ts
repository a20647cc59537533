import { assert } from '../../base/assert.ts';
import { StoreError } from '../../base/store-error.ts';
import type { AccountsAt, AccountsOf, SumsMoment } from '../queries.ts';
import { ROW_KIND_NAMES, type RowKindName } from '../row-kinds.ts';
import type { SideKindName, SideRows } from '../side-kinds.ts';
import { assertHasJournal, assertSidePlace, conditionsHold, type SideChanges } from '../side-rows.ts';
import type { BookHead, Changes, HeadNow, StoreTransaction } from '../store.ts';
import { putBookName } from './book-names.ts';
import { lockHead, writeHead } from './books.ts';
import { deleteAllCheckpoints, deleteStaleCheckpoints, writeCheckpoints } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { insertEntries } from './entries.ts';
import type { Sending } from './insert-many.ts';
import { insertJournal } from './journal.ts';
import { asCommitError, asStoreError, outcomeUnknown, sqlStateOf } from './postgres-errors.ts';
import { upsertRows } from './rows.ts';
import { begin, rollBack } from './session.ts';
import { removeSideRows } from './side.ts';
import { statement } from './statements.ts';
import { PostgresView } from './view.ts';

const COMMIT = statement('session', 'COMMIT');

/** Starts a transaction for writing on a connection. Its own errors surface with the first answer. */
export function beginOn(connection: Connection): Promise<void> {
  const begun = begin(connection, 'write');
  // Outside of a transaction each statement would be carried out by itself.
  begun.catch(() => connection.close());
  return begun;
}

export interface TransactionEnd {
  /** Takes the connection back. Called once. */
  readonly give: (connection: Connection) => void;
  /** Called with what was committed. */
  readonly onCommit: (heads: readonly BookHead[]) => void;
  /** Throws when the store is closed. */
  readonly checkOpen: () => void;
}

/** What a transaction has come to, apart from itself: its view asks for it before it is whole. */
interface Life {
  isOver: boolean;
  /** The server takes no more statements, but the end. */
  hasFailed: boolean;
  /** To the beginning, and to everything that was written so far. */
  readonly answers: Promise<unknown>[];
}

/** A transaction on a connection of its own. It reads its own writes, because it reads where it writes. */
export class PostgresTransaction extends PostgresView implements StoreTransaction {
  readonly #connection: Connection;
  readonly #end: TransactionEnd;
  readonly #life: Life;
  /** By which rules the books that are locked are listed; undefined: they are not, as nothing was written to them yet. */
  readonly #listed = new Map<string, number | undefined>();
  #lockedAt: number | undefined;
  /** The heads of the books that were written to. They are sent with the commit, once each, however often there was a write. */
  readonly #heads = new Map<string, BookHead>();

  /** Takes over a connection, and begins a transaction on it. */
  constructor(connection: Connection, end: TransactionEnd) {
    const begun = beginOn(connection);
    const life: Life = { isOver: false, hasFailed: false, answers: [begun] };
    super(async (work) => {
      end.checkOpen();
      assert(!life.isOver, 'a transaction is not used when it is over');
      try {
        const answer = await work(connection);
        // Outside of a transaction each statement would be carried out for good by itself.
        await begun;
        return answer;
      } catch (error) {
        life.hasFailed = true;
        // Behind a write that was refused, all is refused: the write tells why.
        throw (await firstFailure(life.answers)) ?? error;
      }
    });
    this.#connection = connection;
    this.#end = end;
    this.#life = life;
  }

  get lockedAt(): number | undefined {
    return this.#lockedAt;
  }

  /** One round trip, which BEGIN is sent with; two for a book that is new. */
  async lock(book: string): Promise<BookHead> {
    const { head, isNew, now } = await this.use((connection) => lockHead(connection, book));
    this.#lockedAt = now;
    const written = this.#heads.get(book);
    if (written !== undefined) return written;
    this.#listed.set(book, isNew ? undefined : head.rules);
    return head;
  }

  override async head(book: string): Promise<BookHead | undefined> {
    const written = this.#heads.get(book);
    return written ?? (await super.head(book));
  }

  override async headNow(book: string): Promise<HeadNow> {
    const { head, now } = await super.headNow(book);
    return { head: this.#heads.get(book) ?? head, now };
  }

  override accountsAt(book: string, of: AccountsOf, moment: SumsMoment): Promise<AccountsAt> {
    const head = this.#heads.get(book);
    if (head === undefined || moment.isPresent !== true) return super.accountsAt(book, of, moment);
    // The head that was written is not in its table yet.
    const at = Math.max(moment.at, head.assignedAt ?? moment.at);
    return super.accountsAt(book, of, { ...moment, at, isPresent: false });
  }

  /** Sends everything but the head, and waits for no answer: the commit does, in the same round trip. */
  async write(book: string, changes: Changes): Promise<void> {
    assertHasJournal(book);
    assert(this.#listed.has(book), 'a book is written to that is locked');
    assert(changes.head.book === book, 'a book gets its own head');
    const { rules } = changes.head;
    const isListed = this.#listed.get(book) === rules;
    this.#listed.set(book, rules);
    await this.use((connection) => sendChanges(connection, { book, changes, isListed }, this.#life.answers));
    this.#heads.set(book, changes.head);
  }

  /** Waits for no answer, as `write`, unless there is a condition. */
  async writeSide<K extends SideKindName>(
    book: string,
    kind: K,
    { put = [], remove = [], when = {} }: SideChanges<SideRows[K]>,
  ): Promise<boolean> {
    assert(this.#listed.has(book), 'a book is written to that is locked');
    assertSidePlace(kind, book, this.#listed.get(book) !== undefined);
    if (!(await conditionsHold((keys) => this.side(book, kind, keys), kind, when))) return false;
    await this.use((connection) =>
      sendAll(
        connection,
        [...removeSideRows(connection, book, kind, remove), ...upsertRows(connection, book, kind, put)],
        this.#life.answers,
      ),
    );
    return true;
  }

  async deleteCheckpoints(book: string): Promise<void> {
    assert(this.#listed.has(book), 'a book is written to that is locked');
    await this.use((connection) => deleteAllCheckpoints(connection, book));
  }

  async commit(): Promise<void> {
    this.#end.checkOpen();
    assert(!this.#life.isOver, 'a transaction is committed once');
    if (this.#life.hasFailed) {
      await this.rollback();
      throw new StoreError('store_failed', 'nothing was committed: something before had failed');
    }
    this.#life.isOver = true;
    for (const head of this.#heads.values()) {
      const answer = writeHead(this.#connection, head);
      answer.catch(() => undefined);
      this.#life.answers.push(answer);
    }
    try {
      await commitOn(this.#connection, this.#life.answers);
    } catch (error) {
      // Whatever became of it, the server is not to be left waiting with the books locked.
      await this.#connection.close();
      throw error;
    } finally {
      this.#end.give(this.#connection);
    }
    if (this.#heads.size > 0) this.#end.onCommit([...this.#heads.values()]);
  }

  async rollback(): Promise<void> {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    try {
      await rollBack(this.#connection);
    } finally {
      this.#end.give(this.#connection);
    }
  }
}

/**
 * Commits, without waiting for what was written to be answered: when that is refused, the server answers COMMIT by rolling
 * back. A warning makes the outcome as good as unknown: PostgreSQL warns when a commit was not waited for on the standby,
 * and Citus when a part on another node will only be completed later.
 */
export async function commitOn(connection: Connection, answers: readonly Promise<unknown>[]): Promise<void> {
  const { url, warnings } = connection;
  if (connection.isBroken) {
    throw (await firstFailure(answers)) ?? asStoreError(url, new Error('it was lost before the commit'));
  }
  const committing = connection.send(COMMIT);
  committing.catch(() => undefined);
  const failure = await firstFailure(answers);
  let command: string;
  try {
    ({ command } = await committing);
  } catch (error) {
    throw isRefusal(failure) ? failure : asCommitError(url, error);
  }
  if (failure !== undefined)
    throw isRefusal(failure) ? failure : outcomeUnknown(url, String(failure), failure);
  if (command !== 'COMMIT') {
    const message = `${url}: nothing was committed: the server had given up the transaction`;
    throw new StoreError('store_failed', message, undefined, { isRetryable: true });
  }
  if (connection.warnings > warnings) throw outcomeUnknown(url, 'the server warned about it');
}

/** Why the first of some statements failed; undefined when none did. They are answered in order, and one after all. */
export async function firstFailure(answers: readonly Promise<unknown>[]): Promise<unknown> {
  const settled = await Promise.allSettled(answers);
  return settled.find((answer) => answer.status === 'rejected')?.reason;
}

/** Whether the server said no, so that nothing behind it took effect; otherwise its answer was lost. */
function isRefusal(failure: unknown): boolean {
  return failure instanceof StoreError && sqlStateOf(failure.cause) !== undefined;
}

interface BookChanges {
  readonly book: string;
  readonly changes: Changes;
  /** Whether the book is in the list, by the rules of its head. */
  readonly isListed: boolean;
}

/** Sends everything but the head. */
async function sendChanges(
  connection: Connection,
  { book, changes, isListed }: BookChanges,
  answers: Promise<unknown>[],
): Promise<void> {
  const sendings = [
    ...(isListed ? [] : [() => putBookName(connection, book, changes.head.rules)]),
    ...insertJournal(connection, book, changes.journal),
    ...insertEntries(connection, book, changes.entries),
    ...ROW_KIND_NAMES.flatMap((kind) => writeRows(connection, book, kind, changes)),
    ...deleteStaleCheckpoints(connection, book, changes.staleCheckpoints),
    ...writeCheckpoints(connection, book, changes.checkpoints),
  ];
  await sendAll(connection, sendings, answers);
}

/** Sends everything, as fast as it goes out; `answers` gets what comes back, in the same order. */
async function sendAll(
  connection: Connection,
  sendings: readonly Sending[],
  answers: Promise<unknown>[],
): Promise<void> {
  for (const send of sendings) {
    // While the server carries out the ones before, the next is made ready.
    await connection.flush();
    const answer = send();
    answer.catch(() => undefined);
    answers.push(answer);
  }
}

function writeRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  changes: Changes,
): Sending[] {
  const rows = changes.rows[kind];
  return rows === undefined ? [] : upsertRows(connection, book, kind, rows);
}
