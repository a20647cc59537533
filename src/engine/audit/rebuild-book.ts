import { messageOf } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';
import type { Needs } from '../../kernel/needs.ts';
import { NotFetched } from '../../kernel/residency.ts';
import { RULES_OF_PURSES, RULES_VERSION } from '../../kernel/rules-version.ts';
import type { StoredCommand } from '../../store/row-kinds.ts';
import type { Changes, JournalRow, Store, StoreTransaction, StoreView } from '../../store/store.ts';
import { BookCache, NO_HEAD } from '../cache/book-cache.ts';
import { fetchNeeds, lacksNeeds } from '../cache/fetch-needs.ts';
import { takeId } from '../cache/load-needs.ts';
import { batchMoment } from '../commit/batch-moment.ts';
import { BatchRun } from '../commit/batch-run.ts';
import { changedKeys, entriesOf, gatherChanges } from '../commit/gather-changes.ts';
import type { Job } from '../commit/job.ts';
import { needsOfWork } from '../commit/job-needs.ts';
import { FIRST_LINK } from '../text/link-hash.ts';
import { accountsOfSecrets } from '../text/private-data.ts';
import { isSameOpenly } from '../text/same-request.ts';
import { findUnfit } from './check-columns.ts';
import type { ContentSums } from './content-sums.ts';
import { decideRowAgain, workOf } from './decide-row-again.ts';
import { needsOfEvents } from './needs-of-row.ts';
import { BadRow, type ReadRow } from './read-journal-row.ts';
import { rebuiltView } from './rebuilt-view.ts';
import { replayRow } from './replay-row.ts';

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

/** A batch of the rebuilding: one transaction, and what the engine gathers of a batch. */
interface Batch {
  readonly transaction: StoreTransaction;
  readonly view: StoreView;
  readonly run: BatchRun;
  rows: number;
}

/** A row that is replayed, and what it asks for where that is decided again. */
interface TakenRow {
  readonly read: ReadRow;
  readonly work: Job['work'] | undefined;
}

/** Why a journal cannot be replayed any further. */
export interface Stop {
  readonly seq: number;
  readonly what: string;
}

/** Rebuilds the state of a book from its journal, through the same code that made it, into a store of its own. */
export class BookRebuild {
  readonly #options: RebuildOptions;
  #cache = new BookCache(NO_HEAD, Number.POSITIVE_INFINITY);
  #batch: Batch | undefined;
  /** The number of the last row that is being replayed. */
  #until = 0;

  constructor(options: RebuildOptions) {
    this.#options = options;
  }

