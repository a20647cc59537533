import { inspect, isDeepStrictEqual } from 'node:util';
import { TallystickError } from '../../../src/base/error.ts';

/** One call as data: the method's name, then its arguments. */
export type Call = readonly [method: string, ...args: unknown[]];

/** Calls a method by its name, so that tables and vectors may hold any input, also such as no type allows. */
export function perform(subject: object, call: Call): unknown {
  const [name, ...args] = call;
  const method: unknown = Reflect.get(subject, name);
  if (typeof method !== 'function') throw new Error(`there is no method ${name}`);
  return Reflect.apply(method, subject, args);
}

export function sameAnswer(left: unknown, right: unknown): boolean {
  return left === right || isDeepStrictEqual(left, right);
}

/** One line of a script that can be pasted: `bank.deposit(0, 'a', 5)`. */
export function callText(subjectName: string, call: Call): string {
  const [name, ...args] = call;
  return `${subjectName}.${name}(${args.map((arg) => inspect(arg)).join(', ')})`;
}

/**
 * The answer as a comparable value: a misuse is the text of its error. Any other error is thrown on, because only
 * misuse may throw.
 */
export function answerOrMisuse(subject: object, call: Call): unknown {
  try {
    return perform(subject, call);
  } catch (error) {
    if (error instanceof TallystickError) return `throws ${error.code} for ${error.field}`;
    throw error;
  }
}

/** The error that the call throws; the call must throw a `TallystickError`. */
export function misuse(subject: object, call: Call): TallystickError {
  let answer: unknown;
  try {
    answer = perform(subject, call);
  } catch (error) {
    if (error instanceof TallystickError) return error;
    throw error;
  }
  throw new Error(`${callText('it', call)} answered ${inspect(answer)} and should have thrown`);
}

/**
 * Leaves out whatever is not needed for the failure: halves first, then ever smaller parts, down to single items,
 * until nothing more can go. `failure` runs the items from nothing and tells what went wrong, if anything.
 */
export function shortestFailure<Item>(
  items: readonly Item[],
  failure: (items: readonly Item[]) => string | undefined,
): string | undefined {
  let shortest = items;
  let message = failure(items);
  if (message === undefined) return undefined;
  let chunk = Math.ceil(items.length / 2);
  while (chunk >= 1) {
    let shortened = false;
    for (let from = 0; from < shortest.length; ) {
      const tried = shortest.toSpliced(from, chunk);
      const found = failure(tried);
      if (found === undefined) {
        from += chunk;
      } else {
        shortest = tried;
        message = found;
        shortened = true;
      }
    }
    if (chunk === 1 && !shortened) break;
    chunk = chunk === 1 ? 1 : Math.floor(chunk / 2);
  }
  return message;
}
