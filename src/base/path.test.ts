import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainSegments } from '../../test/oracle/plain-house-balances.ts';
import { compareUtf8 } from './id.ts';
import { boundsUnder, checkPath, isInPath, pathsOf, segmentsOf } from './path.ts';

const ids = fc.string({
  minLength: 1,
  maxLength: 7,
  unit: fc.constantFrom('a', 'b', ':', ';', '9', '-', '\n'),
});

describe('paths', () => {
  test.each([
    ['a', ['a']],
    ['a:b:c', ['a', 'a:b', 'a:b:c']],
    ['a:', ['a:']],
    [':a', [':a']],
    ['a::b', ['a', 'a::b']],
    ['a::b:c', ['a', 'a::b', 'a::b:c']],
    ['::', ['::']],
    ['a:\n', ['a', 'a:\n']],
  ])('%j is in %j', (id, paths) => {
    expect(pathsOf(id)).toEqual(paths);
  });

  test('an id is in the paths above it, and in no others; what is under one lies between its bounds', () => {
    fc.assert(
      fc.property(ids, ids, (id, path) => {
        expect(segmentsOf(id)).toEqual(plainSegments(id));
        expect(segmentsOf(id).join(':')).toBe(id);
        for (const above of pathsOf(id)) expect(above === id || !above.endsWith(':')).toBe(true);
        if (path.endsWith(':')) {
          expect(() => checkPath('prefix', path)).toThrow('a path that does not end in :');
          return;
        }
        const isIn = isInPath(id, checkPath('prefix', path));
        expect(isIn).toBe(pathsOf(id).includes(path));
        const { from, before } = boundsUnder(path);
        const isBetween = compareUtf8(id, from) > 0 && compareUtf8(id, before) < 0;
        expect(isBetween).toBe(isIn && id !== path);
      }),
      { numRuns: 5_000 },
    );
  });
});
