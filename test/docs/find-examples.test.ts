import { afterAll, describe, expect, test } from 'vitest';
import { findExamples } from './find-examples.ts';
import { ExampleFolder } from './run-example.ts';

const page = (...lines: string[]): string => lines.join('\n');

describe('findExamples', () => {
  test('finds programs, what they print, and what continues them', () => {
    const markdown = page(
      '# Title',
      '```ts',
      'const a = 1;',
      '```',
      '',
      '```text title="prints"',
      'one',
      'two',
      '```',
      'More.',
      '```ts continued',
      'console.log(a);',
      '```',
      '```console',
      'npm start',
      '```',
      '~~~ts',
      '```',
      '~~~',
    );
    expect(findExamples('a.md', markdown)).toEqual({
      examples: [
        {
          path: 'a.md',
          blocks: [
            { line: 2, code: 'const a = 1;', prints: 'one\ntwo' },
            { line: 11, code: 'console.log(a);', prints: null },
          ],
        },
        { path: 'a.md', blocks: [{ line: 17, code: '```', prints: null }] },
      ],
      notRun: 0,
      mistakes: [],
    });
  });

  test('a block may be left out with a reason only', () => {
    const found = findExamples('a.md', page('```ts no-run: it never ends', '```', '```ts no-run', '```'));
    expect(found).toMatchObject({
      examples: [],
      notRun: 1,
      mistakes: [expect.stringMatching(/^a\.md:3: expected/)],
    });
  });

  test.each([
    [page('```js', '```'), 'a.md:1: expected "ts"'],
    [page('```typescript', '```'), 'a.md:1: expected "ts"'],
    [page('```text title="output"', '```'), 'a.md:1: expected "ts"'],
    [page('```ts continued', '```'), 'a.md:1: there is no block'],
    [page('```text title="prints"', '```'), 'a.md:1: what is printed must follow directly'],
    [
      page('```ts', '```', 'words', '```text title="prints"', '```'),
      'a.md:4: what is printed must follow directly',
    ],
    [
      page('```ts', '```', '```sh', '```', '```text title="prints"', '```'),
      'a.md:5: what is printed must follow',
    ],
  ])('%j is a mistake', (markdown, mistake) => {
    expect(findExamples('a.md', markdown).mistakes).toEqual([expect.stringContaining(mistake)]);
  });
});

describe('ExampleFolder', () => {
  const folder = new ExampleFolder();
  afterAll(() => folder.remove());
  const write = (path: string, ...code: string[]): string =>
    folder.write({ path, blocks: code.map((text) => ({ line: 1, code: text, prints: null })) });

  test('runs the blocks of a program together and tells their output apart', () => {
    const name = write('a.md', "const a: number = 1;\nconsole.log('x\\ny');", '', 'console.log(a);');
    expect(folder.run(name)).toEqual(['x\ny', '', '1']);
  });

  test('throws what a failing program said', () => {
    expect(() => folder.run(write('b.md', "throw new Error('no money');"))).toThrow(
      /exit code 1(?:.|\n)*no money/,
    );
  });

  test('hands on what the compiler says', () => {
    write('c.md', "const a: number = 'b';");
    expect(folder.compile()).toMatch(/c-md-line-1\.ts\(1,7\): error TS2322/);
  });
});
