import type { Store } from '../../store/store.ts';
import type { AcrossAnswer } from '../answer.ts';
import type { Call } from '../commit/call.ts';
import type { MadeId } from '../open-options.ts';
import { type AcrossJob, acrossJob } from './across-job.ts';
import { type AcrossBook, AcrossLoop } from './across-loop.ts';
import type { AcrossCall } from './across-request.ts';

/** The streams of groups of a house: one for each set of books, as long as something goes on there. */
export class AcrossLoops {
  readonly #store: Store;
  readonly #bookOf: (name: string) => AcrossBook;
  readonly #queueWeightMax: number;
  readonly #loops = new Map<string, AcrossLoop>();

  /** @param queueWeightMax most weight that waits in each */
  constructor(store: Store, bookOf: (name: string) => AcrossBook, queueWeightMax: number) {
    this.#store = store;
    this.#bookOf = bookOf;
    this.#queueWeightMax = queueWeightMax;
  }

  /** Takes a group in, in order of calling among those on the same books, and resolves to its answer. */
  ask({ request, retryRefused, actor }: AcrossCall, newId: () => MadeId): Promise<AcrossAnswer> {
    const callOn = (book: string): Call => this.#bookOf(book).loop.newCall(retryRefused);
    const id = request.id === undefined ? newId() : { id: request.id, isIdNew: false };
    return new Promise((settle, fail) => {
      this.#enter(acrossJob(request, { ...id, actor }, { callOn, settle, fail }));
    });
  }

  #enter(job: AcrossJob): void {
    const key = JSON.stringify(job.books);
    const loop =
      this.#loops.get(key) ?? new AcrossLoop(this.#store, job.books.map(this.#bookOf), this.#queueWeightMax);
    this.#loops.set(key, loop);
    void loop.enter(job).then(() => {
      if (loop.isIdle) this.#loops.delete(key);
    });
  }
}
