/** A row with its number among all that arrived. */
export interface Arrival<Row> {
  readonly number: number;
  readonly book: string;
  readonly row: Row;
}

interface BookArrivals<Row> {
  readonly all: Arrival<Row>[];
  readonly byName: Map<string, Arrival<Row>[]>;
}

/**
 * Rows that were written in order of arrival, which is quick, but of no use for finding them. So they are kept here
 * too, by a name that each has. Numbers only grow, and nothing is taken out: who looks at those up to a number always
 * sees the same.
 */
export class ArrivalList<Row> {
  readonly #nameOf: (row: Row) => string;
  readonly #damage: { readonly error: unknown } | undefined;
  readonly #books = new Map<string, BookArrivals<Row>>();
  #size = 0;

  /** With damage, nothing is known of what arrived: the error is thrown to everyone who asks, or wants to add. */
  constructor(nameOf: (row: Row) => string, damage?: { readonly error: unknown }) {
    this.#nameOf = nameOf;
    this.#damage = damage;
  }

  get size(): number {
    return this.#size;
  }

  add(arrival: Arrival<Row>): void {
    this.#checkDamage();
    const { book, row } = arrival;
    const arrivals = this.#books.get(book) ?? { all: [], byName: new Map<string, Arrival<Row>[]>() };
    this.#books.set(book, arrivals);
    arrivals.all.push(arrival);
    const name = this.#nameOf(row);
    const others = arrivals.byName.get(name);
    if (others === undefined) arrivals.byName.set(name, [arrival]);
    else others.push(arrival);
    this.#size += 1;
  }

  books(): string[] {
    this.#checkDamage();
    return [...this.#books.keys()];
  }

  /** Those of a book up to a number, in order of arrival. */
  ofBook(book: string, upTo: number): Row[] {
    this.#checkDamage();
    return rowsUpTo(this.#books.get(book)?.all, upTo);
  }

  /** Those of a name up to a number that are wanted, in order of arrival. Cost: looks at each of that name. */
  ofName(book: string, name: string, upTo: number, isWanted?: (row: Row) => boolean): Row[] {
    this.#checkDamage();
    return rowsUpTo(this.#books.get(book)?.byName.get(name), upTo, isWanted);
  }

  /** A list of its own with those up to a number. */
  copyUpTo(number: number): ArrivalList<Row> {
    const list = new ArrivalList(this.#nameOf, this.#damage);
    for (const { all } of this.#books.values()) {
      for (const arrival of all) if (arrival.number <= number) list.add(arrival);
    }
    return list;
  }

  #checkDamage(): void {
    if (this.#damage !== undefined) throw this.#damage.error;
  }
}

function rowsUpTo<Row>(
  arrivals: readonly Arrival<Row>[] | undefined,
  upTo: number,
  isWanted?: (row: Row) => boolean,
): Row[] {
  const rows: Row[] = [];
  if (arrivals === undefined) return rows;
  for (const { number, row } of arrivals) {
    if (number > upTo) break;
    if (isWanted === undefined || isWanted(row)) rows.push(row);
  }
  return rows;
}
