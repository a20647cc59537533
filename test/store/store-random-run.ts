import fc from 'fast-check';
import { SIDE_KINDS } from '../../src/store/side-kinds.ts';
import { HOUSE_BOOK } from '../../src/store/side-rows.ts';
import type { Snapshot, Store, StoreTransaction, StoreView } from '../../src/store/store.ts';
import { type PlainBooks, PlainView } from './plain-store.ts';
import { deletePlainCheckpoints, plainHead, writePlain, writePlainSide } from './plain-writes.ts';
import { showRows } from './show-rows.ts';
import { type DraftSide, draftSides, sideChangesOf } from './side-changes.ts';
import { changesOf, type DraftChanges, draftChanges } from './store-changes.ts';
import type { StoreKind, StorePlace } from './store-list.ts';
import { ask, bookNames, EVERYTHING, type StoreQuery, storeQueries } from './store-queries.ts';

/** What is done to a store next. Begins a transaction, or locks the book, when that is wanted first. */
type Step =
  | { readonly step: 'lock' | 'delete checkpoints'; readonly book: string }
  | { readonly step: 'write'; readonly book: string; readonly draft: DraftChanges }
  | { readonly step: 'side'; readonly book: string; readonly side: DraftSide }
  | { readonly step: 'commit' | 'rollback' | 'snapshot' | 'close snapshot' | 'reopen' };

export interface CheckedStep {
  readonly step: Step;
  /** Asked of every view that is open after it. */
  readonly queries: readonly StoreQuery[];
}

const stepNames = fc.oneof(
  { weight: 6, arbitrary: fc.constant('commit' as const) },
  { weight: 2, arbitrary: fc.constant('rollback' as const) },
  { weight: 3, arbitrary: fc.constant('snapshot' as const) },
  { weight: 2, arbitrary: fc.constant('close snapshot' as const) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ step: fc.constant('write' as const), book: bookNames, draft: draftChanges }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ step: fc.constant('side' as const), book: bookNames, side: draftSides }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('lock' as const), book: bookNames }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('delete checkpoints' as const), book: bookNames }) },
  { weight: 12, arbitrary: stepNames.map((step) => ({ step })) },
);

export const storeRuns: fc.Arbitrary<CheckedStep[]> = fc.array(
  fc.record({ step: steps, queries: fc.array(storeQueries, { minLength: 4, maxLength: 8 }) }),
  { minLength: 10, maxLength: 30, size: 'max' },
);

/** A view of the store beside the same view of the model. */
interface Pair<View extends StoreView> {
  readonly real: View;
  books: PlainBooks;
}

/** A store and its model, to which the same is done; any difference in what they show is thrown. */
export class StoreRun {
  readonly #kind: StoreKind;
  readonly #place: StorePlace;
  #store: Store;
  #committed: PlainBooks = new Map();
  #transaction: Pair<StoreTransaction> | undefined;
  #locked = new Set<string>();
  #snapshots: Pair<Snapshot>[] = [];

  private constructor(kind: StoreKind, place: StorePlace, store: Store) {
    this.#kind = kind;
    this.#place = place;
    this.#store = store;
  }

  static async of(kind: StoreKind, run: readonly CheckedStep[]): Promise<void> {
    const place = await kind.makePlace();
    const it = new StoreRun(kind, place, await place.open());
    try {
      for (const { step, queries } of run) {
        await it.#take(step);
        await it.#check([...queries, ...EVERYTHING]);
      }
    } finally {
      await it.#letGo();
      await it.#store.close();
      await place.remove();
    }
  }

  async #take(step: Step): Promise<void> {
    switch (step.step) {
      case 'lock':
        await this.#locking(step.book);
        return;
      case 'write': {
        const transaction = await this.#locking(step.book);
        const changes = changesOf(step.book, transaction.books.get(step.book), step.draft);
        await transaction.real.write(step.book, changes);
        transaction.books = writePlain(transaction.books, step.book, changes);
        return;
      }
      case 'side':
        await this.#writeSide(step.book, step.side);
        return;
      case 'delete checkpoints': {
        const transaction = await this.#locking(step.book);
        await transaction.real.deleteCheckpoints(step.book);
        transaction.books = deletePlainCheckpoints(transaction.books, step.book);
        return;
      }
      case 'snapshot':
        if (this.#snapshots.length < 2) {
          this.#snapshots.push({ real: await this.#store.snapshot(), books: this.#committed });
        }
        return;
      case 'close snapshot':
        await this.#snapshots.shift()?.real.close();
        return;
      case 'reopen':
        await this.#reopen();
        return;
      default:
        await this.#finish(step.step);
    }
  }

  async #writeSide(name: string, draft: DraftSide): Promise<void> {
    const book = SIDE_KINDS[draft.kind].of === 'house' ? HOUSE_BOOK : name;
    const transaction = await this.#locking(book);
    // Only of a book that has a head.
    if (book !== HOUSE_BOOK && !transaction.books.has(book)) return;
    const changes = sideChangesOf(transaction.books.get(book), draft);
    const after = writePlainSide(transaction.books, book, draft.kind, changes);
    const isDone = await transaction.real.writeSide(book, draft.kind, changes);
    mustBeSame('whether side rows were written', String(isDone), String(after !== undefined));
    transaction.books = after ?? transaction.books;
  }

  async #locking(book: string): Promise<Pair<StoreTransaction>> {
    this.#transaction ??= { real: await this.#store.begin(), books: this.#committed };
    if (!this.#locked.has(book)) {
      this.#locked.add(book);
      const head = await this.#transaction.real.lock(book);
      mustBeSame(
        'the head that was locked',
        showRows(head),
        showRows(plainHead(this.#transaction.books, book)),
      );
    }
    return this.#transaction;
  }

  async #finish(how: 'commit' | 'rollback'): Promise<void> {
    const transaction = this.#transaction;
    if (transaction === undefined) return;
    await transaction.real[how]();
    if (how === 'commit') this.#committed = transaction.books;
    this.#transaction = undefined;
    this.#locked.clear();
  }

  /** Closes and opens it; what does not last is empty then. */
  async #reopen(): Promise<void> {
    await this.#letGo();
    await this.#store.close();
    this.#store = await this.#place.open();
    if (!this.#kind.isDurable) this.#committed = new Map();
  }

  async #letGo(): Promise<void> {
    await this.#finish('rollback');
    for (const { real } of this.#snapshots.splice(0)) await real.close();
  }

  async #check(queries: readonly StoreQuery[]): Promise<void> {
    const pairs: [string, Pair<StoreView>][] = [
      ['latest', { real: this.#store.latest, books: this.#committed }],
      ...this.#snapshots.map((pair, i): [string, Pair<StoreView>] => [`snapshot ${i}`, pair]),
    ];
    if (this.#transaction !== undefined) pairs.push(['the transaction', this.#transaction]);
    for (const [name, { real, books }] of pairs) {
      const model = new PlainView(books);
      for (const query of queries) {
        const what = `${query.call}(${query.args.map(showRows).join(', ')}) of ${name}`;
        mustBeSame(what, await ask(real, query), await ask(model, query));
      }
    }
  }
}

function mustBeSame(what: string, actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`${what}\nis\n${actual}\nnot\n${expected}`);
}
