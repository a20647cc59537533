import type { Store } from '../store/store.ts';
import type { HouseClock } from './clock/house-clock.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { BookCounters } from './counting/book-counters.ts';
import type { Notifier } from './notifier.ts';
import type { Observing } from './observe/observing.ts';
import type { MadeId } from './open-options.ts';
import type { BookReader } from './read/book-reader.ts';
import type { RandomBytes } from './text/private-data.ts';

/** What a book is made of. */
export interface BookContext {
  readonly name: string;
  readonly store: Store;
  readonly stream: BookStream;
  readonly reader: BookReader;
  readonly clock: HouseClock;
  readonly observing: Observing;
  readonly newId: () => MadeId;
  readonly randomBytes: RandomBytes;
  /** Who what is done through it is done by; null: nobody was named. */
  readonly actor: string | null;
  readonly news: Notifier;
  readonly counting: BookCounters;
  readonly isClosed: () => boolean;
  /** Throws `house_read_only` where the house was opened to read. */
  readonly checkWritable: () => void;
  /** Called with each promise that must settle before the house closes. */
  readonly track: (call: Promise<unknown>) => void;
}
