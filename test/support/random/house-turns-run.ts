import { getEventListeners } from 'node:events';
import type { House, OpenBook } from '../house/house-door.ts';
import { expectSo } from '../house/house-same.ts';
import { heldBytes } from '../watch/collect-garbage.ts';
import { openFiles } from './house-soak-run.ts';

/** What may come and go between two looks at the heap: 10,000 turns show a leak of 300 bytes a turn. */
const FLAT_BYTES = 1_500_000;

interface Turns {
  readonly house: House;
  readonly book: OpenBook;
  readonly signal: AbortSignal;
}

interface TurnKind {
  /** True where it adds to the book: in memory that stays. */
  readonly writes: boolean;
  turn(turns: Turns, i: number): Promise<unknown>;
}

const reading = (turn: TurnKind['turn']): TurnKind => ({ writes: false, turn });
const writing = (turn: TurnKind['turn']): TurnKind => ({ writes: true, turn });
const rejected = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expectSo(false, 'it is rejected'),
    () => undefined,
  );
const pay = { from: 'world', to: 'a', amount: 1n } as const;

/** Each kind of thing that a process does again and again with a house. */
export const TURN_KINDS: Readonly<Record<string, TurnKind>> = {
  transfers: writing(({ book }) => book.transfer(pay)),
  'lists of commands': writing(({ book }) => book.submit([{ kind: 'transfer', ...pay }])),
  'refused commands': writing(({ book }) => book.transfer({ ...pay, to: 'nobody' })),
  'holds that end': writing(async ({ book }, i) => {
    await book.hold({ hold: `h${i}`, account: 'a', amount: 1n, expiresAt: null });
    return await book.release({ hold: `h${i}` });
  }),
  'groups over books': writing(({ house }) =>
    house.atomic(['main', 'other'].map((book) => ({ book, kind: 'transfer', ...pay }))),
  ),
  transactions: writing(({ book }) => book.transaction((tx) => tx.transfer(pay))),
  'counted events': writing(({ book }, i) =>
    book.counters.ingest([{ eventId: `e${i}`, counter: 'n', value: 1, at: 1_000 + i }]),
  ),
  'feeds that catch up': writing(async ({ book }) => {
    await book.transfer(pay);
    await book.feed({ feed: 'f', count: ({ kind }) => ({ counter: kind, value: 1 }) }).catchUp();
  }),
  'repeated commands': reading(({ book }) => book.transfer({ ...pay, id: 'once' })),
  'malformed commands': reading(({ book }) => rejected(book.transfer({ ...pay, amount: '1' as never }))),
  'dry runs': reading(({ book }) => book.dryRun({ kind: 'transfer', ...pay })),
  'transactions that are rolled back': reading(({ book }) =>
    rejected(
      book.transaction(async (tx) => {
        await tx.transfer(pay);
        throw new Error('no');
      }),
    ),
  ),
  balances: reading(({ book }, i) => book.balances(['a', `nobody ${i}`])),
  'balances of the past': reading(({ book }) => book.balance('a', { at: 1 })),
  'pages of lists': reading(({ book }) => book.accounts({ limit: 1 })),
  'pages of transactions': reading(({ book }) => book.transactions({ limit: 2 })),
  statements: reading(({ book }) => book.statement('a', { limit: 2 })),
  'books that nobody knows': reading(({ house }, i) => house.book(`nobody ${i}`).balance('a')),
  'totals of counters': reading(({ house }, i) => house.book(`nobody ${i}`).counters.total({ counter: 'n' })),
  'followers that end': reading(async ({ book, signal }) => {
    const rows = book.follow({ after: 0, signal });
    await rows.next();
    await rows.return();
  }),
  'followers that end while they wait': reading(async ({ book, signal }) => {
    const rows = book.follow({ after: 1_000_000_000, signal });
    const waiting = rows.next();
    await rows.return();
    await waiting;
  }),
  'followers that are left': reading(({ book, signal }) => book.follow({ after: 0, signal }).next()),
};

interface TurnsAsked {
  readonly name: string;
  readonly turns: number;
  /** How often what is held is looked at meanwhile. */
  readonly looks: number;
  /** True where what is written stays in memory. */
  readonly keepsRows: boolean;
}

/** Takes one kind of turn many times; throws when listeners stay, or files, or what is held grows. */
export async function runTurns(
  house: House,
  { name, turns, looks: count, keepsRows }: TurnsAsked,
): Promise<void> {
  const kind = TURN_KINDS[name];
  if (kind === undefined) throw new Error(`there are no ${name}`);
  const book = house.book('main');
  for (const one of ['main', 'other']) await house.book(one).openAccount({ account: 'a', asset: 'GBP/2' });
  await book.transfer({ ...pay, amount: 1_000_000n });
  const { signal } = new AbortController();
  const looks: number[] = [];
  let files: number | undefined;
  for (let look = 0, i = 0; look < count; look += 1) {
    for (const end = ((look + 1) * turns) / count; i < end; i += 1)
      await kind.turn({ house, book, signal }, i);
    looks.push(await heldBytes());
    files ??= openFiles();
  }
  const listeners = getEventListeners(signal, 'abort').length;
  expectSo(listeners <= 2, () => `${name}: ${listeners} listeners stay on the signal`);
  const now = openFiles() ?? 0;
  // Connections for reading are opened as they are needed, a few at most.
  expectSo(now <= (files ?? 0) + 2, () => `${name}: ${now} files are open, of ${files} at first`);
  if (kind.writes && keepsRows) return;
  // What is kept up to a bound comes and goes in waves: their lowest points are compared. The first look sees what is filled once.
  const growth = Math.min(...looks.slice(count / 2)) - Math.min(...looks.slice(1, count / 2));
  expectSo(growth < FLAT_BYTES, () => `${name}: what is held grows, in bytes: ${looks.join(', ')}`);
}