  /** Replays rows that follow those before; a stop, when one of them cannot be. */
  async take(rows: readonly ReadRow[]): Promise<Stop | undefined> {
    let seq = rows[0]?.row.seq ?? 0;
    this.#until = rows.at(-1)?.row.seq ?? 0;
    try {
      const batch = await this.#openBatch();
      const taken: TakenRow[] = [];
      for (const read of rows) {
        seq = read.row.seq;
        taken.push({ read, work: this.#isDecided(read.row) ? workOf(read) : undefined });
      }
      await this.#fetch(batch, taken);
      for (const row of taken) {
        seq = row.read.row.seq;
        await this.#takeRow(batch, row);
      }
      batch.rows += rows.length;
      const max = this.#options.keepsAll ? BATCH_ROWS.all : BATCH_ROWS.state;
      return batch.rows < max ? undefined : await this.finish();
    } catch (error) {
      // A store of our own that fails is no problem of the journal.
      if (error instanceof StoreError) throw error;
      await this.#batch?.transaction.rollback();
      this.#batch = undefined;
      return {
        seq,
        what: error instanceof BadRow ? error.what : `it cannot be replayed: ${messageOf(error)}`,
      };
    }
  }

  /** Writes what was replayed. */
  async finish(): Promise<Stop | undefined> {
    const batch = this.#batch;
    if (batch === undefined) return undefined;
    this.#batch = undefined;
    const { state } = this.#cache;
    const keys = changedKeys(state);
    const changes = this.#changesOf(batch.run, keys);
    const unfit = typeof changes === 'string' ? changes : findUnfit(changes);
    if (typeof changes === 'string' || unfit !== undefined) {
      await batch.transaction.rollback();
      return {
        seq: state.seq,
        what: `what follows from it, or from a row before it, is malformed: ${unfit}`,
      };
    }
    await batch.transaction.write(this.#options.book, changes);
    await batch.transaction.commit();
    state.undo.commit();
    this.#cache.settle(keys);
    if (this.#cache.weight > CACHE_ROWS) this.#cache = new BookCache(state, state.horizon);
    return undefined;
  }

  /** What is to be written, or why that is unknown. */
  #changesOf(run: BatchRun, keys: ReturnType<typeof changedKeys>): Changes | string {
    try {
      return this.#gather(run, keys);
    } catch (error) {
      return messageOf(error);
    }
  }

  #gather(run: BatchRun, keys: ReturnType<typeof changedKeys>): Changes {
    const { book, keepsAll } = this.#options;
    const { seq, lockedBefore, hasPurses } = this.#cache.state;
    const never = { assignedAt: null, recordedAt: null };
    const head = {
      ...{ book, seq, link: FIRST_LINK, ...never, lockedBefore },
      ...{ rules: RULES_VERSION, hasPurses, due: null },
    };
    const gathered = gatherChanges(run, keys, run);
    // Its checkpoints would lie elsewhere: those stored are checked against the entries.
    const changes = { head, journal: [], ...gathered, checkpoints: [], staleCheckpoints: [] };
    return keepsAll
      ? changes
      : { ...changes, entries: [], rows: { ...gathered.rows, command: [], label: [] } };
  }

  async #openBatch(): Promise<Batch> {
    if (this.#batch !== undefined) return this.#batch;
    const { scratch, book, audited, keepsAll } = this.#options;
    const transaction = await scratch.begin();
    const head = await transaction.lock(book);
    const cache = this.#cache;
    cache.state.undo.begin();
    const until = (): number => this.#until;
    const view = rebuiltView({ rebuilt: transaction, audited, keepsAll, until });
    const moment = batchMoment({ now: 0, jumpMs: 0 }, [head]);
    const run = new BatchRun({ cache, moment, recorded: new Map(), firstSeq: 0 });
    this.#batch = { transaction, view, run, rows: 0 };
    return this.#batch;
  }

  /** Fetches what rows need as things are now. */
  #fetch({ view }: Batch, rows: readonly TakenRow[]): Promise<void> {
    const place = { cache: this.#cache, view, book: this.#options.book };
    return fetchNeeds(place, rows, (needs, row) => this.#needsOf(needs, row));
  }

  #needsOf(needs: Needs, { read, work }: TakenRow): void {
    needsOfEvents(needs, read);
    // Where ids are not rebuilt, that each is taken once shows when the sums of all of them are compared.
    if (this.#options.keepsAll) for (const id of idsOf(read)) needs.has('transaction', id);
    if (work !== undefined) needsOfWork(needs, work, read.row.assignedAt ?? 0);
  }

  async #takeRow(batch: Batch, row: TakenRow): Promise<void> {
    const { read, work } = row;
    const { book } = this.#cache;
    book.state.horizon = read.row.recordedAt;
    book.state.rules = read.row.rules;
    if (book.state.seq === 0) book.state.hasPurses = read.row.rules >= RULES_OF_PURSES;
    // Rows before it may have made something that leads it further.
    if (lacksNeeds({ cache: this.#cache }, (needs) => this.#needsOf(needs, row)))
      await this.#fetch(batch, [row]);
    try {
      const problem = work === undefined ? undefined : decideRowAgain(book, read, work);
      if (work === undefined) replayRow(book, read);
      if (problem !== undefined) this.#options.onProblem(read.row.seq, problem);
    } catch (error) {
      if (error instanceof NotFetched) throw new BadRow(error.message);
      throw error;
    }
    if (read.row.retryOf !== null && this.#options.keepsAll) await this.#checkRetry(batch.view, read);
    this.#keep(batch, read);
  }

  /** What is tried again is the latest row under its id, which was refused the same. */
  async #checkRetry(view: StoreView, { row }: ReadRow): Promise<void> {
    const { book, onProblem } = this.#options;
    const { seq, id, retryOf } = row;
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

  /** What a batch of the engine would remember of the row. */
  #keep({ run }: Batch, { row, events, labels, apart }: ReadRow): void {
    const { sums, keepsAll } = this.#options;
    sums.countRow(row.rules);
    if (row.retryOf !== null) sums.removeRefused(row.id, row.retryOf);
    const single = row.kind === 'atomic' ? undefined : events[0];
    const own = { id: row.id, seq: row.seq, event: single?.seq ?? null, isReversed: false };
    this.#takeId(run, own, row.retryOf);
    if (keepsAll) {
      takeId(this.#cache.state, row.id, single);
    }
    run.privateAccounts.push(...accountsOfSecrets(apart.root, [...apart.hashes.keys()], events, row));
    for (const label of labels) {
      if (keepsAll) run.labels.push({ label, seq: row.seq });
      else sums.addLabel({ label, seq: row.seq });
    }
    for (const event of events) {
      if (event.id !== undefined) {
        const inside = { id: event.id, seq: row.seq, event: event.seq, isReversed: false };
        this.#takeId(run, inside);
        // Applying it kept it as a transaction. What is known as a command is left behind with its batch.
        this.#cache.commands.set(inside.id, inside);
      }
      if (event.kind === 'transaction_reversed') sums.reversed.add(event.transaction);
      if (keepsAll) run.events.push(event);
      else for (const entry of entriesOf(event)) sums.addEntry(entry);
    }
  }

  #takeId(run: BatchRun, command: StoredCommand, retryOf: number | null = null): void {
    const { keepsAll, sums, onProblem } = this.#options;
    const { commands } = this.#cache;
    sums.addCommand(command);
    // What is looked up elsewhere is there from the beginning.
    if (!keepsAll) return;
    const before = commands.get(command.id);
    if (before !== undefined && before.seq !== retryOf) {
      onProblem(command.seq, `its id ${command.id} was taken before, by row ${before.seq}`);
    }
    commands.set(command.id, command);
    // One row for each id: the store is given each key once.
    const i = before === undefined ? -1 : run.commands.indexOf(before);
    if (i === -1) run.commands.push(command);
    else run.commands[i] = command;
  }
}

function idsOf({ row, events }: ReadRow): string[] {
  return [row.id, ...events.flatMap(({ id }) => id ?? [])];
}
