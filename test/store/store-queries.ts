import fc from 'fast-check';
import type { AccountsAt } from '../../src/store/queries.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName } from '../../src/store/row-kinds.ts';
import { SIDE_KINDS, type SideKindName } from '../../src/store/side-kinds.ts';
import { HOUSE_BOOK, isOfHouse } from '../../src/store/side-rows.ts';
import type { StoreView } from '../../src/store/store.ts';
import { showRows } from './show-rows.ts';
import { entryRows } from './store-changes.ts';
import { columnsOf, integers, texts } from './store-values.ts';

/** One call of a view, as data. */
export interface StoreQuery {
  readonly call: keyof StoreView;
  readonly args: readonly unknown[];
}

/** Few, so that they meet; the last two are the other way round in UTF-16. */
export const BOOKS = ['b', "o'b\u0000", '\uff5eb', '\u{1f600}b'] as const;

export const bookNames: fc.Arbitrary<string> = fc.constantFrom(...BOOKS);

/** Those that side rows may stand under. */
export const sideBookNames: fc.Arbitrary<string> = fc.constantFrom(...BOOKS, HOUSE_BOOK);

export const sideKinds = fc.constantFrom(...(Object.keys(SIDE_KINDS) as SideKindName[]));

/** What a view answers, as text; where any order is right, in order of the rows' texts. */
export async function ask(view: StoreView, { call, args }: StoreQuery): Promise<string> {
  const method = view[call] as (...args: readonly unknown[]) => Promise<unknown>; // The arguments fit the call.
  const answer = await method.apply(view, [...args]);
  if (call === 'accountsAt' && 'ids' in (args[1] as object)) {
    const { accounts, ...rest } = answer as AccountsAt;
    return [showRows(rest), ...accounts.map(showRows).sort()].join('\n');
  }
  const isOrdered = !['find', 'openCredits', 'side', 'entriesOf', 'ending'].includes(call);
  if (isOrdered || !Array.isArray(answer)) return showRows(answer);
  return answer.map(showRows).sort().join('\n');
}

const limits = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(1_000));
const kinds = fc.constantFrom(...ROW_KIND_NAMES);
const seqs = fc.integer({ min: 1, max: 30 });
const places = fc.record({
  at: integers,
  order: fc.oneof(fc.integer({ min: -2, max: 4 }), fc.constant(Number.POSITIVE_INFINITY)),
});
const knownBy = fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined });

/** Keys of a kind. */
export function keysOf(kind: RowKindName): fc.Arbitrary<(string | number)[]> {
  const columns = new Map(columnsOf(kind));
  const values = ROW_KINDS[kind].key.map((name) => (columns.get(name)?.type === 'text' ? texts : integers));
  return fc.tuple(...values);
}

function sidesOf(kind: SideKindName): fc.Arbitrary<StoreQuery> {
  return fc
    .tuple(sideBookNames, fc.array(keysOf(kind), { maxLength: 4 }))
    .map(([book, keys]) => ({ call: 'side', args: [book, kind, keys] }));
}

/** Members that are left out when they are undefined: the port does not take them as undefined. */
function withoutUndefined<T extends object>(value: T): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

function findsOf(kind: RowKindName): fc.Arbitrary<StoreQuery> {
  const lookups = fc.constantFrom(...Object.keys(ROW_KINDS[kind].lookups));
  return fc
    .tuple(bookNames, lookups, fc.array(texts, { maxLength: 4 }))
    .map(([book, lookup, values]) => ({ call: 'find', args: [book, kind, lookup, values] }));
}

function listsOf(kind: RowKindName): fc.Arbitrary<StoreQuery> {
  const columns = columnsOf(kind);
  const textColumns = columns.filter(([, { type }]) => type === 'text').map(([name]) => name);
  const { key, lookups, made } = ROW_KINDS[kind];
  const keys = key.map((name) => {
    const column = columns.find(([one]) => one === name);
    return column?.[1].type === 'integer' ? integers : texts;
  });
  const queries = (order: string | undefined, found: readonly string[]): fc.Arbitrary<object> =>
    fc.record({
      order: fc.constant(order),
      after: fc.option(fc.tuple(...(order === undefined || made === undefined ? [] : [integers]), ...keys), {
        nil: undefined,
      }),
      where: fc.option(fc.record({ column: fc.constantFrom(...found), equals: texts }), { nil: undefined }),
      limit: limits,
    });
  const indexed = Object.values(lookups)
    .filter(({ column, where }) => where === undefined && (column !== key[0] || made === undefined))
    .map(({ column }) => column);
  const inOrder = (order: string): fc.Arbitrary<object> =>
    queries(order, indexed.length === 0 ? [''] : indexed).map((query) =>
      indexed.length === 0 ? { ...query, where: undefined } : query,
    );
  const spans = fc.record({ after: fc.tuple(...keys), before: texts, limit: limits });
  const byText = columns.some(([name, { type }]) => name === key[0] && type === 'text');
  const byKey = byText ? [queries(undefined, textColumns), spans] : [queries(undefined, textColumns)];
  const all = fc.oneof(...byKey, inOrder('oldest'), inOrder('newest'));
  return fc
    .tuple(bookNames, all)
    .map(([book, query]) => ({ call: 'list', args: [book, kind, withoutUndefined(query)] }));
}

const entriesQueries = fc
  .record({
    account: texts,
    after: fc.option(fc.record({ at: integers, order: fc.integer({ min: -2, max: 4 }), seq: seqs }), {
      nil: undefined,
    }),
    before: fc.option(fc.record({ at: integers, order: fc.integer({ min: -2, max: 4 }), seq: seqs }), {
      nil: undefined,
    }),
    until: fc.option(places, { nil: undefined }),
    knownBy,
    limit: fc.option(limits, { nil: undefined }),
  })
  .map(withoutUndefined);

