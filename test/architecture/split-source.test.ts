import { describe, expect, test } from 'vitest';
import { lineOf, splitSource } from './split-source.ts';

/** The code alone, with runs of spaces made one, for easy reading. */
const codeOf = (text: string): string => splitSource(text).code.replace(/\s+/g, ' ').trim();
const literalsOf = (text: string): string[] => splitSource(text).literals.map((literal) => literal.text);

describe('splitSource', () => {
  test('takes comments and the insides of strings out of the code', () => {
    expect(codeOf('#!/usr/bin/env node\na(); // b()\n/* c(); */ d(\'e()\', "f\\"()");')).toBe(
      `a(); d(' ', " ");`,
    );
    expect(literalsOf("a('it\\'s', \"// no comment\")")).toEqual(["it\\'s", '// no comment']);
  });

  test('keeps length, lines and columns', () => {
    const text = 'const a = `one\ntwo ${b}\n`;\n/* x\n */ c;';
    const { code } = splitSource(text);
    expect(code).toHaveLength(text.length);
    expect(code.indexOf('c;')).toBe(text.indexOf('c;'));
    expect(lineOf(code, code.indexOf('c;'))).toBe(5);
  });

  test('what stands inside ${} of a template is code, to any depth', () => {
    expect(codeOf('`a ${b({ c: `d ${e} f` })} g` + h')).toBe('` (b({ c: ` (e) ` })) ` + h');
    expect(literalsOf('`a ${b({ c: `d ${e} f` })} g`')).toEqual(['a ', 'd ', ' f', ' g']);
  });

  test('tells a regular expression from a division', () => {
    expect(codeOf('x = a / b / c; y = /["\'/*]\\//g.test(z); return /[/"]/')).toBe(
      'x = a / b / c; y = / /g.test(z); return / /',
    );
    expect(codeOf('(a) / b; c[0] / d; e2 / f;')).toBe('(a) / b; c[0] / d; e2 / f;');
  });

  test.each(["'a", '"a\n"', '`a', '`a ${b', '/* a', 'x = /a'])('refuses %j, which does not close', (text) => {
    expect(() => splitSource(text)).toThrow(/is not closed/);
  });
});
