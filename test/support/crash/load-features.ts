import type { PlainRow } from '../../oracle/plain-house.ts';
import { type HouseInput, singlesIn } from '../house/house-input.ts';

/** What a command may ask for that a load comes to by chance alone: each of them has to be seen accepted. */
export const LOAD_FEATURES = [
  'distribute',
  'expect',
  'expect of a group',
  'force',
  'frozen',
  'openedAt',
] as const;

/** Those of a command, or of a group and all in it. */
function featuresOf(input: HouseInput): string[] {
  const singles = singlesIn(input).flatMap((single) => {
    const members = Object.entries(single).flatMap(([name, value]) => (isSet(value) ? [name] : []));
    return [single.kind, ...members];
  });
  return input.kind === 'atomic' && input.expect !== undefined ? ['expect of a group', ...singles] : singles;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && value !== null;
}

/** Which of them some row that was accepted has. */
export function acceptedFeatures(rows: readonly PlainRow[]): string[] {
  const accepted = rows.filter(({ answer }) => answer.ok === true);
  const found = new Set(accepted.flatMap(({ input }) => featuresOf(input)));
  return LOAD_FEATURES.filter((feature) => found.has(feature));
}
