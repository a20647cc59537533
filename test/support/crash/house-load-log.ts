import { existsSync, readFileSync, writeSync } from 'node:fs';
import type { HouseInput } from '../house/house-input.ts';

/** What a process under load writes down: what it asks for before it asks, and what it was answered. */
export type LoadLine =
  | {
      readonly do: 'ask';
      /** Pairs the answer with it, within one process. */
      readonly number: number;
      readonly book: string;
      readonly inputs: readonly HouseInput[];
      /** The id of an interactive transaction, which has no inputs of its own. */
      readonly transaction?: string;
    }
  | { readonly do: 'ack'; readonly number: number; readonly answers: readonly LoadAnswer[] }
  | { readonly do: 'failed'; readonly text: string };

export interface LoadAnswer {
  readonly ok: boolean;
  readonly id: string;
  readonly seq?: number;
  readonly reason?: string;
  readonly parts?: readonly unknown[];
}

/** Appends a line at once: what was written stays in the file when the process is killed. */
export function writeLoadLine(file: number, line: LoadLine): void {
  writeSync(
    file,
    `${JSON.stringify(line, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value))}\n`,
  );
}

/** The lines of a file; the last one is left out when it was cut off. */
export function readLoadLines(path: string): LoadLine[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) =>
    JSON.parse(line, (_name, value) => (isAmount(value) ? BigInt(value.slice(0, -1)) : value)),
  );
}

function isAmount(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d+n$/.test(value);
}
