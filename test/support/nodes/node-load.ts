import type { AcrossCommand } from '../across/across-commands.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS, Load } from '../crash/house-load.ts';
import type { GroupInput, HouseInput, SingleInput } from '../house/house-input.ts';
import { SeededChoices } from '../random/house-random.ts';
import type { NodeAcross } from './node-load-lines.ts';

/** Of the numbers of shared commands, so many are in use at a time. */
const WINDOW = 24;
/** A book's journal goes on by so many rows while the window goes on by one: so most are asked for several times. */
const ROWS_A_NUMBER = 3;
const LONGEST_LIFE_MS = 60_000;

const [EAST, WEST, MAIN] = LOAD_BOOKS;
const PAIRS = [
  [EAST, WEST],
  [WEST, MAIN],
  [MAIN, EAST],
  [WEST, EAST],
] as const;

/**
 * What a node asks for: commands of its own, and commands that all nodes know by their number. Of those, the ones in use
 * follow the journal, so that nodes ask for the same at about the same time, however fast they are.
 */
export class NodeLoad {
  readonly choices: SeededChoices;
  readonly #epoch: number;
  readonly #own: ReadonlyMap<string, Load>;
  readonly #heads = new Map<string, number>();

  /** @param epoch a moment that all nodes have in common, about when they begin */
  constructor(parts: {
    readonly seed: number;
    readonly prefix: string;
    readonly epoch: number;
    readonly clock: () => number;
  }) {
    const { seed, prefix, epoch, clock } = parts;
    this.choices = new SeededChoices(seed);
    this.#epoch = epoch;
    this.#own = new Map(LOAD_BOOKS.map((book, i) => [book, new Load(seed * 7 + i, prefix, clock)]));
  }

  /** Tells that a book's journal has come to that number. */
  sawSeq(book: string, seq: number): void {
    this.#heads.set(book, Math.max(seq, this.#heads.get(book) ?? 0));
  }

  /** The commands that every node begins with. */
  beginnings(): SingleInput[] {
    return LOAD_ACCOUNTS.flatMap((account): SingleInput[] => [
      { kind: 'open_account', id: `open ${account}`, account, asset: 'GBP/2' },
      { kind: 'transfer', id: `begin ${account}`, from: 'world', to: account, amount: 300n },
    ]);
  }

  newId(book: string): string {
    return this.#load(book).newId();
  }

  single(book: string): SingleInput {
    return this.#load(book).single();
  }

  /** A command that only this node asks for. */
  own(book: string): HouseInput {
    return this.#load(book).next();
  }

