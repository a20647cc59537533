import type { BookHead, StoreView } from '../../store/store.ts';
import type { Present } from './clock-watch.ts';
import type { HouseClock } from './house-clock.ts';

/** The head of a book, and the present as who reads it there has it: where the store is a server, by that server's clock. */
export async function headAndPresent(
  view: StoreView,
  book: string,
  clock: HouseClock,
): Promise<{ readonly head: BookHead | undefined; readonly present: Present }> {
  const asked = clock.ask();
  if (view.headNow === undefined) return { head: await view.head(book), present: clock.look() };
  const { head, now } = await view.headNow(book);
  return { head, present: clock.lookAt(now, asked) };
}
