import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bothFunctions, type FunctionsApi } from '../support/memory/refund-apis.ts';

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

function call(api: FunctionsApi, name: Name, [first, second, third]: readonly unknown[]): unknown {
  switch (name) {
    case 'buildStorageIndexes':
      return api.buildStorageIndexes(first, second);
    case 'simulateLedger':
      return api.simulateLedger(first);
    case 'allocateRefund':
      return api.allocateRefund(first, second, third);
    case 'applyPartialRefunds':
      return api.applyPartialRefunds(first, second);
    case 'processRecords':
      return api.processRecords(first, second);
    case 'estimateCosts':
      return api.estimateCosts(first);
  }
}

test('every function has published examples, and no example is left out', () => {
  expect(Object.keys(published).sort()).toEqual(['about', ...NAMES].sort());
  expect(examples.length).toBe(28);
});

describe.each(bothFunctions)('published examples, $which', ({ api }) => {
  test.each(examples)('$name, example $place', ({ name, input, output }) => {
    const before = JSON.stringify(input);
    expect(call(api, name, input)).toStrictEqual(output);
    expect(JSON.stringify(input)).toBe(before);
  });
});
