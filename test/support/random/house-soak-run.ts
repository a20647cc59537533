import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import type { House } from '../house/house-door.ts';
import { expectSo } from '../house/house-same.ts';
import { heldBytes } from '../watch/collect-garbage.ts';
import type { SeededChoices } from './house-random.ts';

/** What may come and go from one look at the heap to the next; a leak of 100 bytes a turn shows in a minute. */
const FLAT_BYTES = 1_500_000;
const LOOKS_MIN = 6;
const ACCOUNTS = 40;

export interface SoakOptions {
  /** How long, in milliseconds. */
  readonly forMs: number;
  /** Turns between two looks at what is held. */
  readonly turnsALook: number;
}

/**
 * Does for long what a process does for years, with a house on disk, and holds what the process keeps against what it
 * kept when everything had been done a few times: accounts that lie idle, refusals, repeats, transactions and such as
 * are rolled back, holds, names of no book, followers that come and go. Returns how many turns there were.
 */
export async function runSoak(house: House, choices: SeededChoices, options: SoakOptions): Promise<number> {
  const book = house.book('main');
  for (let i = 0; i < ACCOUNTS; i += 1) await book.openAccount({ account: `a${i}`, asset: 'GBP/2' });
  const { signal } = new AbortController();
  const resident = book.follow({ signal });
  const feed = book.feed({ feed: 'f', count: ({ kind }) => ({ counter: kind, value: 1 }) });
  const account = (): string => `a${choices.below(ACCOUNTS)}`;
  let turn = 0;

  const takeTurn = async (): Promise<void> => {
    turn += 1;
    const id = `t${turn}`;
    const transfer = { id, from: 'world', to: account(), amount: 5n };
    await Promise.all([book.transfer(transfer), book.transfer(transfer)]);
    await book.transfer({ from: account(), to: 'nobody', amount: 1n });
    await book.hold({ hold: id, account: account(), amount: 1n, expiresAt: Date.now() + 60_000 });
    await (choices.chance(50) ? book.capture({ hold: id }) : book.release({ hold: id }));
    await book
      .transaction(async (tx) => {
        await tx.transfer({ from: 'world', to: account(), amount: 1n });
        if (choices.chance(30)) throw undefined;
        return await tx.balance(account());
      })
      .catch((error: unknown) => expectSo(error === undefined, String(error)));
    const nobody = house.book(`nobody-${turn}`);
    await nobody.balance('a');
    await nobody.counters.total({ counter: 'n' });
    if (turn % 10 === 0) {
      const rows = book.follow({ after: turn, signal });
      const waiting = rows.next();
      await rows.return();
      await waiting;
      // One that is begun and left.
      await book.follow({ signal }).next();
      await feed.catchUp();
    }
    await resident.next();
  };

  const looks: number[] = [];
  const end = performance.now() + options.forMs;
  while (performance.now() < end || looks.length < LOOKS_MIN) {
    for (let i = 0; i < options.turnsALook; i += 1) await takeTurn();
    looks.push(await heldBytes());
    expectSo(
      getEventListeners(signal, 'abort').length <= 2,
      'listeners stay on the signal of those who follow',
    );
  }
  await resident.return();
  // The first looks see what is filled once: caches up to their bounds, compiled statements.
  const settled = looks.slice(Math.floor(looks.length / 2));
  const growth = (settled.at(-1) ?? 0) - Math.min(...settled);
  expectSo(growth < FLAT_BYTES, () => `what is held grows, in bytes at each look: ${looks.join(', ')}`);
  return turn;
}

/** How many files this process has open, where the system tells. */
export function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
