/** Short ways to write commands, so that a table of them reads like the story it tells: when, what, who, how much. */
import { type ClockInput, parseClock } from '../../../src/base/clock.ts';
import type { OpenAccount, UpdateAccount } from '../../../src/commands/account-commands.ts';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { ExtendCredit, VoidCredit } from '../../../src/commands/credit-commands.ts';
import type { Distribute } from '../../../src/commands/distribution-commands.ts';
import type { AdjustHold, Capture, Hold } from '../../../src/commands/hold-commands.ts';
import type { Pay, Refund, Spend } from '../../../src/commands/lot-commands.ts';
import type { PostEntry } from '../../../src/commands/posting-commands.ts';

interface Id {
  readonly id?: string;
}

interface Forcing {
  readonly force?: boolean;
}

export const GBP = 'GBP/2';
export const JPY = 'JPY/0';

type Opening = Id & Partial<Pick<OpenAccount, 'asset' | 'floor' | 'ceiling' | 'limits'>>;
export const open = (effectiveAt: number, account: string, rest: Opening = {}): SingleCommand => {
  return { kind: 'open_account', effectiveAt, account, asset: GBP, ...rest };
};
type Terms = Id &
  Partial<Pick<UpdateAccount, 'floor' | 'ceiling' | 'limits' | 'metadata' | 'frozen' | 'openedAt' | 'asIs'>>;
export const update = (effectiveAt: number, account: string, rest: Terms): SingleCommand => {
  return { kind: 'update_account', effectiveAt, account, ...rest };
};
export const close = (effectiveAt: number, account: string, rest: Id = {}): SingleCommand => {
  return { kind: 'close_account', effectiveAt, account, ...rest };
};
export const merge = (effectiveAt: number, into: string, from: string, rest: Id = {}): SingleCommand => {
  return { kind: 'merge', effectiveAt, into, from, ...rest };
};

export const move = (
  effectiveAt: number,
  from: string,
  to: string,
  amount: bigint,
  rest: Id & Forcing = {},
): SingleCommand => {
  return { kind: 'transfer', effectiveAt, from, to, amount, ...rest };
};
/** Money from outside. */
export const put = (effectiveAt: number, account: string, amount: bigint, rest: Id = {}): SingleCommand =>
  move(effectiveAt, 'world', account, amount, rest);
/** Money to outside. */
export const take = (effectiveAt: number, account: string, amount: bigint): SingleCommand =>
  move(effectiveAt, account, 'world', amount);

export const lock = (effectiveAt: number, before: number): SingleCommand => {
  return { kind: 'lock_before', effectiveAt, before };
};

export const startPurses = (effectiveAt: number, rest: Id = {}): SingleCommand => {
  return { kind: 'start_purses', effectiveAt, ...rest };
};

/** Entries as text, `a 5, world -5 GBP/2`: the account, the amount and, where it is given, the asset. */
export const post = (effectiveAt: number, lines: string, rest: Id & Forcing = {}): SingleCommand => {
  const entries = lines.split(', ').map((line): PostEntry => {
    const [account = '', amount = '', asset] = line.split(' ');
    const entry = { account, amount: BigInt(amount) };
    return asset === undefined ? entry : { ...entry, asset };
  });
  return { kind: 'post', effectiveAt, entries, ...rest };
};

const ofAmount = (name: string, text: string | undefined): object =>
  text === undefined ? {} : { [name]: BigInt(text) };

/**
 * A distribution as text, `a 5, b > c share 2, d 3, e rest`: sources with the most that each gives, and targets with what they get.
 */
export const distribute = (
  effectiveAt: number,
  lines: string,
  amount: bigint | 'all',
  rest: Id & Pick<Distribute, 'of'> = {},
): SingleCommand => {
  const [sources = [], targets = []] = lines
    .split(' > ')
    .map((side) => side.split(', ').map((line) => line.split(' ')));
  const from = sources.map(([account = '', most]) => ({ account, ...ofAmount('atMost', most) }));
  const to = targets.map(([account = '', part, weight]) => {
    if (part === 'rest') return { account, rest: true as const };
    return { account, ...(part === 'share' ? { share: Number(weight) } : ofAmount('amount', part)) };
  });
  return { kind: 'distribute', effectiveAt, from, to, amount, ...rest };
};