const spans = fc
  .uniqueArray(
    fc.record({
      account: texts,
      after: fc.option(integers, { nil: null }),
      until: fc.option(places, { nil: undefined }),
      knownBy,
    }),
    { selector: ({ account }) => account, maxLength: 4 },
  )
  .map((all) => all.map(withoutUndefined));

/** Pages behind something. */
function pagesBehind<T>(call: keyof StoreView, after: fc.Arbitrary<T>): fc.Arbitrary<StoreQuery> {
  const queries = fc
    .record({ after: fc.option(after, { nil: undefined }), limit: limits })
    .map(withoutUndefined);
  if (call === 'books') return queries.map((query) => ({ call, args: [query] }));
  return fc.tuple(bookNames, queries).map(([book, query]) => ({ call, args: [book, query] }));
}

const journalQueries = fc
  .record({
    after: fc.option(seqs, { nil: undefined }),
    until: fc.option(seqs, { nil: undefined }),
    order: fc.constantFrom(undefined, 'oldest', 'newest'),
    limit: limits,
  })
  .map(withoutUndefined);

export const storeQueries: fc.Arbitrary<StoreQuery> = fc.oneof(
  pagesBehind('books', fc.oneof(bookNames, texts)),
  bookNames.map((book): StoreQuery => ({ call: 'head', args: [book] })),
  { weight: 4, arbitrary: kinds.chain(findsOf) },
  { weight: 4, arbitrary: kinds.chain(listsOf) },
  // As many as there are: which ones come first is left open.
  bookNames.map((book): StoreQuery => ({ call: 'openCredits', args: [book, 1_000] })),
  {
    weight: 2,
    arbitrary: fc.tuple(sideBookNames, integers, limits).map((args): StoreQuery => ({ call: 'due', args })),
  },
  fc
    .record({
      until: integers,
      except: fc.option(fc.array(sideBookNames), { nil: undefined }),
      limit: limits,
    })
    .map((query): StoreQuery => ({ call: 'dueAnywhere', args: [withoutUndefined(query)] })),
  { weight: 3, arbitrary: sideKinds.chain(sidesOf) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        bookNames,
        fc.constantFrom('hold', 'offer'),
        fc
          .record({
            by: fc.option(texts, { nil: null }),
            after: fc.option(integers, { nil: undefined }),
            until: fc.option(integers, { nil: undefined }),
            // Of some rows, which they are is left open.
            limit: fc.constant(1_000),
          })
          .map(withoutUndefined),
      )
      .map((args): StoreQuery => ({ call: 'ending', args })),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(bookNames, entriesQueries).map((args): StoreQuery => ({ call: 'entries', args })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(bookNames, spans).map((args): StoreQuery => ({ call: 'entriesOf', args })),
  },
  pagesBehind('allEntries', entryRows),
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        bookNames,
        fc.array(texts, { maxLength: 3 }),
        fc.record({ until: places, knownBy }).map(withoutUndefined),
      )
      .map((args): StoreQuery => ({ call: 'sums', args })),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        bookNames,
        fc.oneof(
          fc.record({ ids: fc.array(texts, { maxLength: 4 }) }),
          fc
            .record({
              after: fc.option(fc.tuple(texts, texts), { nil: undefined }),
              before: fc.option(texts, { nil: undefined }),
              limit: limits,
            })
            .map(withoutUndefined),
        ),
        fc
          .record({
            at: integers,
            isPresent: fc.option(fc.boolean(), { nil: undefined }),
            knownAt: fc.option(fc.integer({ min: -2, max: 20 }), { nil: undefined }),
          })
          .map(withoutUndefined),
      )
      .map((args): StoreQuery => ({ call: 'accountsAt', args })),
  },
  pagesBehind('checkpoints', entryRows),
  fc.tuple(bookNames, journalQueries).map((args): StoreQuery => ({ call: 'journal', args })),
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        bookNames,
        fc.oneof(
          fc.record({ kind: texts }),
          fc.record({ accounts: fc.uniqueArray(texts, { maxLength: 3 }) }),
        ),
        journalQueries,
      )
      .map((args): StoreQuery => ({ call: 'eventsOf', args })),
  },
  fc
    .tuple(bookNames, fc.array(seqs, { maxLength: 5 }))
    .map((args): StoreQuery => ({ call: 'journalRows', args })),
  fc
    .tuple(bookNames, fc.integer({ min: -2, max: 20 }))
    .map((args): StoreQuery => ({ call: 'seqKnownAt', args })),
);

/** Calls that together show everything that is kept. */
export const EVERYTHING: readonly StoreQuery[] = [
  { call: 'books', args: [{ limit: 1_000 }] },
  { call: 'dueAnywhere', args: [{ until: Number.MAX_SAFE_INTEGER, limit: 1_000 }] },
  ...ROW_KIND_NAMES.filter((kind) => isOfHouse(ROW_KINDS[kind].table)).map(
    (kind): StoreQuery => ({ call: 'list', args: [HOUSE_BOOK, kind, { limit: 1_000 }] }),
  ),
  ...BOOKS.flatMap((book): StoreQuery[] => [
    { call: 'head', args: [book] },
    { call: 'journal', args: [book, { limit: 1_000 }] },
    ...ROW_KIND_NAMES.map((kind): StoreQuery => ({ call: 'list', args: [book, kind, { limit: 1_000 }] })),
    { call: 'due', args: [book, Number.MAX_SAFE_INTEGER, 1_000] },
    { call: 'allEntries', args: [book, { limit: 1_000 }] },
    { call: 'checkpoints', args: [book, { limit: 1_000 }] },
  ]),
];
