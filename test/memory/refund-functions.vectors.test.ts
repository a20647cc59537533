import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bothFunctions, type FunctionsDoor } from '../support/memory/refund-door.ts';

interface Example {
  readonly input: readonly unknown[];
  readonly output: unknown;
}

const NAMES = [
  'buildStorageIndexes',
  'simulateLedger',
  'allocateRefund',
  'applyPartialRefunds',
  'processRecords',
  'estimateCosts',
] as const;

type Name = (typeof NAMES)[number];

const published: Readonly<Record<Name, readonly Example[]>> & { readonly about: string } = JSON.parse(
  readFileSync(new URL('../vectors/refunds.json', import.meta.url), 'utf8'),
);

const examples = NAMES.flatMap((name) =>
  published[name].map((example, place) => ({ name, place: place + 1, ...example })),
);

function call(door: FunctionsDoor, name: Name, [first, second, third]: readonly unknown[]): unknown {
  switch (name) {
    case 'buildStorageIndexes':
      return door.buildStorageIndexes(first, second);
    case 'simulateLedger':
      return door.simulateLedger(first);
    case 'allocateRefund':
      return door.allocateRefund(first, second, third);
    case 'applyPartialRefunds':
      return door.applyPartialRefunds(first, second);
    case 'processRecords':
      return door.processRecords(first, second);
    case 'estimateCosts':
      return door.estimateCosts(first);
  }
}

test('every function has published examples, and no example is left out', () => {
  expect(Object.keys(published).sort()).toEqual(['about', ...NAMES].sort());
  expect(examples.length).toBe(28);
});

describe.each(bothFunctions)('published examples, $which', ({ door }) => {
  test.each(examples)('$name, example $place', ({ name, input, output }) => {
    const before = JSON.stringify(input);
    expect(call(door, name, input)).toStrictEqual(output);
    expect(JSON.stringify(input)).toBe(before);
  });
});
