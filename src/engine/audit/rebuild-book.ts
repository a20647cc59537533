import { messageOf } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';
import type { Book } from '../../kernel/book.ts';
import type { Needs } from '../../kernel/needs.ts';
import { NotFetched } from '../../kernel/residency.ts';
import { RULES_VERSION } from '../../kernel/rules-version.ts';
import type { Changes, JournalRow, Store, StoreTransaction, StoreView } from '../../store/store.ts';
import { BookCache, NO_HEAD } from '../cache/book-cache.ts';
import { needsOfWork } from '../commit/job-needs.ts';
import { findUnfit } from '../follow/check-columns.ts';
import { Follower, type RowReplay } from '../follow/follower.ts';
import { entriesOf } from '../follow/gather-changes.ts';
import { BadRow, type ReadRow } from '../follow/read-journal-row.ts';
import { replayRow } from '../follow/replay-row.ts';
import { FIRST_LINK } from '../text/link-hash.ts';
import { isSameOpenly } from '../text/same-request.ts';
import type { ContentSums } from './content-sums.ts';
import { decideRowAgain, workOf } from './decide-row-again.ts';
import { rebuiltView } from './rebuilt-view.ts';

/** Rows replayed in one batch of writes. */
const BATCH_ROWS = { all: 4_096, state: 16_384 } as const;

/** About how many rows are kept in memory. */
const CACHE_ROWS = 400_000;

export interface RebuildOptions {
  /** Empty; where the book is rebuilt. */
  readonly scratch: Store;
  readonly audited: StoreView;
  readonly book: string;
  /** True: commands and entries are rebuilt too; false: only their sums. */
  readonly keepsAll: boolean;
  /** True: each command is decided again, if by the rules of today. Needs `keepsAll`. */
  readonly decides: boolean;
  readonly sums: ContentSums;
  /** Called with what is wrong with the row of that number, when it does not stop the rebuilding. */
  readonly onProblem: (seq: number, what: string) => void;
}

/** A batch of the rebuilding: one transaction, and what follows from its rows. */
interface Batch {
  readonly transaction: StoreTransaction;
  readonly view: StoreView;
  readonly follower: Follower;
  rows: number;
}

/** Why a journal cannot be replayed any further. */
export interface Stop {
  readonly seq: number;
  readonly what: string;
}

/** Rebuilds the state of a book from its journal, through the follower, into a store of its own. */
export class BookRebuild implements RowReplay {
  readonly #options: RebuildOptions;
  #cache = new BookCache(NO_HEAD, Number.POSITIVE_INFINITY);
  #batch: Batch | undefined;
  /** The number of the last row that is being replayed. */
  #until = 0;
  /** What rows ask for that are decided again. */
  readonly #works = new Map<ReadRow, ReturnType<typeof workOf>>();

  constructor(options: RebuildOptions) {
    this.#options = options;
  }

