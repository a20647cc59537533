import { WORLD } from '../commands/field.ts';
import { AMOUNT } from './amount-options.ts';
import { type AccountBook, AssetFinder, type NamedAccounts, thingsIn } from './find-asset.ts';
import { readUnread, type UnreadAmounts } from './import/read-amounts.ts';
import { type AmountNames, type AmountOptions, badAmount, readAmountOptions } from './money-text.ts';
import { type NamedBook, similarAccounts } from './similar-accounts.ts';

/** Where the asset of an amount comes from, if not from the accounts that the options name, and what the amount is called. */
export interface AmountPlace {
  readonly names?: AmountNames;
  /** Whose asset it is in. */
  readonly account?: string;
  readonly asset?: string | null;
  readonly find?: () => Promise<string | null>;
}

/** An amount that a command asked for, and how to find what it is in. */
export interface ShownAmount {
  readonly amount: bigint;
  readonly find: () => Promise<string | null>;
}

/** Reads the amounts of one command, and remembers them, to say what was done. */
export class RequestAmounts {
  readonly shown: ShownAmount[] = [];
  readonly #assets: AssetFinder;
  readonly #named: NamedAccounts;
  readonly #moment: number | undefined;
  readonly #book: NamedBook;

  constructor(book: AccountBook & NamedBook, named: NamedAccounts, moment: number | undefined) {
    this.#assets = new AssetFinder(book);
    this.#book = book;
    this.#named = named;
    this.#moment = moment;
  }

  async read(options: AmountOptions, place: AmountPlace = {}): Promise<bigint> {
    const amount = await this.readOptional(options, place);
    if (amount !== undefined) return amount;
    throw badAmount((place.names ?? AMOUNT).amount, undefined, 'an amount');
  }

  async readOptional(options: AmountOptions, place: AmountPlace = {}): Promise<bigint | undefined> {
    const find = (): Promise<string | null> => this.#find(place);
    const sought = place.account === undefined ? accountsIn(this.#named) : [place.account];
    const asked = (): Promise<string[]> => Promise.all(sought.map((id) => this.#withSimilar(id)));
    const amount = await readAmountOptions(options, place.names ?? AMOUNT, find, asked);
    if (amount !== undefined) this.shown.push({ amount, find });
    return amount;
  }

  /** One of several amounts of a command, which is not what its answer is about. */
  async readLine(options: AmountOptions, names: AmountNames, account?: string): Promise<bigint | undefined> {
    const amount = await this.readOptional(options, account === undefined ? { names } : { names, account });
    if (amount !== undefined) this.shown.pop();
    return amount;
  }

  /** Reads the amounts of a command that is carried out later, which names accounts of its own. */
  async readUnread(unread: readonly UnreadAmounts[]): Promise<void> {
    for (const { named, said, amounts } of unread) {
      const asset = said ?? (await this.#assets.ofCommand(named, this.#moment));
      for (const amount of amounts) {
        if (asset === null) throw badAmount(amount.field, amount.text, 'an account that tells the asset');
        readUnread(amount, asset);
      }
    }
  }

  async #withSimilar(id: string): Promise<string> {
    const similar = await similarAccounts(this.#book, id);
    return similar.length === 0 ? id : `${id}; did you mean ${similar.join(' or ')}?`;
  }

  async #find({ account, asset, find }: AmountPlace): Promise<string | null> {
    if (typeof asset === 'string') return asset;
    if (find !== undefined) return find();
    if (account !== undefined) return this.#assets.at(account, this.#moment);
    return this.#assets.ofCommand(this.#named, this.#moment);
  }
}

/** What a command names that could determine an asset. */
function accountsIn(named: NamedAccounts): string[] {
  return thingsIn(named).flatMap(({ what, id, name }) => {
    if (what !== 'account') return [name];
    return id === WORLD ? [] : [id];
  });
}
