import type { SingleInput } from '../house/house-input.ts';
import type { SeededChoices } from './house-random.ts';

/** One thing that a client does, after which others may come between. */
export type ClientStep =
  /** A command by itself. */
  | { readonly do: 'alone'; readonly input: SingleInput }
  /** A transaction begins, or one inside the one that is open. */
  | { readonly do: 'begin' }
  | { readonly do: 'run'; readonly input: SingleInput }
  | { readonly do: 'read'; readonly account: string; readonly at: number }
  /** Ends the innermost transaction. */
  | { readonly do: 'commit' }
  | { readonly do: 'rollback' };

/** The first more often than the others, so that clients meet there. */
const ACCOUNTS = ['a', 'a', 'a', 'b', 'c'] as const;

/** What is there before the clients come: little money, so that they get in each other's way. */
export const BEGINNINGS: readonly SingleInput[] = [
  { kind: 'open_account', account: 'a', asset: 'GBP/2', effectiveAt: 0 },
  { kind: 'open_account', account: 'b', asset: 'GBP/2', effectiveAt: 0 },
  { kind: 'transfer', from: 'world', to: 'a', amount: 4n, effectiveAt: 1 },
  { kind: 'transfer', from: 'world', to: 'b', amount: 2n, effectiveAt: 1 },
  { kind: 'hold', hold: 'h', account: 'a', amount: 1n, expiresAt: 12, effectiveAt: 2 },
  { kind: 'pay', payment: 'p', account: 'b', amount: 2n, effectiveAt: 2 },
];

/** A client with one transaction, or a command or two beside it. */
export function clientOf(choices: SeededChoices, name: string, size: number): ClientStep[] {
  const steps: ClientStep[] = [];
  if (choices.chance(25)) steps.push({ do: 'alone', input: someCommand(choices, `${name}0`) });
  if (choices.chance(15)) return [...steps, { do: 'alone', input: someCommand(choices, `${name}1`) }];
  steps.push({ do: 'begin' });
  let depth = 1;
  for (let i = 0; i < size; i += 1) {
    const kind = choices.below(10);
    if (kind < 5) steps.push({ do: 'run', input: someCommand(choices, `${name}${i + 2}`) });
    else if (kind < 8)
      steps.push({ do: 'read', account: choices.pick(ACCOUNTS), at: choices.pick([9, 11, 12, 12, 20]) });
    else if (depth > 1 || kind === 8) {
      steps.push({ do: depth === 1 ? 'begin' : choices.pick(['commit', 'rollback']) });
      depth = depth === 1 ? 2 : 1;
    }
  }
  if (depth > 1) steps.push({ do: choices.pick(['commit', 'rollback']) });
  steps.push({ do: choices.chance(90) ? 'commit' : 'rollback' });
  return steps;
}

function someCommand(choices: SeededChoices, id: string): SingleInput {
  const account = choices.pick(ACCOUNTS);
  const other = choices.pick([...ACCOUNTS, 'world']);
  const amount = BigInt(1 + choices.below(4));
  const effectiveAt = 10 + choices.below(3);
  switch (choices.below(12)) {
    case 0: {
      // Its limits are other ones each time: what an attempt in vain said of them must not be found again.
      const limits = {
        floor: choices.pick([0n, -2n, null]),
        ceiling: choices.pick([null, 1n, 5n]),
        limits: choices.pick([[], [{ name: 'few', direction: 'out', count: 2, perMs: 2 } as const]]),
      };
      return { kind: 'open_account', id, account: 'c', asset: 'GBP/2', ...limits, effectiveAt };
    }
    case 10: {
      const floor = choices.pick([0n, -2n, 3n, null]);
      const asIs = choices.chance(50) ? { asIs: true } : {};
      return {
        kind: 'update_account',
        id,
        account,
        floor,
        ceiling: choices.pick([null, 9n]),
        ...asIs,
        effectiveAt,
      };
    }
    case 11:
      return { kind: 'close_account', id, account: 'c', effectiveAt };
    case 1:
      return {
        kind: 'hold',
        id,
        hold: choices.pick(['h', 'i']),
        account,
        amount,
        expiresAt: 14,
        effectiveAt,
      };
    case 2:
      return onHold(choices, id, amount, effectiveAt);
    case 3:
      return { kind: 'release', id, hold: choices.pick(['h', 'i']), effectiveAt };
    case 4:
      return {
        kind: 'refund',
        id,
        refund: choices.pick(['r', 's']),
        account,
        amount,
        ...(choices.chance(50) ? { group: 'g', to: 'source' } : {}),
        effectiveAt,
      };
    case 5:
      return {
        kind: 'pay',
        id,
        payment: choices.pick(['p', 'q']),
        account,
        amount,
        ...(choices.chance(50) ? { group: 'g' } : {}),
        effectiveAt,
      };
    case 6:
      return { kind: 'merge', id, into: account, from: choices.pick(ACCOUNTS), effectiveAt };
    case 7:
      return { kind: 'transfer', id, from: 'world', to: account, amount, effectiveAt };
    case 8:
      return {
        kind: 'distribute',
        id,
        from: [{ account, atMost: 1n }, { account: other }],
        to: [{ account: 'world', rest: true }],
        amount,
        effectiveAt,
      };
    default:
      return { kind: 'transfer', id, from: account, to: other, amount, effectiveAt };
  }
}

function onHold(choices: SeededChoices, id: string, amount: bigint, effectiveAt: number): SingleInput {
  const hold = choices.pick(['h', 'i']);
  const what = choices.below(4);
  if (what === 0) return { kind: 'capture', id, hold, effectiveAt };
  if (what === 1) return { kind: 'adjust_hold', id, hold, amount, effectiveAt };
  const payment = choices.pick(['p', 'q']);
  if (what === 2) return { kind: 'capture', id, hold, amount, payment, group: 'g', effectiveAt };
  return { kind: 'capture', id, hold, amount, force: true, effectiveAt };
}

/** All ways in which clients with so many steps may take turns, each as a list of whose turn it is. */
export function* turnsOf(counts: readonly number[]): Generator<number[]> {
  if (counts.every((count) => count === 0)) yield [];
  for (const [client, count] of counts.entries()) {
    if (count === 0) continue;
    for (const rest of turnsOf(counts.with(client, count - 1))) yield [client, ...rest];
  }
}

/** One of those ways, at random. */
export function someTurns(counts: readonly number[], choices: SeededChoices): number[] {
  const left = counts.flatMap((count, client) => Array.from({ length: count }, () => client));
  const turns: number[] = [];
  while (left.length > 0) turns.push(...left.splice(choices.below(left.length), 1));
  return turns;
}
