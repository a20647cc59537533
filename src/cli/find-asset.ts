import { checkId } from '../base/id.ts';
import { WORLD } from '../commands/field.ts';

/** The life of an account id in which it is in one asset. */
interface Life {
  readonly asset: string;
  readonly openedAt: number;
  readonly endedAt: number | null;
}

/** What may name the account whose asset an amount is in. */
export interface NamedAccounts {
  readonly account?: string;
  readonly from?: string;
  readonly to?: string;
  readonly into?: string;
  readonly hold?: string;
  readonly offer?: string;
}

/** Lives of one id that are looked at; nobody opens an id more often. */
const LIVES_MAX = 100;

/** What is asked to find assets: an open book of a house has it. */
export interface AccountBook {
  accounts(query: { id: string; limit: number; alive?: true }): Promise<{ readonly items: readonly Life[] }>;
  holds(query: { hold: string; limit: number }): Promise<{
    readonly items: readonly { readonly account: string; readonly status: string }[];
  }>;
  offers(query: {
    offer: string;
    limit: number;
  }): Promise<{ readonly items: readonly { readonly from: string }[] }>;
}

/** Ids whose lives are remembered; with more of them they are asked for again. */
const REMEMBERED_MAX = 10_000;

/** Finds the assets of accounts, to show and read amounts in their units. What was asked for lately is remembered. */
export class AssetFinder {
  readonly #book: AccountBook;
  readonly #lives = new Map<string, readonly Life[]>();

  constructor(book: AccountBook) {
    this.#book = book;
  }

  /**
   * The asset of an account at a moment (default: now), else in its latest life, so that what ended can be told, too; null
   * for `world` and where there is none.
   */
  async at(account: string, moment?: number): Promise<string | null> {
    if (account === WORLD) return null;
    const lives = await this.#livesOf(account);
    // One asset in all lives is that of any moment.
    if (lives.every(({ asset }) => asset === lives[0]?.asset)) return lives[0]?.asset ?? null;
    return (await this.living(account, moment)) ?? lives.at(-1)?.asset ?? null;
  }

  /** The asset of an account that lives at a moment (default: now); null where it does not, or is `world`. */
  async living(account: string, moment?: number): Promise<string | null> {
    if (account === WORLD) return null;
    const life =
      moment === undefined
        ? await this.#livingNow(account)
        : (await this.#livesOf(account)).find(livesAt(moment));
    return life?.asset ?? null;
  }

  async #livingNow(account: string): Promise<Life | undefined> {
    return (await this.#book.accounts({ id: account, alive: true, limit: 1 })).items[0];
  }

  /** The asset that a command's amount is in: that of the first account that it names and that tells. */
  async ofCommand(named: NamedAccounts, moment?: number): Promise<string | null> {
    for (const account of await this.accountsOf(named)) {
      const asset = await this.at(account, moment);
      if (asset !== null) return asset;
    }
    return null;
  }

  /** The accounts by which it can be told what a command's amount is in, the one that it is taken from or given to first. */
  async accountsOf(named: NamedAccounts): Promise<readonly string[]> {
    for (const name of ['account', 'from', 'to', 'into'] as const) {
      // A malformed id is told by the name of its option.
      const account = named[name];
      if (account !== undefined) checkId(name, account);
    }
    // What is captured is in the asset of the hold, whoever gets it.
    const accounts = [named.account, named.from, await this.#accountOf(named), named.to, named.into];
    return accounts.filter((account) => account !== undefined && account !== WORLD) as string[];
  }

  async #accountOf({ account, hold, offer }: NamedAccounts): Promise<string | undefined> {
    if (account !== undefined) return undefined;
    if (hold !== undefined) {
      const { items } = await this.#book.holds({ hold, limit: LIVES_MAX });
      return (items.find(({ status }) => status === 'active') ?? items.at(-1))?.account;
    }
    if (offer === undefined) return undefined;
    return (await this.#book.offers({ offer, limit: 1 })).items[0]?.from;
  }

  async #livesOf(account: string): Promise<readonly Life[]> {
    const known = this.#lives.get(account);
    if (known !== undefined) return known;
    const { items } = await this.#book.accounts({ id: account, limit: LIVES_MAX });
    const lives = items.toSorted((a, b) => a.openedAt - b.openedAt);
    if (this.#lives.size >= REMEMBERED_MAX) this.#lives.clear();
    this.#lives.set(account, lives);
    return lives;
  }
}

function livesAt(moment: number): (life: Life) => boolean {
  return ({ openedAt, endedAt }) => openedAt <= moment && (endedAt === null || moment < endedAt);
}