  /** Replays rows that follow those before; a stop, when one of them cannot be. */
  async take(rows: readonly ReadRow[]): Promise<Stop | undefined> {
    let begun = rows[0]?.row.seq ?? 0;
    this.#until = rows.at(-1)?.row.seq ?? 0;
    this.#works.clear();
    let batch: Batch | undefined;
    try {
      const opened = await this.#openBatch();
      for (const read of rows) {
        begun = read.row.seq;
        if (this.#isDecided(read.row)) this.#works.set(read, workOf(read));
      }
      batch = opened;
      await batch.follower.take(rows);
      batch.rows += rows.length;
      const max = this.#options.keepsAll ? BATCH_ROWS.all : BATCH_ROWS.state;
      return batch.rows < max ? undefined : await this.finish();
    } catch (error) {
      // A store of our own that fails is no problem of the journal.
      if (error instanceof StoreError) throw error;
      await this.#batch?.transaction.rollback();
      this.#batch = undefined;
      return { seq: batch?.follower.at ?? begun, what: whatIn(error) };
    }
  }

  /** Writes what was replayed. */
  async finish(): Promise<Stop | undefined> {
    const batch = this.#batch;
    if (batch === undefined) return undefined;
    this.#batch = undefined;
    const { transaction, follower } = batch;
    const { book } = this.#options;
    const changes = await this.#changesOf(follower);
    const unfit = typeof changes === 'string' ? changes : findUnfit(changes);
    if (typeof changes === 'string' || unfit !== undefined) {
      await transaction.rollback();
      return {
        seq: this.#cache.state.seq,
        what: `what follows from it, or from a row before it, is malformed: ${unfit}`,
      };
    }
    await transaction.write(book, changes);
    await transaction.commit();
    follower.settle();
    const { state } = this.#cache;
    if (this.#cache.weight > CACHE_ROWS) this.#cache = new BookCache(state, state.horizon);
    return undefined;
  }

  /** What is to be written, or why that is unknown. */
  async #changesOf(follower: Follower): Promise<Changes | string> {
    try {
      return this.#kept(await follower.changes());
    } catch (error) {
      if (error instanceof StoreError) throw error;
      return messageOf(error);
    }
  }

  /** What is compared with what is stored: the journal itself is not, nor what is checked against it or against entries. */
  #kept({ head, rows, entries }: Changes): Changes {
    const never = { assignedAt: null, recordedAt: null };
    const bare = { ...head, ...never, link: FIRST_LINK, rules: RULES_VERSION, due: null };
    const changes = { head: bare, journal: [], rows, entries, checkpoints: [], staleCheckpoints: [] };
    if (this.#options.keepsAll) return changes;
    return { ...changes, entries: [], rows: { ...rows, command: [], label: [] } };
  }

  async #openBatch(): Promise<Batch> {
    if (this.#batch !== undefined) return this.#batch;
    const { scratch, book, audited, keepsAll } = this.#options;
    const transaction = await scratch.begin();
    const head = await transaction.lock(book);
    const until = (): number => this.#until;
    const view = rebuiltView({ rebuilt: transaction, audited, keepsAll, until });
    const follower = new Follower({ cache: this.#cache, view, head }, this);
    this.#batch = { transaction, view, follower, rows: 0 };
    return this.#batch;
  }

  needs(needs: Needs, read: ReadRow): void {
    // Where ids are not rebuilt, that each is taken once shows when the sums of all of them are compared.
    if (this.#options.keepsAll) for (const id of idsOf(read)) needs.has('transaction', id);
    const work = this.#works.get(read);
    if (work !== undefined) needsOfWork(needs, work, read.row.assignedAt ?? 0);
  }

  replay(book: Book, read: ReadRow): void {
    const work = this.#works.get(read);
    const problem = work === undefined ? undefined : decideRowAgain(book, read, work);
    if (work === undefined) replayRow(book, read);
    if (problem !== undefined) this.#options.onProblem(read.row.seq, problem);
  }

  /** Compares it with the rows before, and counts it. */
  async replayed(read: ReadRow): Promise<void> {
    const { row, events, labels } = read;
    const { sums, keepsAll } = this.#options;
    if (row.retryOf !== null && keepsAll) await this.#checkRetry(read);
    sums.countRow(row.rules);
    if (row.retryOf !== null) sums.removeRefused(row.id, row.retryOf);
    const single = row.kind === 'atomic' ? undefined : events[0];
    this.#countId(row.id, row.seq, single?.seq ?? null, row.retryOf);
    for (const { id, seq } of events) if (id !== undefined) this.#countId(id, row.seq, seq);
    for (const event of events)
      if (event.kind === 'transaction_reversed') sums.reversed.add(event.transaction);
    if (keepsAll) return;
    for (const label of labels) sums.addLabel({ label, seq: row.seq });
    for (const event of events) for (const entry of entriesOf(event)) sums.addEntry(entry);
  }

  /** What is tried again is the latest row under its id, which was refused the same. */
  async #checkRetry({ row }: ReadRow): Promise<void> {
    const { book, audited, onProblem } = this.#options;
    const { seq, id, retryOf } = row;
    const view = this.#batch?.view ?? audited;
    const [before] = await view.journalRows(book, [retryOf ?? 0]);
    const isRight =
      before?.seq === retryOf &&
      before?.id === id &&
      !before.isAccepted &&
      isSameOpenly(before.request, row.request) &&
      this.#cache.commands.get(id)?.seq === retryOf;
    if (!isRight) onProblem(seq, `it does not retry row ${retryOf}, as it says`);
  }

  /** What other rules decided is taken over as it is. */
  #isDecided({ rules }: JournalRow): boolean {
    return this.#options.decides && rules === RULES_VERSION;
  }

  #countId(id: string, seq: number, event: number | null, retryOf: number | null = null): void {
    const { keepsAll, sums, onProblem } = this.#options;
    const { commands } = this.#cache;
    const command = { id, seq, event, isReversed: false };
    sums.addCommand(command);
    if (!keepsAll) return;
    const before = commands.get(id);
    if (before !== undefined && before.seq !== retryOf)
      onProblem(seq, `its id ${id} was taken before, by row ${before.seq}`);
    // A row may name one twice.
    commands.set(id, command);
  }
}

function whatIn(error: unknown): string {
  if (error instanceof BadRow) return error.what;
  return error instanceof NotFetched ? error.message : `it cannot be replayed: ${messageOf(error)}`;
}

function idsOf({ row, events }: ReadRow): string[] {
  return [row.id, ...events.flatMap(({ id }) => id ?? [])];
}
