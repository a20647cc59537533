import { randomUUID } from 'node:crypto';
import type { InputOf } from '../../src/commands/command-table.ts';
import { pseudoRandom } from '../pseudo-random.ts';

/** Most commands of one submit: as many as one batch takes. */
export const BULK = 8_190;

const HOUR_MS = 3_600_000;

export type TransferInput = InputOf<'transfer'>;
/** Who makes the ids of commands: the house, in order of time, or the caller, at random (UUID v4). */
export type IdMaker = 'house' | 'caller';

export function accountIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `account-${i}`);
}

/** Makes transfers of one minor unit between two of so many accounts, drawn at random but the same in every run. */
export function transferMaker(accounts: number, ids: IdMaker): () => TransferInput {
  const names = accountIds(accounts);
  const random = pseudoRandom(accounts);
  return () => {
    const from = random(accounts);
    // Any other account: a step of at least one, and not all the way round.
    const to = (from + 1 + random(accounts - 1)) % accounts;
    const pair = { from: names[from] ?? '', to: names[to] ?? '', amount: 1n };
    return ids === 'house' ? pair : { ...pair, id: randomUUID() };
  };
}

export interface Pair {
  readonly hold: { readonly kind: 'hold' } & InputOf<'hold'>;
  readonly capture: { readonly kind: 'capture' } & InputOf<'capture'>;
}

/** Makes holds of one minor unit that could stay for an hour, each with its capture in full. */
export function pairMaker(accounts: number): () => Pair {
  const names = accountIds(accounts);
  const random = pseudoRandom(accounts);
  const expiresAt = Date.now() + HOUR_MS;
  let count = 0;
  return () => {
    count += 1;
    const hold = `hold-${count}`;
    const account = names[random(accounts)] ?? '';
    return {
      hold: { kind: 'hold', hold, account, amount: 1n, expiresAt },
      capture: { kind: 'capture', hold },
    };
  };
}

export function listOf<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, () => make());
}
