import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import { CLOCKS } from '../../commands/command-table.ts';
import { checkOld, readMoment, type TimeReading } from '../moment-text.ts';
import { MOMENTS } from './command-fields.ts';

type Members = Record<string, unknown>;

/** Digits that a counter of a clock may be written with, leading zeros apart; more are no counter. */
const COUNTER = /^(?:0|[1-9][0-9]{0,99})$/;

/**
 * Turns a command as JSON can represent it into one that a book takes, but for its amounts: counters that are strings of digits
 * become bigints, and moments in ISO 8601 integers. What is neither stays, for the book's own checks to refuse.
 * Changes the command that it is given, and no clock in it. Throws TallystickError for strings that should be one of these
 * and are not. O(size), groups to any depth.
 */
export function reviveCommand(value: unknown, times: TimeReading): unknown {
  const work = [{ value, path: '' }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { value: command, path } = next;
    if (!isMembers(command)) continue;
    reviveOne(command, path, times);
    const { commands, command: later } = command;
    if (isMembers(later)) work.push({ value: later, path: `${path}command.` });
    if (!Array.isArray(commands)) continue;
    for (let i = commands.length - 1; i >= 0; i -= 1) {
      work.push({ value: commands[i], path: `${path}commands[${i}].` });
    }
  }
  return value;
}

function reviveOne(command: Members, path: string, times: TimeReading): void {
  for (const [name, means] of MOMENTS) {
    const value = command[name];
    if (typeof value === 'string') command[name] = readMoment(path + name, value, times, means);
    else if (typeof value === 'number') checkOld(path + name, value, value, times);
  }
  for (const name of CLOCKS) {
    const clock = command[name];
    if (isMembers(clock)) command[name] = revivedCounters(clock, path + name);
  }
}

/** A copy: the clock itself is as it stands in the row. */
function revivedCounters(clock: Members, path: string): Members {
  const counters = Object.entries(clock).map(([id, text]) => {
    if (typeof text !== 'string') return [id, text];
    if (COUNTER.test(text)) return [id, BigInt(text)];
    const field = `${path}[${JSON.stringify(id)}]`;
    throw new TallystickError('bad_clock', field, text, 'a counter of at most 100 digits');
  });
  return Object.fromEntries(counters);
}

function isMembers(value: unknown): value is Members {
  return isPlainObject(value);
}
