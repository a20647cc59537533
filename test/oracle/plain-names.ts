import type { Event } from '../../src/kernel/apply-rows.ts';
import { isActive } from '../../src/kernel/hold/hold.ts';
import { bodyOf, type HouseInput, type SingleInput, singlesIn } from '../support/house/house-input.ts';
import { gainOf, type PlainAnswer, type PlainHouseBook, type PlainRow } from './plain-house.ts';

const NAMING = ['hold', 'offer', 'pay', 'refund', 'grant'];

/** Whether a command names what it makes: a capture does where it makes a payment. */
function isNaming(single: SingleInput): boolean {
  return NAMING.includes(single.kind) || (single.kind === 'capture' && single.payment !== undefined);
}

/** An answer that was given before, and the row that it was recorded in. */
export interface PlainRepeat {
  readonly row: PlainRow;
  readonly answer: PlainAnswer;
}

/**
 * The first answer to what comes without an id at a moment, where a natural name in it was accepted before with the same
 * content, as everything but the moments is called; looked for in all that was ever recorded.
 */
export function plainRepeat(
  book: PlainHouseBook,
  input: HouseInput,
  present: number,
): PlainRepeat | undefined {
  if (input.id !== undefined) return undefined;
  for (const row of book.rows) {
    for (const [i, event] of row.events.entries()) {
      const single = singlesIn(row.input)[i];
      if (single === undefined || !isNaming(single)) continue;
      if (input.kind === 'atomic') {
        const inside = singlesIn(input).filter((each) => nameOf(each) === nameOf(single));
        const isBound = inside.some((each) => isBoundTo(book, event, each, present));
        if (isBound && content(row.input) === content(input)) return { row, answer: row.answer };
      } else if (content(single) === content(input) && isBoundTo(book, event, input, present)) {
        const { seq, recordedAt } = row;
        const id = event.id ?? row.id;
        const gains = gainOf(book.kernel.state, event, single.kind);
        return { row, answer: { ok: true, id, seq, effectiveAt: event.at, recordedAt, ...gains } };
      }
    }
  }
  return undefined;
}

/** What a command names, which no other of its kind can have. */
function nameOf(input: SingleInput): string {
  const named = input as unknown as Record<string, unknown>; // Whatever its kind has.
  return JSON.stringify([input.kind, named.hold, named.offer, named.payment, named.refund, named.credit]);
}

/** Whether the name in a command still means what an event made under it. */
function isBoundTo(book: PlainHouseBook, event: Event, input: SingleInput, present: number): boolean {
  const { state } = book.kernel;
  const at = input.effectiveAt ?? present;
  const place = state.nextInstant(at);
  if (event.kind === 'credit_granted' && input.kind === 'grant') {
    // An id may have several lives, and each has credits of its own.
    const begun = state.accounts.livesOf(input.account).filter(({ row }) => row.opened.at <= at);
    const life = begun.at(-1)?.row.key;
    return life !== undefined && event.row.key === `${life.length}:${life}:${input.credit}`;
  }
  if (event.kind !== 'hold_placed') return true;
  const hold = state.holds.get(event.row.key);
  if (hold === undefined || hold.captured > 0n || hold.terms !== undefined) return false;
  if (isActive(hold, place)) return true;
  const end = input.kind === 'hold' ? (input.expiresAt ?? Number.POSITIVE_INFINITY) : 0;
  return hold.placed.at > at && hold.placed.at < end && hold.ended === null;
}

function content(input: HouseInput): string {
  return bodyOf(undated(input));
}

function undated(input: HouseInput): HouseInput {
  if (input.kind === 'atomic') return { kind: 'atomic', commands: input.commands.map(undated) };
  const { effectiveAt: _, ...rest } = input;
  return rest as SingleInput; // Only the moment is gone.
}
