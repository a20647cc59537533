import { findFunctions } from './find-functions.ts';
import type { ProjectFile } from './read-project.ts';
import type { Violation } from './violation.ts';

export const FILE_LINES_SOFT_MAX = 300;
export const FILE_LINES_HARD_MAX = 400;
export const FUNCTION_LINES_MAX = 70;

/** Files between the soft and the hard ceiling, each with the reason why it is better in one piece. */
export const LONG_FILES: ReadonlyMap<string, string> = new Map([
  [
    'src/kernel/time/timeline.ts',
    'One class: every question and every change looks at the same two sides of its frontier, a few lines each.',
  ],
]);

export const FILE_LINES_MIN = 15;

/** Files under the least length, each with the reason why nothing else can hold what it has. */
export const SHORT_FILES: ReadonlyMap<string, string> = new Map([
  ['src/check-node.ts', 'Every entry imports it first.'],
  ['src/base/old-node.ts', 'What says that a Node is too old may import nothing.'],
  ['src/cli/index.ts', 'The entry of the command line.'],
  ['src/money-entry.ts', 'A public entry.'],
  ['src/kernel/rules-version.ts', 'A constant that each release looks at.'],
]);

const SHORT_WHY =
  'A file of a few lines is a name to look up and nothing more: put them where they are used.';
const FILE_WHY =
  'A file holds one concept; past this length it holds two. Split it, or name it in LONG_FILES with a reason.';
const HARD_WHY = 'No reason is good enough for a file of this length: split it.';
const FUNCTION_WHY = 'A function fits a screen: leave the branching in the parent and take its leaves out.';
const STALE_WHY = 'An exception that nothing needs any more would hide the next long file.';

/** Files over their ceiling, and exceptions that are not needed any more. */
export function checkFileSizes(
  files: readonly ProjectFile[],
  exceptions: ReadonlyMap<string, string> = LONG_FILES,
): Violation[] {
  const tooLong = files.flatMap(({ path, text }): Violation[] => {
    const lines = countLines(text);
    if (lines > FILE_LINES_HARD_MAX) return [{ where: path, what: `has ${lines} lines`, why: HARD_WHY }];
    if (lines <= FILE_LINES_SOFT_MAX || exceptions.has(path)) return [];
    return [{ where: path, what: `has ${lines} lines`, why: FILE_WHY }];
  });
  const stale = [...exceptions.keys()].filter((exception) => {
    const file = files.find(({ path }) => path === exception);
    return file === undefined || countLines(file.text) <= FILE_LINES_SOFT_MAX;
  });
  return [
    ...tooLong,
    ...stale.map((where) => ({ where, what: 'is an exception without need', why: STALE_WHY })),
  ];
}

/** Sources under the least length that are no exceptions, and exceptions that are not needed any more. */
export function checkShortFiles(
  files: readonly ProjectFile[],
  exceptions: ReadonlyMap<string, string> = SHORT_FILES,
): Violation[] {
  const short = files.filter(({ text }) => countLines(text) < FILE_LINES_MIN);
  const stale = [...exceptions.keys()].filter((path) => !short.some((file) => file.path === path));
  return [
    ...short
      .filter(({ path }) => !exceptions.has(path))
      .map(({ path, text }) => ({ where: path, what: `has ${countLines(text)} lines`, why: SHORT_WHY })),
    ...stale.map((where) => ({ where, what: 'is an exception without need', why: STALE_WHY })),
  ];
}

/** Functions over their ceiling. */
export function checkFunctionSizes(files: readonly ProjectFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    findFunctions(text)
      .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
      .map(({ name, line, lines }) => ({
        where: `${path}:${line}`,
        what: `${name} has ${lines} lines`,
        why: FUNCTION_WHY,
      })),
  );
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
