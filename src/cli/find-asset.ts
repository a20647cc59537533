import { checkId } from '../base/id.ts';
import { ENTRIES, fieldNames, LINE_LISTS, NAMED } from '../commands/command-table.ts';
import { type Named, WORLD } from '../commands/field.ts';

type Members = Readonly<Record<string, unknown>>;

/** The life of an account id in which it is in one asset. */
interface Life {
  readonly asset: string;
  readonly openedAt: number;
  readonly endedAt: number | null;
}

/** What may name the account whose asset an amount is in: a command or its options, under the names of its fields. */
export type NamedAccounts = object;

/** The fields that name accounts: whose what moves is, whom it comes from, whom it goes to. */
const OWN = fieldNames(({ names, side }) => names === 'account' && side === undefined);
const FROM = fieldNames(({ side }) => side === 'from');
const TO = fieldNames(({ side }) => side === 'to');

/** The kinds of things that some command redefines, so that what an amount is in may hang on it. */
const CHANGED = new Set(
  [...ENTRIES.values()].flatMap(({ redefines = [], fields }) => redefines.map((name) => fields[name]?.names)),
);
const HELD = fieldNames(({ names }) => names !== 'account' && CHANGED.has(names));

/** A thing that a command names: what it is and its id, each and both as one text. */
export interface NamedThing {
  readonly what: Named;
  readonly id: string;
  readonly name: string;
}

/** What the asset of an amount may hang on: the accounts that a command names, the decisive ones first, and its hold. */
export function thingsIn(
  command: object,
  fields: readonly string[] = [...OWN, ...FROM, ...TO, ...HELD],
): NamedThing[] {
  const members = command as Members; // Whatever it has.
  return fields.flatMap((field) => {
    const what = NAMED.get(field);
    if (what === undefined) return [];
    return idsUnder(field, members).flatMap((id) =>
      typeof id === 'string' ? [{ what, id, name: `${what} ${id}` }] : [],
    );
  });
}

/** The id that a field holds, or those of the lines of its list. */
function idsUnder(field: string, members: Members): unknown[] {
  const value = members[field];
  if (!Array.isArray(value) || !LINE_LISTS.includes(field)) return value === undefined ? [] : [value];
  return value.map((line: { readonly account?: unknown } | null) => line?.account);
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
   * The asset of an account at a moment (default: now), else in its latest life, so that what ended has one, too; null
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

  /** The asset that a command's amount is in: that of the first account that it names and that is known. */
  async ofCommand(named: NamedAccounts, moment?: number): Promise<string | null> {
    for (const account of await this.accountsOf(named)) {
      const asset = await this.at(account, moment);
      if (asset !== null) return asset;
    }
    return null;
  }

  /** The accounts that decide what a command's amount is in, the one that it is taken from or paid to first. */
  async accountsOf(named: NamedAccounts): Promise<readonly string[]> {
    const members = named as Members; // Whatever it has.
    const idsOf = (fields: readonly string[]): string[] =>
      // A malformed id is reported by the name of its option.
      fields.flatMap((name) => idsUnder(name, members).map((id) => checkId(name, id)));
    const [own, from, to] = [idsOf(OWN), idsOf(FROM), idsOf(TO)];
    // What is captured is in the asset of the hold, whoever gets it.
    const held = own.length > 0 ? undefined : await this.#accountOf(members);
    return [...own, ...from, ...(held === undefined ? [] : [held]), ...to].filter((id) => id !== WORLD);
  }

  async #accountOf({ hold, offer }: Members): Promise<string | undefined> {
    if (typeof hold === 'string') {
      const { items } = await this.#book.holds({ hold, limit: LIVES_MAX });
      return (items.find(({ status }) => status === 'active') ?? items.at(-1))?.account;
    }
    if (typeof offer !== 'string') return undefined;
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