  /** A command that other nodes ask for too, now and then another one under its id. */
  shared(book: string): HouseInput {
    const { choices } = this;
    const number = this.#number(book);
    // A book's own command may come under the id of one that is meant for several.
    if (choices.chance(2)) return { kind: 'transfer', id: `x${number}`, from: 'world', to: 'a', amount: 1n };
    return sharedCommand(number, choices.chance(15) ? 1 : 0, this.#epoch);
  }

  /** Something in two or three books, which other nodes ask for too, or not. */
  across(): NodeAcross {
    const { choices } = this;
    const number = this.#number(choices.pick(LOAD_BOOKS));
    if (choices.chance(40)) return sharedAcross(number, choices.chance(15) ? 1 : 0, this.#epoch);
    const id = `${this.newId(LOAD_BOOKS[0])}-across`;
    return acrossOf(choices, id, (book) => {
      const { id: own, ...input } = this.single(book);
      return { ...(choices.chance(50) ? { id: own } : {}), ...input } as SingleInput; // With its id, or without.
    });
  }

  #number(book: string): number {
    return Math.floor((this.#heads.get(book) ?? 0) / ROWS_A_NUMBER) + this.choices.below(WINDOW);
  }

  #load(book: string): Load {
    const load = this.#own.get(book);
    if (load === undefined) throw new Error(`nothing is asked of ${book}`);
    return load;
  }
}

/** The command of that number: the same on every node. Many mean what commands of numbers before made. */
function sharedCommand(number: number, variant: number, epoch: number): HouseInput {
  const choices = new SeededChoices(number * 2 + variant);
  const id = `s${number}`;
  const account = choices.pick(LOAD_ACCOUNTS);
  const other = choices.pick(LOAD_ACCOUNTS);
  const amount = BigInt(1 + choices.below(9));
  const expiresAt = choices.chance(30) ? null : epoch + choices.below(LONGEST_LIFE_MS);
  // Whose it was, by its number alone.
  const before = (back: number): string => `s${number - back}`;
  switch (number % 16) {
    case 0:
      return { kind: 'transfer', id, from: 'world', to: account, amount: amount * 3n };
    case 1:
    case 2:
      return { kind: 'hold', id, hold: id, account, amount: amount + 3n, expiresAt };
    case 3:
      return { kind: 'capture', id, hold: before(2), amount: 2n };
    case 4:
      return choices.chance(50)
        ? { kind: 'capture', id, hold: before(3) }
        : { kind: 'adjust_hold', id, hold: before(3), amount: amount + 2n };
    case 5:
      return { kind: 'release', id, hold: before(3) };
    case 6:
      return { kind: 'offer', id, offer: id, from: account, to: other, amount, expiresAt };
    case 7: {
      const offered = new SeededChoices((number - 1) * 2);
      const [from, to] = [offered.pick(LOAD_ACCOUNTS), offered.pick(LOAD_ACCOUNTS)];
      const kind = choices.pick(['accept', 'accept', 'cancel', 'decline'] as const);
      return { kind, id, offer: before(1), account: kind === 'cancel' ? from : to };
    }
    case 8:
      return { kind: 'pay', id, payment: id, account, amount: amount + 2n };
    case 9: {
      const payer = new SeededChoices((number - 1) * 2).pick(LOAD_ACCOUNTS);
      return { kind: 'refund', id, refund: id, account: payer, amount: 2n, payment: before(1) };
    }
    case 10:
      return {
        kind: 'grant',
        id,
        credit: id,
        account: 'a',
        amount,
        expiry: { n: BigInt(2 + choices.below(5)) },
      };
    case 11:
      return { kind: 'spend', id, account: 'a', amount, clock: { n: BigInt(choices.below(4)) } };
    case 12:
      return groupOf(id, choices);
    case 13:
      return { kind: 'reverse', id, transaction: before(choices.pick([5, 2, 13, 1])) };
    default:
      return rareShared(number, choices, { epoch, id, account, other, amount });
  }
}

function rareShared(
  number: number,
  choices: SeededChoices,
  {
    epoch,
    id,
    account,
    other,
    amount,
  }: { epoch: number; id: string; account: string; other: string; amount: bigint },
): HouseInput {
  // Each begins earlier than those before it.
  if (number % 48 === 14)
    return { kind: 'update_account', id, account: 'b', openedAt: epoch - 1_000 * number };
  if (number % 96 === 30) return { kind: 'merge', id, into: 'd', from: 'e' };
  // What was merged away comes back a little later.
  if (number % 96 === 31) return { kind: 'open_account', id, account: 'e', asset: 'GBP/2' };
  // Nobody takes from it for a while.
  if (number % 96 === 46) return { kind: 'update_account', id, account: 'c', frozen: 'debits' };
  if (number % 96 === 47) return { kind: 'update_account', id, account: 'c', frozen: null };
  if (choices.chance(25)) return { kind: 'refund', id, refund: id, account, amount, rules: ['OLDEST_FIRST'] };
  if (choices.chance(25)) {
    const to = [{ account: other, share: 2 }, { account: 'world', rest: true } as const];
    return { kind: 'distribute', id, from: [{ account }], to, amount };
  }
  const expect = choices.chance(30) ? { expect: [{ account, available: { min: 40n } }] } : {};
  return { kind: 'transfer', id, from: account, to: other, amount, force: choices.chance(20), ...expect };
}

function groupOf(id: string, choices: SeededChoices): GroupInput {
  const commands = Array.from({ length: 2 + choices.below(3) }, (_, i): SingleInput => {
    const [from, to] = [choices.pick(LOAD_ACCOUNTS), choices.pick(['world', ...LOAD_ACCOUNTS])];
    const named = choices.chance(50) ? { id: `${id}/${i}` } : {};
    return { kind: 'transfer', ...named, from, to, amount: BigInt(1 + choices.below(9)) };
  });
  return { kind: 'atomic', id, commands };
}

function sharedAcross(number: number, variant: number, epoch: number): NodeAcross {
  const choices = new SeededChoices(number * 2 + variant + 77);
  const id = `x${number}`;
  return acrossOf(choices, id, () => {
    const account = choices.pick(LOAD_ACCOUNTS);
    const amount = BigInt(1 + choices.below(9));
    const expiresAt = epoch + LONGEST_LIFE_MS;
    if (choices.chance(30)) return { kind: 'hold', hold: id, account, amount, expiresAt };
    return { kind: 'transfer', from: account, to: choices.pick(['world', ...LOAD_ACCOUNTS]), amount };
  });
}

function acrossOf(choices: SeededChoices, id: string, next: (book: string) => SingleInput): NodeAcross {
  const [first, second] = choices.pick(PAIRS);
  if (choices.chance(50)) {
    const from = { book: first, account: choices.pick(LOAD_ACCOUNTS) };
    const to = { book: second, account: choices.pick(LOAD_ACCOUNTS) };
    const forcing = choices.chance(20) ? { force: true } : {};
    return { do: 'transfer', id, transfer: { from, to, amount: BigInt(1 + choices.below(9)), ...forcing } };
  }
  const commands = Array.from({ length: 2 + choices.below(3) }, (_, i): AcrossCommand => {
    const book = [first, second][i] ?? choices.pick(LOAD_BOOKS);
    return { book, ...next(book) };
  });
  const account = choices.pick(LOAD_ACCOUNTS);
  const expect = [{ book: second, account, available: { min: BigInt(choices.pick([0, 0, 60])) } }];
  return { do: 'group', id, commands, ...(choices.chance(40) ? { expect } : {}) };
}
