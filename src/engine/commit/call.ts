import type { JournalRow } from '../../store/store.ts';
import type { BatchPlace, OwnBatch } from './batch-place.ts';
import { retry } from './retry.ts';

/** Where a book stood when a call was made, as found out soon after. */
interface Looked {
  /** Rows behind this number were not on record. */
  readonly seq: number;
  /** By the store's clock: the call was made at this moment or before, */
  readonly madeAt: number;
  /** and looked at this moment. */
  readonly lookedAt: number;
}

/** One call of a caller's, of which there may be many jobs on a book. */
export class Call {
  /** True once some job of it failed: nothing of it that is not decided by then will be. */
  isOver = false;
  /** Whether what was refused under its ids, before it was taken in, is decided anew. */
  readonly retryRefused: boolean;
  /** The last batch of this process when it was taken in. */
  readonly #since: OwnBatch;
  readonly #looking: Promise<void> | undefined;
  #looked: Looked | undefined;

  /** Takes a call in: what is recorded from here on is not on record before it. */
  constructor({ store, book, slot, observing }: BatchPlace, retryRefused: boolean) {
    this.retryRefused = retryRefused;
    this.#since = slot.latest;
    // Others may write between now and its batch, and with the same flag: of two calls at one time only one decides anew.
    if (!retryRefused || store.isExclusive) return;
    this.#looking = lookAt({ store, book, observing }).then((looked) => {
      this.#looked = looked;
    });
    this.#looking.catch(() => undefined); // It is awaited before anything is decided.
  }

  /** Resolves when it is known what was on record before it. */
  async ready(): Promise<void> {
    await this.#looking;
  }

  /** Whether a row was recorded after it was taken in, as far as that is known. */
  isOlderThan({ seq, recordedAt }: Pick<JournalRow, 'seq' | 'recordedAt'>): boolean {
    for (let batch = this.#since.next; batch !== undefined; batch = batch.next) {
      if (seq > batch.after && seq <= batch.until) return true;
    }
    const looked = this.#looked;
    if (looked === undefined || seq <= this.#since.until) return false;
    // Of what is dated ahead of the look, the date tells nothing.
    return seq > looked.seq || (recordedAt > looked.madeAt && recordedAt <= looked.lookedAt);
  }
}

/**
 * A look that comes later than this after its call has waited for something: a connection, or a busy process. Others need
 * several turns of the server for a batch, so that within it nobody else has recorded anything.
 */
const LATE_MS = 1;
/** So often the clock is looked at then: the quickest answer says most exactly when the call was made. */
const CLOCK_LOOKS = 3;

type LookedAt = Pick<BatchPlace, 'store' | 'book' | 'observing'>;

/** Looks where a book stands, and where that was late, for when the call was made by the store's clock. */
async function lookAt(place: LookedAt): Promise<Looked> {
  const made = performance.now();
  const { seq, at } = await lookOnce(place);
  if (performance.now() - made <= LATE_MS) return { seq, madeAt: at, lookedAt: at };
  let best = { tookMs: Number.POSITIVE_INFINITY, madeAt: at };
  for (let i = 0; i < CLOCK_LOOKS; i += 1) {
    const again = await lookOnce(place);
    // The clock was read at some time between the question and its answer: most likely half way.
    const madeAt = again.at - (again.asked - made) - again.tookMs / 2;
    if (again.tookMs < best.tookMs) best = { tookMs: again.tookMs, madeAt };
  }
  return { seq, madeAt: best.madeAt, lookedAt: at };
}

interface Look {
  readonly seq: number;
  /** By the store's clock; 0: it has none. */
  readonly at: number;
  readonly asked: number;
  readonly tookMs: number;
}

async function lookOnce({ store: { latest }, book, observing }: LookedAt): Promise<Look> {
  return await retry(observing, async () => {
    const asked = performance.now();
    const { head, now } = (await latest.headNow?.(book)) ?? { head: await latest.head(book), now: 0 };
    return { seq: head?.seq ?? 0, at: now, asked, tookMs: performance.now() - asked };
  });
}
