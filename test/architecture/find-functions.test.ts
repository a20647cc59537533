import { describe, expect, test } from 'vitest';
import { findFunctions } from './find-functions.ts';

const found = (text: string): string[] => findFunctions(text).map(({ name, lines }) => `${name} ${lines}`);

describe('findFunctions', () => {
  test('finds functions, methods, accessors and arrows, nested ones too', () => {
    expect(
      found(`
function a() {
  return () => {
    b();
  };
}
class C {
  constructor() {
  }
  #d<T>(e: T) {
    if (e) {
    }
  }
  get f() {
    return 1;
  }
}
const g = (h: number) => {
};
const i = (j) => ({
  j,
});
`),
    ).toEqual(['a 5', '(arrow) 3', 'constructor 2', '#d 4', 'f 3', '(arrow) 2', '(arrow) 3']);
  });

  test.each([
    ': number',
    ': { a: number; b: { c: string } }',
    ': Map<string, () => { a: number }[]>',
    ': asserts a is B & { c: 1 }',
    ": 'x' | `y`",
    ': (a: number) => { b: string }',
    ': readonly [a: { b: 1 }, c?: string]',
    ': Iterable<{ a: 1 }> | undefined',
  ])('finds the body behind the return type%s', (type) => {
    expect(found(`function a(b = c(), d)${type} {\n}\n`)).toContain('a 2');
    expect(found(`const a = (b: D)${type} => {\n};\n`)).toContain('(arrow) 2');
  });

  test('takes no block, call, signature or ternary for a function', () => {
    expect(
      found(`
if (a) { }
for (const b of c) { }
while (d) { }
switch (e) { case f(): { } default: { } }
try { } catch (g) { }
const h = i ? j(k) : { l: 1 };
declare function m(n: number): { o: number };
interface P { q(r: number): void; s: { t: 1 } }
`),
    ).toEqual([]);
  });

  test('counts a long body in lines, whatever braces stand in its strings', () => {
    const body = Array.from({ length: 98 }, () => `  b('}', /}/, \`}\`); // }`).join('\n');
    expect(found(`async function* a() {\n${body}\n}\n`)).toEqual(['a 100']);
  });

  test('refuses a source whose brackets do not close', () => {
    expect(() => findFunctions('function a() {')).toThrow(/not closed/);
  });
});
