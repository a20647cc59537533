import type { Reason } from '../../src/commands/reasons.ts';
import type { PlainCredit, PlainDraw, PlainPayment } from './plain-book-picks.ts';
import type { PlainCommand } from './plain-book-state.ts';
import type { PlainStart } from './plain-purse-start.ts';

export type PlainLot = PlainPayment | PlainCredit;

/** What a lot command comes to before the timeline is asked: its posting, what it takes, what it makes. */
export interface Plan {
  readonly posting: PlainCommand;
  readonly against: readonly Reason[];
  readonly draws: readonly PlainDraw<PlainLot>[];
  readonly makes: PlainLot | undefined;
  /** There where nothing is posted, but an accepted command that takes effect later is left out of the history. */
  readonly takesBack?: PlainCommand | undefined;
  /** What stands in its place then. */
  readonly leaves?: readonly PlainCommand[];
  readonly start?: PlainStart;
}
