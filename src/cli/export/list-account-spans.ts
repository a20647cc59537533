import { WORLD } from '../../kernel/account/account.ts';
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

/** Every account of the book but the world, once for each asset that it was ever in. In bounded memory. */
export async function* listAccountSpans(book: ExportedBook, limit: number): AsyncGenerator<AccountSpan> {
  let lives: ExportedLife[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<ExportedBook['accounts']>> = await book.accounts(
      after === null ? { limit } : { after, limit },
    );
    for (const life of page.items) {
      // Lives of one id follow each other in the list, though not in order of time.
      if (lives[0]?.account !== life.account) {
        yield* spansOf(lives);
        lives = [];
      }
      if (life.account !== WORLD) lives.push(life);
    }
    after = page.cursor;
  } while (after !== null);
  yield* spansOf(lives);
}

function* spansOf(lives: readonly ExportedLife[]): Generator<AccountSpan> {
  for (const [asset, ofAsset] of Map.groupBy(lives, (life) => life.asset)) {
    const [first] = ofAsset;
    if (first === undefined) continue;
    let openedAt = first.openedAt;
    let closedAt: number | null = first.openedAt;
    for (const life of ofAsset) {
      openedAt = Math.min(openedAt, life.openedAt);
      // A merged account may still have postings behind the merge, which take each other back.
      if (life.endedAt === null || life.mergedInto !== null) closedAt = null;
      else if (closedAt !== null) closedAt = Math.max(closedAt, life.endedAt);
    }
    yield { account: first.account, asset, openedAt, closedAt };
  }
}
