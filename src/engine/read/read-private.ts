import { optionalFlag, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { StoreView } from '../../store/store.ts';
import { placesOf, VALUE_PLACE } from '../text/private-data.ts';
import type { BookReader } from './book-reader.ts';

/** Whose private data are meant: those of a command, or those of an account. */
export interface PrivateTarget {
  /** The id of a command, a group, a transaction, or a command inside of one. */
  readonly command?: string | undefined;
  /** The id of an account: what came with its openings and updates. */
  readonly account?: string | undefined;
  /** True, with an account: what came with every command that named or moved it, too. Default false. */
  readonly commands?: boolean | undefined;
}

/** Such a target, checked. */
export type CheckedTarget =
  | { readonly command: string }
  | { readonly account: string; readonly commands: boolean };

/** What was given as private with one command. */
export interface PrivateItem {
  /** The row of the journal. */
  readonly seq: number;
  /** The id of that row. */
  readonly id: string;
  /** Which command in its request, counted from the outermost on; -1: what the work of a transaction returned. */
  readonly place: number;
  /** What was given; null: it was erased. */
  readonly private: Readonly<Record<string, string>> | null;
  /** What the work of a transaction returned, as JSON, where that is what it is. */
  readonly value?: string | null;
  /** The row of the journal that says that it was erased. */
  readonly erasedBy?: number;
}

/** Rows of what is kept apart, and where to go on; `isUnknown`: there is no such command or account. */
export interface FoundPrivate {
  readonly rows: readonly StoredPrivate[];
  /** Undefined: that was all. */
  readonly next: readonly (string | number)[] | undefined;
  readonly isUnknown: boolean;
}

/** Throws for what names neither a command nor an account, or both. */
export function checkedTarget(what: PrivateTarget): CheckedTarget {
  const given = readOptions('what', what, ['command', 'account', 'commands']);
  const commands = optionalFlag('what.commands', given.commands);
  const command = given.command === undefined ? undefined : checkId('what.command', given.command);
  if (command === undefined)
    return { account: checkId('what.account', given.account), commands: commands ?? false };
  if (given.account === undefined && commands === undefined) return { command };
  throw new TallystickError('bad_option', 'what', what, 'either a command or an account');
}

/** All private data of a command or an account, in order of the journal. */
export async function readPrivate(reader: BookReader, target: CheckedTarget): Promise<PrivateItem[]> {
  return await reader.withSnapshot(async (view) => {
    const items: PrivateItem[] = [];
    let after: FoundPrivate['next'];
    do {
      const found = await findPrivate(view, reader.book, target, after);
      items.push(...found.rows.map(itemOf));
      after = found.next;
    } while (after !== undefined);
    return items;
  });
}

function itemOf({ seq, id, place, text, erasedBy }: StoredPrivate): PrivateItem {
  const by = erasedBy === null ? {} : { erasedBy };
  if (place === VALUE_PLACE) return { seq, id, place, private: null, value: text, ...by };
  return { seq, id, place, private: text === null ? null : JSON.parse(text), ...by };
}

/** Looks for what is kept apart of a command or an account, a page at a time. */
export async function findPrivate(
  view: StoreView,
  book: string,
  target: CheckedTarget,
  after?: FoundPrivate['next'],
): Promise<FoundPrivate> {
  return 'command' in target
    ? await findOfCommand(view, book, target.command)
    : await findOfAccount(view, book, target, after);
}

async function findOfCommand(view: StoreView, book: string, id: string): Promise<FoundPrivate> {
  const [command] = await view.find(book, 'command', 'id', [id]);
  const [row] = command === undefined ? [] : await view.journalRows(book, [command.seq]);
  if (row === undefined) return { rows: [], next: undefined, isUnknown: true };
  const kept = await view.find(book, 'private', 'id', [row.id]);
  if (row.id === id) return { rows: inOrder(kept), next: undefined, isUnknown: false };
  // It stands in a group: of that it is one command.
  const asked: { readonly id?: unknown } = JSON.parse(row.request);
  const place = placesOf(asked).findIndex((inside) => inside.id === id);
  const own = kept.filter((one) => one.seq === row.seq && one.place === place);
  return { rows: own, next: undefined, isUnknown: false };
}

async function findOfAccount(
  view: StoreView,
  book: string,
  { account, commands }: Extract<CheckedTarget, { account: string }>,
  after: FoundPrivate['next'],
): Promise<FoundPrivate> {
  const where = { column: 'account', equals: account } as const;
  const query = { limit: PAGE_ROWS_MAX, where, ...(after && { after }) };
  const page = await view.list(book, 'privateAccount', query);
  const last = page.at(-1);
  if (last === undefined && after === undefined) {
    const lives = await view.find(book, 'account', 'id', [account]);
    return { rows: [], next: undefined, isUnknown: lives.length === 0 };
  }
  const wanted = page.filter(({ isOpening }) => commands || isOpening);
  const places = new Set(wanted.map(({ seq, place }) => `${seq} ${place}`));
  const ids = new Set(wanted.map(({ id }) => id));
  const kept = ids.size === 0 ? [] : await view.find(book, 'private', 'id', [...ids]);
  const rows = inOrder(kept.filter(({ seq, place }) => places.has(`${seq} ${place}`)));
  const isEnd = last === undefined || page.length < PAGE_ROWS_MAX;
  return { rows, next: isEnd ? undefined : [account, last.seq, last.place], isUnknown: false };
}

function inOrder(rows: readonly StoredPrivate[]): StoredPrivate[] {
  return [...rows].sort((a, b) => a.seq - b.seq || a.place - b.place);
}
