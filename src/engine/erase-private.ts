import { PAGE_ROWS_MAX } from '../base/limits.ts';
import { StoreError } from '../base/store-error.ts';
import type { Erase } from '../commands/own-command.ts';
import { REASONS } from '../commands/reasons.ts';
import type { StoredPrivate } from '../store/private-rows.ts';
import type { Store } from '../store/store.ts';
import type { AnyAnswer } from './answer.ts';
import type { BookLock } from './commit/book-lock.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Job } from './commit/job.ts';
import type { MadeId } from './open-options.ts';
import type { BookReader } from './read/book-reader.ts';
import { type CheckedTarget, type FoundPrivate, findPrivate } from './read/read-private.ts';
import { labelsOf } from './text/labels.ts';
import { requestText } from './text/request-text.ts';

/** What came of an erasure. */
export type EraseAnswer =
  | {
      readonly ok: true;
      /** Of how many commands private data were erased now; 0: there were none, or they were erased before. */
      readonly erased: number;
      /** The rows of the journal that say so. */
      readonly seqs: readonly number[];
      /**
       * Whether the store's own files hold nothing of it any more. False: something that is being read still needs it, or the
       * store cannot tell, as PostgreSQL before its vacuum, or the disk failed; call it again to try again.
       */
      readonly wiped: boolean;
    }
  | {
      readonly ok: false;
      /** There is no such command, or no such account. */
      readonly reason: 'transaction_unknown' | 'account_unknown';
      /** The reason in words. */
      readonly message: string;
      /** What can be done about it, for people. */
      readonly remedy: string;
    };

/** What erasing needs of a book. */
interface ErasedBook {
  readonly store: Store;
  readonly stream: BookStream;
  readonly reader: BookReader;
  readonly newId: () => MadeId;
  readonly actor: string | null;
}

/**
 * Erases private data, so many rows at a time, while nothing else is decided on the book: what came before is erased, and what
 * comes after is not. Each time is one row of the journal.
 */
export async function erasePrivate(book: ErasedBook, target: CheckedTarget): Promise<EraseAnswer> {
  const { store, stream, reader } = book;
  const seqs: number[] = [];
  let erased = 0;
  let isOver = false;
  let after: FoundPrivate['next'];
  while (!isOver) {
    await reader.settleDue();
    const lock = await stream.lock();
    try {
      const found = await find(book, lock, target, after);
      if (found.isUnknown) return refusalFor(target);
      const rows = found.rows.filter(({ erasedBy }) => erasedBy === null);
      const now = rows.slice(0, PAGE_ROWS_MAX);
      const seq = now.length === 0 ? null : await commitErasure(book, lock, target, now);
      // More came due meanwhile than fits in a batch: that is decided first.
      if (seq === undefined) continue;
      if (seq !== null) seqs.push(seq);
      erased += now.length;
      // Those of one command may be more than one row of the journal names: then it is looked at again for the others.
      if (now.length < rows.length) continue;
      after = found.next;
      isOver = after === undefined;
    } finally {
      await lock.release();
    }
  }
  return { ok: true, erased, seqs, wiped: await wipe(store) };
}

/** What was erased is on record by now: a disk that fails or is full only keeps its bytes where they were. */
async function wipe(store: Store): Promise<boolean> {
  try {
    return (await store.wipe?.()) ?? true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'store_failed') return false;
    throw error;
  }
}

async function find(
  { reader }: ErasedBook,
  { view }: BookLock,
  target: CheckedTarget,
  after: FoundPrivate['next'],
): Promise<FoundPrivate> {
  if (view !== undefined) return await findPrivate(view, reader.book, target, after);
  return await reader.withSnapshot((snapshot) => findPrivate(snapshot, reader.book, target, after));
}

function refusalFor(target: CheckedTarget): EraseAnswer {
  const reason = 'command' in target ? 'transaction_unknown' : 'account_unknown';
  return { ok: false, reason, message: REASONS[reason].means, remedy: REASONS[reason].remedy };
}

/** Records that rows are erased, and erases them; the number of the row that says so. Undefined: the book has something to decide before. */
async function commitErasure(
  { reader, newId, actor }: ErasedBook,
  lock: BookLock,
  target: CheckedTarget,
  rows: readonly StoredPrivate[],
): Promise<number | undefined> {
  const effectiveAt = await reader.now(lock.view);
  const whose = 'command' in target ? target : { account: target.account, ...withCommands(target) };
  const request: Erase = {
    kind: 'erase',
    effectiveAt,
    ...whose,
    rows: rows.map(({ seq, place }) => [seq, place]),
  };
  const text = requestText(request);
  const work: Job['work'] = { kind: 'erasure', request, rows };
  const labels = labelsOf(request, actor);
  const { promise, resolve: settle, reject: fail } = Promise.withResolvers<AnyAnswer>();
  promise.catch(() => undefined); // It is awaited below, after the commit.
  await lock.commit({
    ...newId(),
    kind: 'erase',
    actor,
    labels,
    text,
    weight: rows.length,
    work,
    settle,
    fail,
  });
  return (await promise).seq ?? undefined;
}

function withCommands({ commands }: { readonly commands: boolean }): Pick<Erase, 'withCommands'> {
  return commands ? { withCommands: true } : {};
}
