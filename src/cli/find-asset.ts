import { WORLD } from '../kernel/account/account.ts';
import type { OpenBook } from './house-types.ts';

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
}

/** Lives of one id that are looked at; nobody opens an id more often. */
const LIVES_MAX = 100;

/** Finds the assets of accounts, to show and read amounts in their scale. Each id is asked for once. */
export class AssetFinder {
  readonly #book: OpenBook;
  readonly #lives = new Map<string, readonly Life[]>();

  constructor(book: OpenBook) {
    this.#book = book;
  }

  /** The asset of an account at a moment (default: in its latest life); null for `world` and where there is none. */
  async at(account: string, moment?: number): Promise<string | null> {
    if (account === WORLD) return null;
    const lives = await this.#livesOf(account);
    const life =
      moment === undefined
        ? undefined
        : lives.find(({ openedAt, endedAt }) => openedAt <= moment && (endedAt === null || moment < endedAt));
    return (life ?? lives.at(-1))?.asset ?? null;
  }

  /** The asset that a command's amount is in: that of the first account that it names and that tells. */
  async ofCommand(named: NamedAccounts, moment?: number): Promise<string | null> {
    for (const account of [named.account, named.from, named.to, named.into, await this.#accountOf(named)]) {
      const asset = account === undefined ? null : await this.at(account, moment);
      if (asset !== null) return asset;
    }
    return null;
  }

  async #accountOf({ account, hold }: NamedAccounts): Promise<string | undefined> {
    if (hold === undefined || account !== undefined) return undefined;
    const { items } = await this.#book.holds({ hold, limit: LIVES_MAX });
    return items.at(-1)?.account;
  }

  async #livesOf(account: string): Promise<readonly Life[]> {
    const known = this.#lives.get(account);
    if (known !== undefined) return known;
    const { items } = await this.#book.accounts({ id: account, limit: LIVES_MAX });
    const lives = items.toSorted((a, b) => a.openedAt - b.openedAt);
    this.#lives.set(account, lives);
    return lives;
  }
}
