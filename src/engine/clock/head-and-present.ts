import type { BookHead, HeadNow, StoreView } from '../../store/store.ts';
import type { Present } from './clock-watch.ts';
import type { HouseClock } from './house-clock.ts';

/** The head of a book, and the present as who reads it there has it: where the store is a server, by that server's clock. */
export async function headAndPresent(
  view: StoreView,
  book: string,
  clock: HouseClock,
): Promise<{ readonly head: BookHead | undefined; readonly present: Present }> {
  if (view.headNow === undefined || clock.isCallers) {
    return { head: await view.head(book), present: clock.look() };
  }
  const asked = clock.ask();
  const { head, now } = await view.headNow(book);
  return { head, present: clock.lookAt(now, asked) };
}

/** The same, where now is never before what the house called now when it last wrote. */
export async function headNow(view: StoreView, book: string, clock: HouseClock): Promise<HeadNow> {
  const { head, present } = await headAndPresent(view, book, clock);
  return { head, now: Math.max(present.now, head?.assignedAt ?? present.now) };
}
