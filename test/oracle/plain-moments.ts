import type { Every } from '../../src/base/repeats.ts';
import type { Schedule } from '../../src/commands/schedule-commands.ts';

const DAY = 86_400_000;

/** So many occurrences of what has no end are more than any run comes to. */
const MANY = 2_000;

/**
 * The moments of all occurrences: what the clocks of the zone show at each is reckoned by the calendar alone, as if it were UTC, and is then
 * looked for among the moments.
 */
export function plainMoments(schedule: Schedule): number[] {
  const { executeAt, every, until, count, zone = 'UTC', skipDates = [], roll } = schedule;
  if (every === undefined) return [executeAt];
  const moments: number[] = [];
  for (let n = 0; n < (count ?? MANY); n += 1) {
    let shown = plainShown(shownIn(zone, executeAt), every, n);
    const isSkipped = (): boolean => skipDates.includes(new Date(shown).toISOString().slice(0, 10));
    if (isSkipped() && (roll ?? 'none') === 'none') continue;
    while (isSkipped()) shown += roll === 'back' ? -DAY : DAY;
    const at = momentOf(zone, shown);
    if (until !== undefined && at > until) break;
    moments.push(at);
  }
  return moments;
}

/** By the calendar of the platform: the first of the month, and from there to its day or to its last. */
function plainShown(anchor: number, { days, weeks, months, years, day }: Every, n: number): number {
  if (days !== undefined || weeks !== undefined) return anchor + n * (days ?? 7 * (weeks ?? 0)) * DAY;
  const date = new Date(anchor);
  const ofMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + n * (months ?? 12 * (years ?? 0)));
  const end = new Date(date.getTime());
  end.setUTCMonth(end.getUTCMonth() + 1, 0);
  date.setUTCDate(day === -1 ? end.getUTCDate() : Math.min(ofMonth, end.getUTCDate()));
  return date.getTime();
}

const CLOCKS = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show, as if it were UTC. */
function shownIn(zone: string, at: number): number {
  if (zone === 'UTC') return at;
  let clock = CLOCKS.get(zone);
  if (clock === undefined) {
    const fields = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
    clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...fields, ...times });
    CLOCKS.set(zone, clock);
  }
  const parts = clock.formatToParts(at);
  const number = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
  );
  return shown + number('second') * 1_000 + (((at % 1_000) + 1_000) % 1_000);
}

/** The first moment at which clocks show that; where they leave it out, it comes as much later as they are put forward. */
function momentOf(zone: string, shown: number): number {
  // Clocks are not changed twice in two days, and are at most a day from UTC.
  const [before, after] = [shown - DAY, shown + DAY].map((at) => shownIn(zone, at) - at) as [number, number];
  const found = [shown - before, shown - after].filter((at) => shownIn(zone, at) === shown);
  return found.length === 0 ? shown - before : Math.min(...found);
}
