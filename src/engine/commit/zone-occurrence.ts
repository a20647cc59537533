import { type Occurrence, occurrenceFrom, type Repeat } from '../../base/repeats.ts';
import { offsetIn } from '../../base/zone-offset.ts';
import type { SingleRequest } from '../../commands/command-table.ts';
import { repeatOf } from '../../commands/repeat-fields.ts';

/** A request to schedule something. */
export type ScheduleRequest = Extract<SingleRequest, { readonly kind: 'schedule' }>;

/** The first occurrence of a schedule that goes by the clocks of a zone; null: there is none. */
export type FirstOf = (request: ScheduleRequest) => Occurrence | null;

/** The first occurrence by the zone data of this platform. */
export const firstInZone: FirstOf = (request) => {
  const repeat = repeatOf(request);
  return repeat === undefined ? null : occurrenceInZone(request.executeAt, repeat, 0);
};

/** The first occurrence from number n on by the zone data of this platform; null: there is none. */
export function occurrenceInZone(executeAt: number, repeat: Repeat, n: number): Occurrence | null {
  const { zone } = repeat;
  return occurrenceFrom(executeAt, repeat, n, zone === undefined ? undefined : (at) => offsetIn(zone, at));
}
