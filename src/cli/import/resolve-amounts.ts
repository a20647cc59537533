import { TallystickError } from '../../base/error.ts';
import { ENTRIES } from '../../commands/command-table.ts';
import { placesOf } from '../../engine/text/private-data.ts';
import { type AccountBook, AssetFinder, type NamedThing, thingsIn } from '../find-asset.ts';
import { saysAsset } from './command-fields.ts';
import type { PreparedRow } from './prepare-rows.ts';
import { type Members, readUnread, type UnreadAmounts } from './read-amounts.ts';

/** What an amount is about, and when. */
interface Meant {
  readonly about: Members;
  readonly effectiveAt: number | undefined;
  readonly made: MadeInside;
}

/** Reads what rows say in units of assets that they do not say, in the order in which they are submitted. */
export class AmountResolver {
  readonly #book: AccountBook;
  #finder: AssetFinder;
  /** What the rows that are not submitted yet may change. */
  #changed = new Set<string>();

  constructor(book: AccountBook) {
    this.#book = book;
    this.#finder = new AssetFinder(book);
  }

  /** Whether the rows before must be submitted first, because what they open or place decides what this one means. */
  mustWait({ unread = [] }: PreparedRow): boolean {
    return (
      this.#changed.size > 0 &&
      unread.some(({ named }) => thingsIn(named).some(({ name }) => this.#changed.has(name)))
    );
  }

  /** The rows before were submitted. */
  forget(): void {
    this.#changed = new Set();
    this.#finder = new AssetFinder(this.#book);
  }

  /** Reads a row's amounts. Throws TallystickError where one cannot be read, or the row says another asset. */
  async resolve({ command, unread = [] }: PreparedRow): Promise<void> {
    if (command === undefined) return;
    const places = placesOf(command as unknown as Members); // A command is an object of fields.
    const singles = places.filter(({ commands }) => commands === undefined);
    const made = new MadeInside(singles);
    for (const one of unread) await this.#read(one, made);
    for (const { name } of singles.flatMap(changedBy)) this.#changed.add(name);
  }

  /** What the amounts of a command are in, for people; null where nobody knows. */
  assetOf(command: object): Promise<string | null> {
    const { effectiveAt } = command as { readonly effectiveAt?: number }; // It was checked.
    return this.#finder.ofCommand(command, effectiveAt);
  }

  async #read({ named, path, command, said, amounts }: UnreadAmounts, made: MadeInside): Promise<void> {
    made.before(command);
    const { effectiveAt } = command as { readonly effectiveAt?: number }; // As above.
    const about = made.holderOf(named);
    const asset = said ?? (await this.#assetOf(about, effectiveAt, made));
    if (said !== undefined) await this.#check(said, `${path}asset`, { about, effectiveAt, made });
    for (const amount of amounts) {
      if (asset !== null) readUnread(amount, asset);
      else throw unknownAsset(amount.field, amount.text);
    }
  }

  /** What the accounts say; null: nothing. */
  async #assetOf(about: Members, effectiveAt: number | undefined, made: MadeInside): Promise<string | null> {
    for (const account of await this.#finder.accountsOf(about)) {
      // It was checked.
      const asset = made.assetOf(account, effectiveAt) ?? (await this.#finder.at(account, effectiveAt));
      if (asset !== null) return asset;
    }
    return null;
  }

  /**
   * Throws where the row says another asset than the account that comes first, if that is there: whoever writes of one that
   * comes later, or has ended, knows better than the other accounts do. Where a row opens what is there, both may be meant.
   */
  async #check(said: string, field: string, { about, effectiveAt, made }: Meant): Promise<void> {
    const [account, ...others] = await this.#finder.accountsOf(about); // As above.
    if (account === undefined) return;
    const opened = made.isThere(account, effectiveAt) ? made.assetOf(account, effectiveAt) : null;
    const living = opened === said ? null : await this.#finder.living(account, effectiveAt);
    const known = opened ?? living;
    if (known === null || opened === said || living === said) return;
    // Between accounts in two assets, or with one that is not there, the rules refuse it, whichever its amount was read in.
    const assets =
      opened === null ? [] : await Promise.all(others.map((id) => this.#finder.at(id, effectiveAt)));
    if (assets.includes(said)) return;
    throw new TallystickError('bad_command', field, said, `${known}, which the account is in`);
  }
}

function unknownAsset(field: string, text: unknown): TallystickError {
  const expected =
    'an account that is there and tells the asset, or the asset beside it, or minor units by amountMinor';
  return new TallystickError('bad_amount', field, text, expected);
}

/** What a command opens, merges or places. */
function changedBy(command: Members): NamedThing[] {
  return thingsIn(command, ENTRIES.get(String(command.kind))?.redefines ?? []);
}

/** What the commands of one row open and place before one of them: all are accepted, or none. */
class MadeInside {
  readonly #singles: readonly Members[];
  #next = 0;
  readonly #made = new Map<string, Members>();

  constructor(singles: readonly Members[]) {
    this.#singles = singles;
  }

  /** Goes on to a command, which is no earlier one than the last. */
  before(command: Members): void {
    // A group is asked about before anything inside it.
    if (Array.isArray(command.commands)) return;
    for (let one = this.#singles[this.#next]; one !== undefined && one !== command; ) {
      for (const { what, name } of changedBy(one)) {
        // Of accounts only what opens them says what they are in.
        if (what !== 'account' || saysAsset(one.kind)) this.#made.set(name, one);
        // What was opened begins earlier.
        const made = one.openedAt === undefined ? undefined : this.#made.get(name);
        if (made !== undefined) this.#made.set(name, { ...made, effectiveAt: one.openedAt });
      }
      this.#next += 1;
      one = this.#singles[this.#next];
    }
  }

  /** What names the accounts: of a capture, the hold that was placed for it. */
  holderOf(named: Members): Members {
    if (named.account !== undefined) return named;
    const held = thingsIn(named).find(({ what, name }) => what !== 'account' && this.#made.has(name));
    return (held && this.#made.get(held.name)) ?? named;
  }

  /**
   * Whether an account that was opened is surely there at the moment: one without a moment of its own is opened at the present,
   * which is behind most moments that are given.
   */
  isThere(account: string, effectiveAt: number | undefined): boolean {
    return effectiveAt === undefined || this.#made.get(`account ${account}`)?.effectiveAt !== undefined;
  }

  /** The asset of an account that was opened and may be there at the moment; null: it was not. */
  assetOf(account: string, effectiveAt: number | undefined): string | null {
    const opening = this.#made.get(`account ${account}`);
    const openedAt = opening?.effectiveAt as number | undefined; // It was checked.
    const isThere = openedAt === undefined || effectiveAt === undefined || openedAt <= effectiveAt;
    return opening !== undefined && isThere ? String(opening.asset) : null;
  }
}
