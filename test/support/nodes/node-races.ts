import type { AcrossAsk } from '../across/across-commands.ts';
import type { HouseInput, SingleInput } from '../house/house-input.ts';

export const RACE_BOOK = 'main';
export const OTHER_BOOK = 'other';

type RaceAsk = { readonly input: HouseInput } | { readonly across: AcrossAsk };

/** Something of which there is enough for one only. */
export interface Race {
  readonly name: string;
  /** What makes it possible once, in accounts of a round's own, which have 10. */
  readonly before: (round: string) => readonly SingleInput[];
  /** It, under an id. */
  readonly take: (round: string, id: string) => RaceAsk;
  /** Another command under the same id. */
  readonly takeLess: (round: string, id: string) => RaceAsk;
  /** Why there is not enough for two. */
  readonly reason: string;
  /** What account `a` and account `b` of the round have posted when it took effect once, all of it. */
  readonly after: readonly [a: bigint, b: bigint];
}

const asInput = (input: HouseInput): RaceAsk => ({ input });
const [a, b] = [(round: string) => `a${round}`, (round: string) => `b${round}`];
const NEVER = { expiresAt: null };

function race(
  name: string,
  before: (round: string) => readonly SingleInput[],
  take: (round: string, id: string, less: boolean) => HouseInput,
  reason: string,
  after: Race['after'],
): Race {
  return {
    name,
    before,
    take: (round, id) => asInput(take(round, id, false)),
    takeLess: (round, id) => asInput(take(round, id, true)),
    reason,
    after,
  };
}

const hold = (round: string): SingleInput[] => [
  { kind: 'hold', hold: `h${round}`, account: a(round), amount: 10n, to: b(round), ...NEVER },
];
const offer = (round: string): SingleInput[] => [
  { kind: 'offer', offer: `o${round}`, from: a(round), to: b(round), amount: 10n, ...NEVER },
];

export const RACES: readonly Race[] = [
  race(
    'capture',
    hold,
    (round, id, less) => ({ kind: 'capture', id, hold: `h${round}`, amount: less ? 9n : 10n }),
    'hold_not_active',
    [0n, 10n],
  ),
  race(
    'release',
    hold,
    (round, id, less) =>
      less ? { kind: 'capture', id, hold: `h${round}` } : { kind: 'release', id, hold: `h${round}` },
    'hold_not_active',
    [10n, 0n],
  ),
  race(
    'accept',
    offer,
    (round, id, less) =>
      less
        ? { kind: 'decline', id, offer: `o${round}`, account: b(round) }
        : { kind: 'accept', id, offer: `o${round}`, account: b(round) },
    'offer_not_pending',
    [0n, 10n],
  ),
  race(
    'refund',
    (round) => [{ kind: 'pay', payment: `p${round}`, account: b(round), amount: 10n }],
    (round, id, less) => ({
      kind: 'refund',
      id,
      refund: id,
      account: b(round),
      payment: `p${round}`,
      amount: less ? 9n : 10n,
    }),
    'payment_insufficient',
    [10n, 0n],
  ),
  race(
    'spend',
    (round) => [{ kind: 'grant', credit: `c${round}`, account: b(round), amount: 10n, expiry: null }],
    (round, id, less) => ({
      kind: 'spend',
      id,
      account: b(round),
      amount: less ? 9n : 10n,
      clock: {},
      to: a(round),
    }),
    'credits_insufficient',
    [20n, 0n],
  ),
  race(
    'transfer',
    () => [],
    (round, id, less) => ({ kind: 'transfer', id, from: a(round), to: b(round), amount: less ? 9n : 10n }),
    'insufficient_funds',
    [0n, 10n],
  ),
  race(
    'reverse',
    (round) => [{ kind: 'transfer', id: `t${round}`, from: a(round), to: b(round), amount: 10n }],
    (round, id, less) =>
      less
        ? { kind: 'transfer', id, from: b(round), to: a(round), amount: 10n }
        : { kind: 'reverse', id, transaction: `t${round}` },
    'already_reversed',
    [10n, 0n],
  ),
];

/** Out of an account in one book, into one in another. */
export const RACE_ACROSS: Race = {
  name: 'transfer into another book',
  before: () => [],
  take: (round, id) => ({ across: acrossOf(round, id, 10n) }),
  takeLess: (round, id) => ({ across: acrossOf(round, id, 9n) }),
  reason: 'insufficient_funds',
  after: [0n, 0n],
};

function acrossOf(round: string, id: string, amount: bigint): AcrossAsk {
  const from = { book: RACE_BOOK, account: a(round) };
  return { do: 'transfer', id, transfer: { from, to: { book: OTHER_BOOK, account: 'till' }, amount } };
}

/** What every race begins with. */
export function accountsOf(round: string): SingleInput[] {
  return [a(round), b(round)].flatMap((account, i): SingleInput[] => [
    { kind: 'open_account', account, asset: 'GBP/2' },
    ...(i === 0 ? [{ kind: 'transfer', from: 'world', to: account, amount: 10n } as const] : []),
  ]);
}
