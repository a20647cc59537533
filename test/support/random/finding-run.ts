import type { CommandInput } from '../../../src/commands/command-table.ts';
import { WORLD } from '../../../src/commands/field.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import type { JournalRecord } from '../../../src/engine/read/journal-record.ts';
import { HOLD_STATUSES, OFFER_STATUSES } from '../../../src/engine/read/lists.ts';
import { idOfKey } from '../../../src/kernel/account/account.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../../src/store/row-kinds.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  type PlainFilter,
  plainHoldStatus,
  plainOfferStatus,
  plainTransactions,
  runsOutBefore,
} from '../../oracle/plain-finding.ts';
import type { House, OpenBook } from '../house/house-door.ts';
import { expectSame } from '../house/house-same.ts';
import { FINDING_ACCOUNTS, FindingCommands, openingOf } from './finding-commands.ts';
import { SeededChoices } from './house-random.ts';

const ACCOUNTS = FINDING_ACCOUNTS;
const KINDS = ['transfer', 'hold', 'atomic', 'pay', 'merge', 'close_account', 'none'] as const;
type Order = 'oldest' | 'newest';
type Row = Readonly<Record<string, unknown>>;

/** One list as it is asked for, and what it has to tell, row by row, by the rows themselves. */
interface AskedList {
  readonly kind: Extract<RowKindName, 'account' | 'hold' | 'offer' | 'payment' | 'credit' | 'import'>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly isWanted: (row: Row) => boolean;
}

/**
 * A book that is written to while pages of its lists and transactions are read: every page must be what a filter over
 * everything says at that moment, behind the place of the page before.
 */
export class FindingRun {
  readonly #choices: SeededChoices;
  readonly #commands: FindingCommands;
  readonly #store: Store;
  readonly #house: House;
  readonly #book: OpenBook;
  readonly #clock: { now: number };

  private constructor(seed: number, store: Store, house: House, clock: { now: number }) {
    this.#choices = new SeededChoices(seed);
    this.#commands = new FindingCommands(this.#choices);
    this.#store = store;
    this.#house = house;
    this.#book = house.book('shop');
    this.#clock = clock;
  }

  static async open(seed: number, store: Store): Promise<FindingRun> {
    const clock = { now: 1_000 };
    const house = await openHouse(store, { announceExpiries: false, clock: () => clock.now });
    const run = new FindingRun(seed, store, house, clock);
    for (const account of ACCOUNTS) await run.#submit([openingOf(account, clock.now)]);
    return run;
  }

  get house(): House {
    return this.#house;
  }

