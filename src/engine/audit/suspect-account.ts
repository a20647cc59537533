import { AMOUNT_MIN } from '../../base/amount.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { changesOfTerms } from '../read/terms-changes.ts';
import type { LeastWithoutForce } from './least-without-force.ts';

/** Where an account stands outside of a limit. */
interface Breach {
  readonly place: EntryRow;
  readonly amount: bigint;
}

/** Where it did so first, by its terms of now, and where most. */
interface Breaches {
  readonly first: Breach;
  readonly worst: Breach;
  readonly limit: bigint;
}

/** The least floor and the greatest ceiling that an account ever had. */
export interface WidestTerms {
  readonly floor: bigint | null;
  readonly ceiling: bigint | null;
}

/** An account that stands outside of its terms of now: it may have had others. */
export class Suspect {
  readonly row: StoredAccount;
  #floor: Breaches | undefined;
  #ceiling: Breaches | undefined;

  constructor(row: StoredAccount) {
    this.row = row;
  }

  under(place: EntryRow, amount: bigint, limit: bigint): void {
    const breach = { place, amount };
    const { first = breach, worst = breach } = this.#floor ?? {};
    this.#floor = { first, worst: amount < worst.amount ? breach : worst, limit };
  }

  over(place: EntryRow, amount: bigint, limit: bigint): void {
    const breach = { place, amount };
    const { first = breach, worst = breach } = this.#ceiling ?? {};
    this.#ceiling = { first, worst: amount > worst.amount ? breach : worst, limit };
  }

  get isUnder(): boolean {
    return this.#floor !== undefined;
  }

  /**
   * What is wrong, each with its place.
   *
   * @param widest undefined: its terms were never changed
   * @param unforced the least there would be without what was forced; undefined: nothing was
   */
  broken(
    widest: WidestTerms | undefined,
    unforced: LeastWithoutForce | undefined,
  ): (readonly [place: EntryRow, what: string])[] {
    const broken: (readonly [EntryRow, string])[] = [];
    const isUnder = (amount: bigint, limit: bigint): boolean => amount < limit;
    const under = breachOf(this.#floor, widest && leastOf(widest.floor), isUnder);
    const floor = under && unforced !== undefined ? breachWithoutForce(under, unforced) : under;
    if (floor !== undefined)
      broken.push([floor.place, `available is ${floor.amount}, under its floor of ${floor.limit}`]);
    const most = widest === undefined ? undefined : widest.ceiling;
    if (most === null) return broken;
    const isOver = (amount: bigint, limit: bigint): boolean => amount > limit;
    const ceiling = breachOf(this.#ceiling, most === undefined ? undefined : mostOf(most), isOver);
    if (ceiling === undefined) return broken;
    const { place, amount, limit } = ceiling;
    broken.push([place, `posted, incoming and expected come to ${amount}, over its ceiling of ${limit}`]);
    return broken;
  }
}

function breachWithoutForce<B extends Breach & { readonly limit: bigint }>(
  breach: B,
  unforced: LeastWithoutForce,
): B | undefined {
  return unforced.amount < breach.limit ? { ...breach, ...unforced } : undefined;
}

/** The first breach of what holds now, or the worst of what ever held. */
function breachOf(
  breaches: Breaches | undefined,
  widest: bigint | undefined,
  isBroken: (amount: bigint, limit: bigint) => boolean,
): (Breach & { readonly limit: bigint }) | undefined {
  if (breaches === undefined) return undefined;
  const { first, worst, limit } = breaches;
  if (widest === undefined) return { ...first, limit };
  return isBroken(worst.amount, widest) ? { ...worst, limit: widest } : undefined;
}

/** The widest terms that an account ever had; undefined: they were never changed. */
export async function widestTerms(
  view: StoreView,
  book: string,
  row: StoredAccount,
): Promise<WidestTerms | undefined> {
  let widest: WidestTerms | undefined;
  let isChanged = false;
  for await (const event of changesOfTerms(view, book, row)) {
    isChanged ||= event.kind === 'account_updated';
    const { floor, ceiling }: Partial<WidestTerms> = event.kind === 'account_opened' ? event.row : event;
    widest = {
      floor: widest === undefined ? (floor ?? null) : lesser(widest.floor, floor),
      ceiling: widest === undefined ? (ceiling ?? null) : greater(widest.ceiling, ceiling),
    };
  }
  return isChanged ? widest : undefined;
}

/** @param b undefined: it stays as it was */
function lesser(a: bigint | null, b: bigint | null = a): bigint | null {
  if (a === null || b === null) return null;
  return a < b ? a : b;
}

function greater(a: bigint | null, b: bigint | null = a): bigint | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}

/** As far as nothing at all is under it. */
export function leastOf(floor: bigint | null): bigint {
  if (floor === null) return AMOUNT_MIN;
  return floor < 0n ? floor : 0n;
}

/** As far as nothing at all is over it. */
export function mostOf(ceiling: bigint): bigint {
  return ceiling > 0n ? ceiling : 0n;
}
