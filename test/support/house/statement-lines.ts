import type { OpenBook } from './house-door.ts';

type Entry = Awaited<ReturnType<OpenBook['events']>>[number]['entries'][number];

interface Line {
  readonly at: number;
  readonly posted: bigint;
  readonly available: bigint;
}

/** What an account's entries come to at each place at which they leave something changed. */
export function linesOf(entries: readonly Entry[]): Line[] {
  const places = Map.groupBy(entries, ({ at, order }) => `${at}/${order}`);
  const sums = [...places.values()].map((some) => {
    const sum = (amountOf: (entry: Entry) => bigint): bigint =>
      some.reduce((all, one) => all + amountOf(one), 0n);
    const [first] = some;
    return {
      at: first?.at ?? 0,
      order: first?.order ?? 0,
      posted: sum(({ inflow, outflow }) => inflow - outflow),
      available: sum(({ available }) => available),
      rest: sum(({ incoming, expected }) => incoming * 1_000n + expected),
    };
  });
  return sums
    .filter(({ posted, available, rest }) => posted !== 0n || available !== 0n || rest !== 0n)
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ at, posted, available }) => ({ at, posted, available }));
}

export function postedOf(lines: readonly Line[]): bigint {
  return lines.reduce((sum, { posted }) => sum + posted, 0n);
}

/** All lines of a statement, page by page, and what the account had before the earliest of them. */
export async function statementOf(
  book: OpenBook,
  account: string,
  options: { readonly from: number; readonly to: number; readonly order: 'oldest' | 'newest' },
  limit: number,
): Promise<{ readonly lines: Line[]; readonly opening: bigint | undefined }> {
  const lines: Line[] = [];
  let opening: bigint | undefined;
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await book.statement(account, { ...options, limit, ...(cursor && { cursor }) });
    if (page === null) throw new Error(`${account} has no statement to ${options.to}`);
    lines.push(...page.lines.map(({ at, posted, available }) => ({ at, posted, available })));
    if (options.order === 'newest' || opening === undefined) opening = page.opening.posted;
    cursor = page.cursor;
  }
  return { lines, opening };
}
