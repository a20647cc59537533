import { randomUUID } from 'node:crypto';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { WORLD } from '../../commands/field.ts';
import type { ExpectHold } from '../../commands/own-command.ts';
import type { StoredHold } from '../../store/row-kinds.ts';
import type { BookHead, StoreView } from '../../store/store.ts';
import { labelsOf } from '../text/labels.ts';
import { requestText } from '../text/request-text.ts';
import type { Job } from './job.ts';

/** Since this version of the rules, whom holds are to pay expects it. */
const RULES_OF_TARGETS = 2;

/**
 * What a book has to catch up with when it comes under the rules of today: for each hold of before that is active and names
 * an account, that this expects it. By pages; nothing for a book that has caught up, or that began under these rules.
 */
export async function* oldHolds(
  view: StoreView,
  { book, seq, rules }: BookHead,
  now: number,
): AsyncGenerator<Job[]> {
  if (seq === 0 || rules >= RULES_OF_TARGETS) return;
  for (let after: StoredHold | undefined; ; ) {
    const from = after === undefined ? {} : { after: [after.id, after.key] };
    const page: StoredHold[] = await view.list(book, 'hold', { limit: PAGE_ROWS_MAX, ...from });
    yield page.filter((hold) => mayBeExpected(hold, now)).map((hold) => jobOf(hold, now));
    after = page.at(-1);
    if (page.length < PAGE_ROWS_MAX) return;
  }
}

function mayBeExpected({ target, targetKey, endedAt, expiresAt }: StoredHold, now: number): boolean {
  return (
    target !== WORLD && targetKey === null && endedAt === null && (expiresAt === null || expiresAt > now)
  );
}

function jobOf({ id: subject, key }: StoredHold, now: number): Job {
  const request: ExpectHold = { kind: 'expect_hold', effectiveAt: now, what: 'hold', subject, key };
  const ignore = (): void => undefined;
  return {
    id: randomUUID(),
    isIdNew: true,
    kind: request.kind,
    text: requestText(request),
    weight: 1,
    actor: null,
    labels: labelsOf(request, null),
    work: { kind: 'announcement', request },
    settle: ignore,
    fail: ignore,
  };
}
