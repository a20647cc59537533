import type { AnyAnswer } from '../answer.ts';
import type { BookStream } from '../commit/book-stream.ts';
import type { MadeId } from '../open-options.ts';
import { requestText } from '../text/request-text.ts';
import type { ClockReport } from './check-clock.ts';
import type { HouseClock } from './house-clock.ts';

/** Takes a house's clock for right as it is; the names of the books that were waiting for that. */
export async function acceptClock(house: {
  readonly clock: HouseClock;
  readonly newId: () => MadeId;
  readonly check: () => Promise<ClockReport>;
  readonly streamOf: (book: string) => BookStream;
}): Promise<string[]> {
  house.clock.accept();
  const { booksAhead } = await house.check();
  const waiting = booksAhead.filter(({ isWaiting }) => isWaiting).map(({ book }) => book);
  const accepted = await Promise.all(
    waiting.map(async (book) => ((await acceptIn(house.streamOf(book), house.newId())) ? [book] : [])),
  );
  return accepted.flat();
}

/**
 * Lets a book that has given a moment far ahead give moments from the present on. What is recorded of that is an empty
 * group with the present as its moment; verify takes no other row for a reason to go back. Returns whether it was needed.
 */
async function acceptIn(stream: BookStream, id: MadeId): Promise<boolean> {
  const request = { kind: 'atomic', commands: [] } as const;
  const answer = await new Promise<AnyAnswer>((settle, fail) => {
    void stream.enter({
      ...id,
      kind: 'atomic',
      actor: null,
      labels: [],
      text: requestText(request),
      weight: 1,
      work: { kind: 'request', request },
      acceptsClock: true,
      settle,
      fail,
    });
  });
  return answer.ok;
}
