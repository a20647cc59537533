import { compareUtf8 } from '../../base/id.ts';
import { WORLD } from '../../commands/field.ts';
import type { ExportedBook, ExportedLife } from './exported-book.ts';

/** From when to when an account is used under one name: all lives of one id in one asset together. */
export interface AccountSpan {
  readonly account: string;
  readonly asset: string;
  /** When its first life was opened. */
  readonly openedAt: number;
  /** When its last life was closed; null: one lives, or one was merged away. */
  readonly closedAt: number | null;
}

/**
 * Every account of the book but the world, once for each asset that it was ever in, in order of the ids. Lives of one id are
 * anywhere in the list, so a span of each account is in memory.
 */
export async function* listAccountSpans(book: ExportedBook, limit: number): AsyncGenerator<AccountSpan> {
  const spans = new Map<string, AccountSpan>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<ExportedBook['accounts']>> = await book.accounts(
      after === null ? { limit } : { after, limit },
    );
    for (const life of page.items) {
      if (life.account === WORLD) continue;
      const key = `${life.asset} ${life.account}`; // An asset holds no space.
      spans.set(key, spanWith(life, spans.get(key)));
    }
    after = page.cursor;
  } while (after !== null);
  yield* [...spans.values()].sort((a, b) => compareUtf8(a.account, b.account));
}

/** The span of an account with one more life. */
function spanWith(life: ExportedLife, before: AccountSpan | undefined): AccountSpan {
  const { account, asset, openedAt, endedAt, mergedInto } = life;
  // A merged account may still have postings behind the merge, which take each other back.
  const closedAt = mergedInto === null ? endedAt : null;
  if (before === undefined) return { account, asset, openedAt, closedAt };
  const isClosed = closedAt !== null && before.closedAt !== null;
  return {
    account,
    asset,
    openedAt: Math.min(openedAt, before.openedAt),
    closedAt: isClosed ? Math.max(closedAt, before.closedAt) : null,
  };
}
