const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** By how far a zone is ahead of UTC at a moment. Made once for each zone, because making one is slow. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether a text is the name of a time zone that this platform knows. */
export function isTimeZone(text: string): boolean {
  try {
    clockOf(text);
    return true;
  } catch {
    return false;
  }
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  clocks.set(zone, clock);
  return clock;
}

/**
 * How far clocks in a zone are ahead of UTC at a moment, in milliseconds: by the zone data of the platform, which become others
 * with its versions. So no rule asks this; what follows from it is kept where it is decided.
 */
export function offsetIn(zone: string, at: number): number {
  const parts = clockOf(zone).formatToParts(at);
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    OFFSET.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  const size =
    ((Number.parseInt(hours, 10) * 60 + Number.parseInt(minutes, 10)) * 60 + Number.parseInt(seconds, 10)) *
    1_000;
  return sign === '-' ? -size : size;
}
