import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isPlainObject } from './plain-object.ts';

class Instance {}

test.each([{}, { a: 1 }, Object.create(null), JSON.parse('{"__proto__":1}'), runInNewContext('({ a: 1 })')])(
  '%o is plain',
  (value) => {
    expect(isPlainObject(value)).toBe(true);
  },
);

test.each([
  [[]],
  [new Map()],
  [new Date(0)],
  [new Instance()],
  [Object.create({ a: 1 })],
  [null],
  ['a'],
  [() => 1],
])('%o is not', (value) => {
  expect(isPlainObject(value)).toBe(false);
});
