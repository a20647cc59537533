import { booksOf, partIn } from '../across/across-commands.ts';
import { bodyOf, type HouseInput } from '../house/house-input.ts';
import { expectSo } from '../house/house-same.ts';
import type { NodeLog } from './node-fire.ts';
import type { NodeAnswer, NodeAsk } from './node-load-lines.ts';

/** One thing that a client asked for, when, and what it was told if it was told anything. */
export interface Operation {
  readonly node: string;
  readonly ask: NodeAsk;
  readonly sent: bigint;
  readonly told?: { readonly at: bigint; readonly answer: NodeAnswer };
}

/** Pairs what nodes asked with what they were told. Throws when a node failed. */
export function operationsOf(logs: readonly NodeLog[]): Operation[] {
  return logs.flatMap(({ node, lines }) => {
    const open = new Map<number, Operation>();
    for (const line of lines) {
      expectSo(line.do !== 'failed', () => `${node} failed: ${line.do === 'failed' ? line.text : ''}`);
      if (line.do === 'ask') open.set(line.number, { node, ask: line.ask, sent: line.at });
      if (line.do !== 'ack') continue;
      const operation = open.get(line.number);
      expectSo(operation !== undefined, `${node} was told what it never asked for`);
      open.set(line.number, { ...operation, told: { at: line.at, answer: line.answer } });
    }
    return [...open.values()];
  });
}

/** All that was asked under one id of a book: `BOOK ID`. */
export function keysOf(ask: NodeAsk): string[] {
  if (ask.what === 'balance') return [];
  if (ask.what === 'across') return booksOf(ask.across).map((book) => keyOf(book, ask.across.id));
  return [keyOf(ask.book, ask.what === 'transaction' ? ask.id : idOf(ask.input))];
}

export function keyOf(book: string, id: string): string {
  return `${book} ${id}`;
}

function idOf({ id, kind }: HouseInput): string {
  expectSo(id !== undefined, `a ${kind} was asked without an id`);
  return id;
}

/**
 * The text that two asks share exactly when they ask a book for the same; undefined for a transaction, which only it
 * knows.
 */
export function bodyIn(book: string, ask: NodeAsk): string | undefined {
  if (ask.what === 'command') return bodyOf(ask.input);
  return ask.what === 'across' ? bodyOf(partIn(book, ask.across)) : undefined;
}

export function byKey(operations: readonly Operation[]): Map<string, Operation[]> {
  const found = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const key of keysOf(operation.ask)) {
      const list = found.get(key);
      if (list === undefined) found.set(key, [operation]);
      else list.push(operation);
    }
  }
  return found;
}