  /** Writes something, then reads one list or some transactions to their end, writing between the pages. */
  async step(): Promise<void> {
    await this.#write();
    if (this.#choices.chance(60)) await this.#readTransactions();
    else await this.#readList(this.#someList());
  }

  async #write(): Promise<void> {
    this.#clock.now += this.#choices.below(20);
    const commands = Array.from({ length: 1 + this.#choices.below(6) }, () =>
      this.#commands.next(this.#clock.now),
    );
    await this.#submit(commands);
  }

  async #submit(commands: readonly CommandInput[]): Promise<void> {
    const actor = this.#choices.pick([null, 'ann', 'ben']);
    await (actor === null ? this.#book : this.#book.as(actor)).submit(commands);
  }

  #someFilter(): PlainFilter {
    const choices = this.#choices;
    const moment = (): number => 1_000 + choices.below(Math.max(1, this.#clock.now - 990));
    return {
      ...(choices.chance(50) ? { account: choices.pick([...ACCOUNTS, WORLD, 'nobody']) } : {}),
      ...(choices.chance(25) ? { counterparty: choices.pick([...ACCOUNTS, WORLD]) } : {}),
      ...(choices.chance(30) ? { kind: choices.pick(KINDS) } : {}),
      ...(choices.chance(15) ? { reference: choices.pick(['r1', 'r2', 'none']) } : {}),
      ...(choices.chance(15)
        ? { metadata: choices.pick([{ shop: 'x' }, { shop: 'y', till: '2' }, {}]) }
        : {}),
      ...(choices.chance(15) ? { actor: choices.pick(['ann', 'ben', 'none']) } : {}),
      ...(choices.chance(20) ? { from: moment() } : {}),
      ...(choices.chance(20) ? { to: moment() } : {}),
      ...(choices.chance(20) ? { recordedFrom: moment() } : {}),
      ...(choices.chance(20) ? { recordedTo: moment() } : {}),
    };
  }

  async #readTransactions(): Promise<void> {
    const filter = this.#someFilter();
    const order = this.#choices.pick(['oldest', 'newest'] as const);
    let pages = 0;
    let [after, last]: [string | undefined, number | undefined] = [undefined, undefined];
    do {
      const limit = this.#limitOf(pages);
      const journal = plainTransactions(await journalOf(this.#book), filter);
      const behind = (order === 'newest' ? journal.reverse() : journal).filter(
        ({ seq }) => last === undefined || (order === 'newest' ? seq < last : seq > last),
      );
      const page = await this.#book.transactions({ ...filter, order, limit, after });
      const asked = `transactions ${JSON.stringify({ ...filter, order, limit, after })}`;
      expectSame(asked, page.items, behind.slice(0, limit));
      expectSame(`${asked}: whether there are more`, page.cursor !== null, behind.length > limit);
      last = page.items.at(-1)?.seq;
      after = page.cursor ?? undefined;
      pages += 1;
      // Not for ever: a list that grows faster than it is read would have no end.
      if (pages < 4 && this.#choices.chance(50)) await this.#write();
    } while (after !== undefined);
  }

  /** Small pages, and larger ones when there are many. */
  #limitOf(pages: number): number {
    return 1 + this.#choices.below(pages < 4 ? 5 : 60);
  }

  #someList(): AskedList {
    const choices = this.#choices;
    const account = choices.chance(50) ? choices.pick(ACCOUNTS) : undefined;
    const of = account === undefined ? {} : { account };
    const isOf =
      (...columns: string[]): AskedList['isWanted'] =>
      (row) =>
        account === undefined || columns.some((column) => idOfKey(String(row[column])) === account);
    switch (choices.below(6)) {
      case 0: {
        const id = choices.chance(40) ? choices.pick(ACCOUNTS) : undefined;
        const isWanted = (row: Row): boolean => row.id !== WORLD && (id === undefined || row.id === id);
        return { kind: 'account', options: id === undefined ? {} : { id }, isWanted };
      }
      case 1:
        return this.#ending('hold', of, isOf('account'), HOLD_STATUSES, (row) =>
          plainHoldStatus(row as never, this.#clock.now),
        );
      case 2:
        return this.#ending('offer', of, isOf('source', 'target'), OFFER_STATUSES, (row) =>
          plainOfferStatus(row as never, this.#clock.now),
        );
      case 3:
        return { kind: 'payment', options: of, isWanted: isOf('account') };
      case 4:
        return { kind: 'credit', options: of, isWanted: isOf('account') };
      default: {
        const source = choices.chance(50) ? choices.pick(['bank', 'none']) : undefined;
        const isWanted = (row: Row): boolean => source === undefined || row.source === source;
        return { kind: 'import', options: source === undefined ? {} : { source }, isWanted };
      }
    }
  }

  #ending(
    kind: 'hold' | 'offer',
    of: object,
    isOf: AskedList['isWanted'],
    statuses: readonly string[],
    statusOf: (row: Row) => string,
  ): AskedList {
    const choices = this.#choices;
    const open = kind === 'hold' ? 'active' : 'pending';
    const status = choices.chance(50) ? choices.pick(statuses) : undefined;
    const isOpen = choices.chance(20) ? choices.chance(50) : undefined;
    const ended = choices.chance(20) ? choices.chance(50) : undefined;
    const before = choices.chance(30) ? this.#clock.now + choices.below(80) - 40 : undefined;
    const options = { ...of, status, [open]: isOpen, ended, expiresBefore: before };
    const isWanted = (row: Row): boolean => {
      const now = statusOf(row);
      return (
        isOf(row) &&
        (status === undefined || now === status) &&
        (isOpen === undefined || (now === open) === isOpen) &&
        (ended === undefined || (now !== open && now !== 'scheduled') === ended) &&
        (before === undefined || runsOutBefore(row as never, before))
      );
    };
    return { kind, options, isWanted };
  }

  async #readList({ kind, options, isWanted }: AskedList): Promise<void> {
    const order = this.#choices.pick(['oldest', 'newest'] as const);
    const list = this.#book[`${kind}s`] as unknown as (asked: object) => Promise<{
      items: readonly Row[];
      cursor: string | null;
    }>;
    let pages = 0;
    let [after, place]: [string | undefined, readonly unknown[] | undefined] = [undefined, undefined];
    do {
      const limit = this.#limitOf(pages);
      const rows: Row[] = await this.#rows(kind);
      const inOrder = sorted(kind, rows.filter(isWanted), order);
      const sign = order === 'newest' ? -1 : 1;
      const behind = inOrder.filter(
        (row) => place === undefined || sign * compare(placeOf(kind, row), place) > 0,
      );
      const page = await list({ ...options, order, limit, after });
      const asked = `${kind}s ${JSON.stringify({ ...options, order, limit, after })} at ${this.#clock.now}`;
      const told = page.items.map((item) => [item[kind === 'import' ? 'fileHash' : kind], momentOf(item)]);
      const expected = behind
        .slice(0, limit)
        .map((row) => [
          row[kind === 'import' ? 'fileHash' : 'id'],
          row[kind === 'import' ? 'at' : (ROW_KINDS[kind].made ?? '')] ?? null,
        ]);
      expectSame(asked, told, expected);
      expectSame(`${asked}: whether there are more`, page.cursor !== null, behind.length > limit);
      after = page.cursor ?? undefined;
      place = after === undefined ? undefined : JSON.parse(after).slice(4);
      pages += 1;
      // Not for ever: a list that grows faster than it is read would have no end.
      if (pages < 4 && this.#choices.chance(50)) await this.#write();
    } while (after !== undefined);
  }

  async #rows(kind: AskedList['kind']): Promise<Row[]> {
    const rows: readonly StoredRows[typeof kind][] = await this.#store.latest.list('shop', kind, {
      limit: 9_999,
    });
    return rows.map((row): Row => ({ ...row }));
  }
}

async function journalOf(book: OpenBook): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of book.events.all()) records.push(record);
  return records;
}

function momentOf(item: Row): unknown {
  return item.openedAt ?? item.placedAt ?? item.madeAt ?? item.at ?? null;
}

function placeOf(kind: RowKindName, row: Row): unknown[] {
  const { made, key } = ROW_KINDS[kind];
  return [...(made === undefined ? [] : [made]), ...key].map((column) => row[column]);
}

function sorted(kind: RowKindName, rows: readonly Row[], order: Order): Row[] {
  const inOrder = rows.toSorted((a, b) => compare(placeOf(kind, a), placeOf(kind, b)));
  return order === 'newest' ? inOrder.reverse() : inOrder;
}

/** Texts here are ASCII, which every order agrees on. */
function compare(a: readonly unknown[], b: readonly unknown[]): number {
  const at = a.findIndex((one, i) => one !== b[i]);
  return at === -1 ? 0 : (a[at] as number) < (b[at] as number) ? -1 : 1;
}
