import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProject } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';
import { type Example, findExamples } from './find-examples.ts';
import { ExampleFolder } from './run-example.ts';

/** How an example asks for a house on PostgreSQL. */
const HOUSE_WANTED = 'process.env.TALLYSTICK_HOUSE';

const pages = readProject().filter(({ path }) => path.endsWith('.md'));
const found = pages.map(({ path, text }) => findExamples(path, text));
const examples = found.flatMap((page) => page.examples);
const folder = new ExampleFolder();

beforeAll(requireBuild);
afterAll(() => folder.remove());

/** What each block of an example prints. One that asks for a house on PostgreSQL is given a new one. */
async function runExample(example: Example): Promise<string[]> {
  const name = folder.write(example);
  if (!example.blocks.some(({ code }) => code.includes(HOUSE_WANTED))) return folder.run(name);
  const schema = await makeSchema();
  try {
    return folder.run(name, { TALLYSTICK_HOUSE: schema.url });
  } finally {
    await schema.drop();
  }
}

describe('the examples in the documentation', () => {
  test('are there, and keep to the conventions', () => {
    expect(found.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    expect(examples.length).toBeGreaterThan(0);
  });

  test('the README has some that say what they print', () => {
    const onFirstPage = examples.filter(({ path }) => path === 'README.md').flatMap(({ blocks }) => blocks);
    expect(onFirstPage.filter(({ prints }) => prints !== null).length).toBeGreaterThan(0);
  });

  test('compile', () => {
    for (const example of examples) folder.write(example);
    expect(folder.compile()).toBe('');
  });

  for (const example of examples) {
    test(`run and print what the page says: ${example.path}:${example.blocks[0]?.line}`, async () => {
      const printed = await runExample(example);
      expect(printed).toHaveLength(example.blocks.length);
      const expected = example.blocks.map(({ prints }, index) => prints ?? printed[index]);
      expect(printed).toEqual(expected);
    });
  }
});
