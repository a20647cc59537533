import type { EndingQuery } from '../../store/queries.ts';
import type { StoredRows } from '../../store/row-kinds.ts';
import type { StoreView } from '../../store/store.ts';

/** Reads so many rows, in any order. */
export type ReadSome<Row> = (view: StoreView, limit: number) => Promise<Row[]>;

/** Holds or offers that are asked for by what they are now. */
interface AskedPresent {
  /** Statuses, of which `scheduled` and the open one are what has not ended. */
  readonly statuses: ReadonlySet<string>;
  /** Only those that run out before this moment. */
  readonly before: number | undefined;
}

interface Endings {
  /** What it is while it is neither scheduled nor over. */
  readonly open: string;
  /** By what it ends, as its row says it, and what it is then; null: nothing ends it. */
  readonly all: readonly { readonly by: string | null; readonly status: string }[];
  /** By what those end that run out. */
  readonly runningOut: string | null;
  /** A key before all of its keys. */
  readonly leastKey: readonly (string | number)[];
}

const ENDINGS: Readonly<Record<'hold' | 'offer', Endings>> = {
  hold: {
    open: 'active',
    all: [
      { by: 'captured', status: 'captured' },
      { by: 'released', status: 'released' },
      { by: null, status: 'expired' },
    ],
    runningOut: null,
    leastKey: ['', 0],
  },
  offer: {
    open: 'pending',
    all: [
      ...['accepted', 'cancelled', 'declined', 'expired', 'merged'].map((status) => ({ by: status, status })),
      { by: null, status: 'never' },
    ],
    runningOut: 'expired',
    leastKey: [''],
  },
};

/**
 * How those are found, at the present moment, by how and when they end; undefined where that finds no fewer.
 *
 * @param statusesMax how many statuses there are
 */
export function presentOf<K extends 'hold' | 'offer'>(
  book: string,
  kind: K,
  asked: AskedPresent,
  statusesMax: number,
): ((now: number) => readonly ReadSome<StoredRows[K]>[]) | undefined {
  const { statuses, before } = asked;
  if (statuses.size === statusesMax && before === undefined) return undefined;
  const { leastKey } = ENDINGS[kind];
  return (now) => {
    const queries =
      before === undefined ? queriesOf(kind, asked, now) : [queryBefore(kind, asked, before, now)];
    const reads = queries.map(
      (query): ReadSome<StoredRows[K]> =>
        (view, limit) =>
          view.ending(book, kind, { ...query, limit }),
    );
    // Those are found by their beginning: of the rest nobody knows how much lies ahead.
    const after = [now + 1, ...leastKey];
    if (before === undefined && statuses.has('scheduled')) {
      reads.push((view, limit) => view.list(book, kind, { order: 'oldest', after, limit }));
    }
    // Nothing is both: then nothing is looked for.
    return reads.length > 0 ? reads : [async () => []];
  };
}

type Query = Omit<EndingQuery, 'limit'>;

function queriesOf(kind: 'hold' | 'offer', { statuses }: AskedPresent, now: number): Query[] {
  const { open, all } = ENDINGS[kind];
  const over = all.filter(({ status }) => statuses.has(status)).map(({ by }) => ({ by, until: now }));
  return statuses.has(open) ? [...over, ...all.map(({ by }) => ({ by, after: now }))] : over;
}

function queryBefore(kind: 'hold' | 'offer', { statuses }: AskedPresent, before: number, now: number): Query {
  const { open, runningOut } = ENDINGS[kind];
  const isOpen = statuses.has(open) || statuses.has('scheduled');
  return {
    by: runningOut,
    ...(statuses.has('expired') || statuses.has('scheduled') ? {} : { after: now }),
    until: isOpen ? before - 1 : Math.min(now, before - 1),
  };
}
