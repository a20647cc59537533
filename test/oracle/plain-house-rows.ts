import type { Event } from '../../src/kernel/apply-rows.ts';
import type { HoldRow } from '../../src/kernel/hold/hold.ts';
import type { HouseInput, SingleInput } from '../support/house/house-input.ts';

/** What a house should answer, as plain data: the members of an answer, undefined ones left out. */
export type PlainAnswer = Readonly<Record<string, unknown>>;

/** One row that the journal should have. */
export interface PlainRow {
  readonly seq: number;
  readonly id: string;
  readonly input: HouseInput;
  readonly recordedAt: number;
  readonly effectiveAt: number;
  readonly answer: PlainAnswer;
  readonly events: readonly Event[];
}

/** One row that the journal should have of what nobody asked for. */
export type PlainEnd = Pick<PlainRow, 'seq' | 'id' | 'recordedAt' | 'effectiveAt' | 'events'>;

/** The hold or offer that a command would make, where it would not end after it begins. */
export function overBeforeItBegins(input: SingleInput, at: number): string | undefined {
  if (input.kind !== 'hold' && input.kind !== 'offer') return undefined;
  const isOver = input.expiresAt !== null && input.expiresAt <= (input.effectiveAt ?? at);
  if (!isOver) return undefined;
  return input.kind === 'hold' ? input.hold : input.offer;
}

/** Something is left of the hold and goes back by itself, at its expiry or at once. */
export function ranOut(hold: HoldRow | undefined, until: number): boolean {
  if (hold === undefined || hold.expiresAt === null) return false;
  if (hold.ended !== null || hold.captured === hold.amount) return false;
  return Math.max(hold.expiresAt, hold.placed.at) <= until;
}
