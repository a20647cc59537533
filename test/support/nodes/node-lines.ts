import { existsSync, readFileSync, writeSync } from 'node:fs';

/** What a node says, in files and on its pipes: one line of text for each value, amounts and moments as `17n`. */
export function lineOfValue(value: unknown): string {
  return `${JSON.stringify(value, (_name, each) => (typeof each === 'bigint' ? `${each}n` : each))}\n`;
}

/** @typeParam T what the writer of the line put there */
export function valueOfLine<T>(line: string): T {
  return JSON.parse(line, (_name, each) => (isAmount(each) ? BigInt(each.slice(0, -1)) : each));
}

function isAmount(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d+n$/.test(value);
}

/** Appends a line at once: what was written stays in the file when the process is killed. */
export function appendLine(file: number, value: unknown): void {
  writeSync(file, lineOfValue(value));
}

/** The values in a file; the last line is left out when it was cut off. */
export function readLines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => valueOfLine<T>(line));
}
