import { TallystickError } from '../base/error.ts';
import { compareUtf8 } from '../base/id.ts';

const COUNTER = /^(?:0|[1-9][0-9]*)$/;
/** More digits than any counter has use for; reading them takes no time. */
const COUNTER_DIGITS_MAX = 40;
const EXPECTED = 'process=counter pairs such as node-1=3,node-2=5';

/** A vector clock for people: `node-1=3,node-2=5`; `never` for none. */
export function clockText(clock: Readonly<Record<string, bigint | number>> | null): string {
  if (clock === null) return 'never';
  const ids = Object.keys(clock).sort(compareUtf8);
  return ids.length === 0 ? 'none' : ids.map((id) => `${id}=${clock[id]}`).join(',');
}

/** Reads a vector clock from the command line: `node-1=3,node-2=5`, or `none` when nothing has happened yet. */
export function readClock(field: string, text: string): Map<string, bigint> {
  const clock = new Map<string, bigint>();
  if (text === 'none') return clock;
  for (const part of text.split(',')) {
    const equals = part.lastIndexOf('=');
    const id = part.slice(0, Math.max(equals, 0));
    const counter = part.slice(equals + 1);
    if (id === '' || !COUNTER.test(counter) || counter.length > COUNTER_DIGITS_MAX) {
      throw new TallystickError('bad_clock', field, text, `${EXPECTED}, or "none"`);
    }
    if (clock.has(id))
      throw new TallystickError('bad_clock', field, text, `each process once, and not ${id} twice`);
    clock.set(id, BigInt(counter));
  }
  return clock;
}

/** As readClock, and null for `never`. */
export function readClockOrNever(field: string, text: string): Map<string, bigint> | null {
  return text === 'never' ? null : readClock(field, text);
}
