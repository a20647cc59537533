import { type Arrival, ArrivalList } from './arrival-list.ts';

/** The list up to a number, and how it is seen. */
interface State<Row, Seen> {
  readonly list: ArrivalList<Row>;
  /** The greatest number that was given to a row. */
  readonly last: number;
  readonly seen: Seen;
}

/** What has arrived and waits to be moved to its place, as everyone sees it and as the open transaction does. */
export class ArrivalLog<Row, Seen> {
  readonly #nameOf: (row: Row) => string;
  readonly #see: (list: ArrivalList<Row>, upTo: number) => Seen;
  #committed: State<Row, Seen>;
  /** That of the transaction; the committed one while it has changed nothing. */
  #pending: State<Row, Seen>;

  /**
   * `read` returns what is in the file, in order of number. When that cannot be read, the house opens all the same, so
   * that it can be verified; what arrived is refused then.
   */
  constructor(
    nameOf: (row: Row) => string,
    see: (list: ArrivalList<Row>, upTo: number) => Seen,
    read: () => Iterable<Arrival<Row>>,
  ) {
    this.#nameOf = nameOf;
    this.#see = see;
    this.#committed = this.#read(read);
    this.#pending = this.#committed;
  }

  get committed(): Seen {
    return this.#committed.seen;
  }

  get pending(): Seen {
    return this.#pending.seen;
  }

  /** How many wait, those of the transaction included. */
  get size(): number {
    return this.#pending.list.size;
  }

  /** Adds rows, and returns them with their numbers. A write of them that fails must be rolled back. */
  add(book: string, rows: readonly Row[]): readonly Arrival<Row>[] {
    const { list, last } = this.#pending;
    this.#pending = this.#stateOf(list, last + rows.length);
    const arrivals = rows.map((row, at) => ({ number: last + 1 + at, book, row }));
    for (const arrival of arrivals) list.add(arrival);
    return arrivals;
  }

  /** Nothing waits any more. Views that are open keep the old list, and find its rows where they were. */
  clear(): void {
    this.#pending = this.#stateOf(new ArrivalList(this.#nameOf), this.#pending.last);
  }

  /** The books of which something waits. */
  books(): string[] {
    return this.#pending.list.books();
  }

  commit(): void {
    this.#committed = this.#pending;
  }

  rollback(): void {
    if (this.#pending === this.#committed) return;
    // A list of its own, without what was added: the numbers are given anew now, and open views keep the old list.
    const { list, last } = this.#committed;
    this.#committed = this.#stateOf(list.copyUpTo(last), last);
    this.#pending = this.#committed;
  }

  #read(read: () => Iterable<Arrival<Row>>): State<Row, Seen> {
    const list = new ArrivalList(this.#nameOf);
    let last = 0;
    try {
      for (const arrival of read()) {
        list.add(arrival);
        last = arrival.number;
      }
      return this.#stateOf(list, last);
    } catch (error) {
      return this.#stateOf(new ArrivalList(this.#nameOf, { error }), 0);
    }
  }

  #stateOf(list: ArrivalList<Row>, last: number): State<Row, Seen> {
    return { list, last, seen: this.#see(list, last) };
  }
}
