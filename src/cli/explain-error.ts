import { CommanderError } from 'commander';
import { TallystickError } from '../base/error.ts';
import { StoreError, type StoreErrorCode } from '../base/store-error.ts';
import { OutputLost } from './console-output.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { MissingHouse } from './house-url.ts';
import { printableText } from './printable-text.ts';

/** An error as the user gets to see it. */
export interface Explanation {
  readonly exitCode: ExitCode;
  /** Stable, for scripts: that of the error, or `usage`, `bug`, or what the system says, such as `ENOSPC`. */
  readonly code: string;
  /** What was wrong: the field, what came, and what was expected. One line. */
  readonly message: string;
  /** What to do next. One line. */
  readonly next: string;
  /** The option or argument, where there is one. */
  readonly field?: string;
  /** Of a house that failed: whether the same command may succeed a little later, with nothing mended. */
  readonly isRetryable?: boolean;
}

const NEXT: Readonly<Record<StoreErrorCode, string>> = {
  house_missing: 'Give --house, or create a house by opening its first account.',
  house_locked:
    'Only one process at a time may have a house open. Stop the other one, or wait until it is done.',
  house_closed: 'Run the command again.',
  house_read_only: 'Open the house to write.',
  house_lost: 'Find out what has moved or replaced it, and look at what is there before you go on.',
  store_failed:
    'It was not done. See to what it names (a full disk, a right that lacks), then run the same command again.',
  outcome_unknown: 'Run the same command again to learn whether it was written: nothing is done twice.',
  store_corrupt: "Run 'tallystick verify' to see what is wrong, and keep a copy of the house.",
  transaction_over: 'Run the command again.',
  store_version: 'Give a house of this version, or a place where there is none yet.',
};

/** Commands that look for damage. */
const CHECKS: readonly string[] = ['verify', 'reconcile'];

/**
 * The message for anything that was thrown, and the exit code. `command` is the name of the command that
 * was running, `options` are its long flags: a field of the API is shown as the option that it came from.
 */
export function explainError(error: unknown, command: string, options: readonly string[]): Explanation {
  const help = `See 'tallystick ${command === '' ? '' : `${command} `}--help'.`;
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    return { exitCode: EXIT.misuse, code: 'usage', message, next: help };
  }
  if (error instanceof MissingHouse) {
    const { message, next } = error;
    return { exitCode: EXIT.unavailable, code: 'house_missing', message, next, field: '--house' };
  }
  if (error instanceof TallystickError) {
    const field = optionOf(error.field, options);
    // People write 5, and not 5n.
    const said = error.message.slice(error.field.length).replace(/(got -?\d+)n$/, '$1');
    const message = `${field}${said}`;
    return { exitCode: EXIT.misuse, code: error.code, message, next: help, field };
  }
  if (error instanceof StoreError) {
    if (error.code === 'store_corrupt' && CHECKS.includes(command)) {
      // What cannot even be read is what these commands look for.
      const next = 'Keep a copy of the house as it is, and go back to a sound one.';
      return { exitCode: EXIT.damaged, code: error.code, message: error.message, next };
    }
    const { code, message, isRetryable } = error;
    return { exitCode: EXIT.unavailable, code, message, next: nextAfter(error, options), isRetryable };
  }
  if (error instanceof OutputLost) {
    const { code, message } = error;
    const next = 'What it changes may have been done: look at the house before you run it again.';
    return { exitCode: EXIT.unavailable, code, message, next };
  }
  const said = error instanceof Error ? error.message : String(error);
  if (isOfSystem(error)) {
    const next = 'See that what it names is there and can be read and written, and that the disk has room.';
    return { exitCode: EXIT.unavailable, code: error.code, message: said, next };
  }
  const next = 'This should not happen. Please report it, with what TALLYSTICK_DEBUG=1 shows.';
  return { exitCode: EXIT.bug, code: 'bug', message: said, next };
}

/** What to do after an error of the house, by a command that takes those options. */
function nextAfter({ code, isRetryable }: StoreError, options: readonly string[]): string {
  if (code === 'outcome_unknown' && options.includes('--id')) {
    return 'Run the same command again, with the same --id, to learn whether it was written.';
  }
  if (code !== 'store_failed' || !isRetryable) return NEXT[code];
  return 'It was not done. What stands in the way passes by itself: run the same command again in a while.';
}

/** What the operating system refused. */
function isOfSystem(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** One line for people: what was wrong, then what to do next. */
export function explanationLine(command: string, { message, next }: Explanation): string {
  const said = printableText(message).replace(/\.$/, '');
  return `tallystick${command === '' ? '' : ` ${command}`}: ${said}. ${printableText(next)}`;
}

/** Fields of the API whose option has another name, whole or as far as their first dot. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  path: '<file>',
  counter: '<counter>',
  batchSize: '--batch',
  mapping: '--map',
  entries: '--entry',
  url: '--house',
  name: '--book',
  'from.account': '--from',
  'to.account': '--to',
  'to.book': '--to-book',
};

/** `--expires-at` for `expiresAt`, where there is such an option; the way into a field is kept. */
function optionOf(field: string, options: readonly string[]): string {
  const whole = Object.hasOwn(OTHER_NAMES, field) ? OTHER_NAMES[field] : undefined;
  if (whole !== undefined && options.includes(whole)) return whole;
  const [, name = '', rest = ''] = /^(\w+)(.*)$/s.exec(field) ?? [];
  const other = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
  if (other !== undefined && (other.startsWith('<') || options.includes(other))) return `${other}${rest}`;
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return options.includes(flag) ? `${flag}${rest}` : field;
}