export const hold = (
  effectiveAt: number,
  name: string,
  account: string,
  amount: bigint,
  expiresAt: number | null,
  rest: Id & Pick<Hold, 'to'> = {},
): SingleCommand => {
  return { kind: 'hold', effectiveAt, hold: name, account, amount, expiresAt, ...rest };
};
type Capturing = Id &
  Pick<Capture, 'amount' | 'final' | 'over' | 'to' | 'force' | 'payment' | 'group' | 'rank'>;
export const capture = (effectiveAt: number, name: string, rest: Capturing = {}): SingleCommand => {
  return { kind: 'capture', effectiveAt, hold: name, ...rest };
};
type Adjusting = Id & Pick<AdjustHold, 'amount' | 'expiresAt'>;
export const adjust = (effectiveAt: number, name: string, rest: Adjusting): SingleCommand => {
  return { kind: 'adjust_hold', effectiveAt, hold: name, ...rest };
};
export const release = (effectiveAt: number, name: string, rest: Id = {}): SingleCommand => {
  return { kind: 'release', effectiveAt, hold: name, ...rest };
};

export const offer = (
  effectiveAt: number,
  name: string,
  from: string,
  to: string,
  amount: bigint,
  expiresAt: number | null,
): SingleCommand => {
  return { kind: 'offer', effectiveAt, offer: name, from, to, amount, expiresAt };
};
const resolving =
  (kind: 'accept' | 'cancel' | 'decline') =>
  (effectiveAt: number, name: string, account: string, rest: Id = {}): SingleCommand => {
    return { kind, effectiveAt, offer: name, account, ...rest };
  };
export const accept = resolving('accept');
export const cancel = resolving('cancel');
export const decline = resolving('decline');

export const pay = (
  effectiveAt: number,
  payment: string,
  account: string,
  amount: bigint,
  rest: Id & Pick<Pay, 'from' | 'group' | 'rank'> = {},
): SingleCommand => {
  return { kind: 'pay', effectiveAt, payment, account, amount, ...rest };
};
type Refunding = Id & Pick<Refund, 'payment' | 'rules' | 'to' | 'group'>;
export const refund = (
  effectiveAt: number,
  name: string,
  account: string,
  amount: bigint,
  rest: Refunding = {},
): SingleCommand => {
  return { kind: 'refund', effectiveAt, refund: name, account, amount, ...rest };
};
export const grant = (
  effectiveAt: number,
  credit: string,
  account: string,
  amount: bigint,
  expiry: ClockInput | null,
  rest: Id & Pick<Pay, 'from' | 'group' | 'rank'> = {},
): SingleCommand => {
  const clock = expiry === null ? null : parseClock('expiry', expiry);
  return { kind: 'grant', effectiveAt, credit, account, amount, expiry: clock, ...rest };
};
export const spend = (
  effectiveAt: number,
  account: string,
  amount: bigint,
  clock: ClockInput,
  rest: Id & Pick<Spend, 'to' | 'atMost'> = {},
): SingleCommand => {
  return { kind: 'spend', effectiveAt, account, amount, clock: parseClock('clock', clock), ...rest };
};
export const expire = (
  effectiveAt: number,
  account: string,
  clock: ClockInput,
  rest: Id & Pick<Spend, 'to'> = {},
): SingleCommand => {
  return { kind: 'expire_credits', effectiveAt, account, clock: parseClock('clock', clock), ...rest };
};
export const voidCredit = (
  effectiveAt: number,
  grantedTo: string,
  credit: string,
  rest: Id & Pick<VoidCredit, 'grantedToLife'> = {},
): SingleCommand => {
  return { kind: 'void_credit', effectiveAt, grantedTo, credit, ...rest };
};
export const extendCredit = (
  effectiveAt: number,
  grantedTo: string,
  credit: string,
  ends: Id & Pick<ExtendCredit, 'grantedToLife' | 'expiresAt'> & { readonly expiry?: ClockInput },
): SingleCommand => {
  const { expiry, ...rest } = ends;
  const clock = expiry === undefined ? {} : { expiry: parseClock('expiry', expiry) };
  return { kind: 'extend_credit', effectiveAt, grantedTo, credit, ...rest, ...clock };
};
export const reverse = (effectiveAt: number, transaction: string, rest: Id = {}): SingleCommand => {
  return { kind: 'reverse', effectiveAt, transaction, ...rest };
};
