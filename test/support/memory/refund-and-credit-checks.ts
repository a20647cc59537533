/** What the proofs of refunds and of credits have in common: showing values, comparing answers, misuse. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type ErrorCode, TallystickError } from '../../../src/base/error.ts';

/** A value as source text that can be pasted into a test; strings are escaped down to ASCII. */
export function show(value: unknown): string {
  if (typeof value === 'string') return showText(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (value instanceof Map) return `new Map(${show([...value])})`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${showKey(key)}: ${show(member)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

function showText(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A computed key, so that `__proto__` becomes an ordinary member. */
function showKey(key: string): string {
  return /^[a-z]\w*$/i.test(key) ? key : `[${showText(key)}]`;
}

/** Only the named members of an answer: others may be there and do not count. */
export function pick(answer: unknown, ...names: readonly string[]): Record<string, unknown> {
  if (typeof answer !== 'object' || answer === null) return { notAnObject: answer };
  const members = new Map<string, unknown>(Object.entries(answer));
  return Object.fromEntries(
    names.filter((name) => members.has(name)).map((name) => [name, members.get(name)]),
  );
}

/** Runs what must be misuse and hands back the error; anything else is a failure. */
export function misuse(act: () => unknown): TallystickError {
  let answer: unknown;
  try {
    answer = act();
  } catch (error) {
    if (error instanceof TallystickError) return error;
    throw new Error(`expected a TallystickError, but this was thrown: ${error}`, { cause: error });
  }
  throw new Error(`expected a TallystickError, but the answer was ${show(answer)}`);
}

/** Says what is wrong with a misuse error, or nothing. */
export function misuseFault(act: () => unknown, code: ErrorCode, field: string): string | undefined {
  try {
    const error = misuse(act);
    if (error.code !== code) return `expected the code ${code}, got ${error.code} (${error.message})`;
    if (!error.field.includes(field)) return `expected a field naming ${field}, got ${error.field}`;
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** One line of a random script: the call as text, and the fault found when it was made, if any. */
export interface Line {
  readonly text: string;
  readonly run: () => string | undefined;
}

/** Compares one answer of the real thing with the plain one. */
export function line(text: string, real: () => unknown, plain: () => unknown): Line {
  const run = (): string | undefined => {
    const expected = plain();
    let actual: unknown;
    try {
      actual = real();
    } catch (error) {
      return `expected ${show(expected)}, but it threw ${error}`;
    }
    return isDeepStrictEqual(actual, expected)
      ? undefined
      : `expected ${show(expected)}, got ${show(actual)}`;
  };
  return { text, run };
}

/** A call that must throw; the plain thing never hears of it, so that any trace it left shows later. */
export function misuseLine(text: string, code: ErrorCode, field: string, real: () => unknown): Line {
  return { text: `${text}; // must throw ${code}`, run: () => misuseFault(real, code, field) };
}

/** Runs lines until one is at fault; then throws the whole script up to there. */
export class ScriptRun {
  readonly #header: string;
  readonly #said: string[] = [];

  constructor(header: string) {
    this.#header = header;
  }

  do({ text, run }: Line): void {
    this.#said.push(text);
    const fault = run();
    if (fault === undefined) return;
    throw new Error(
      `the real thing and the plain reading disagree:\n${this.#header}\n${this.#said.join('\n')}\n// ${fault}`,
    );
  }

  /** Like `do`, but the line is kept only when it is at fault: for the many reads at the end. */
  read({ text, run }: Line): void {
    const fault = run();
    if (fault === undefined) return;
    this.do({ text, run: () => fault });
  }
}

/** An operation of a script, or `null` where shrinking has taken it out. */
export type Slot<T> = T | null;

/**
 * Exactly `length` operations, which shrink to fewer: an array of fixed length whose elements shrink to
 * `null`. Generation gives `null` about once in a thousand million elements.
 */
export function slots<T>(operation: fc.Arbitrary<T>, length: number): fc.Arbitrary<Slot<T>[]> {
  const slot = fc.option(operation, { nil: null, freq: 1_000_000_000 });
  return fc.noBias(fc.array(slot, { minLength: length, maxLength: length, size: 'max' }));
}

/** Counts what happened in random runs. */
export class Happenings {
  readonly counts = new Map<string, number>();
  readonly note = (what: string): void => {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  };

  /** The names that happened less often than they must, with their counts. */
  rarer(than: number, names: readonly string[]): string[] {
    const count = (name: string): number => this.counts.get(name) ?? 0;
    return names.filter((name) => count(name) < than).map((name) => `${name}: ${count(name)}`);
  }
}

/** A mismatch is shrunk no longer than this. */
const SHRINKING_MS_MAX = 200_000;

/** Like `fc.assert`, but a failure says first what happened, with the shortest input found, and how to see it again. */
export function holds(
  property: fc.IProperty<unknown>,
  runs: { readonly numRuns: number; readonly seed?: number },
): void {
  const details = fc.check(property, {
    ...runs,
    interruptAfterTimeLimit: SHRINKING_MS_MAX,
    markInterruptAsFailure: true,
  });
  if (!details.failed) return;
  const { seed, counterexamplePath, errorInstance } = details;
  const what = errorInstance instanceof Error ? errorInstance.message : 'interrupted: the runs took too long';
  throw new Error(`${what}\n// fast-check: seed ${seed}, path ${counterexamplePath}`, {
    cause: errorInstance,
  });
}
