import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { VectorBook, type VectorCase } from '../support/kernel/vector-book.ts';

/** Cases of other projects, told anew in the words of a house: what they settle is settled the same here. */
interface VectorFile {
  readonly about: string;
  /** Repository and files. */
  readonly source: string;
  readonly cases: readonly VectorCase[];
}

const FOLDER = new URL('./cases/', import.meta.url);
const FILES = readdirSync(FOLDER).map((name): [string, VectorFile] => [
  name,
  JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')),
]);

describe.each(FILES)('%s', (_name, { cases }) => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', async (_case, { steps }) => {
    await using house = await open('memory:', { clock: () => 0, announceExpiries: false });
    const book = new VectorBook(house.book('vector'));
    for (const step of steps) expect(await book.disagreement(step)).toBeUndefined();
    expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    expect((await house.reconcile()).problems).toEqual([]);
  });
});

test.each(FILES)(
  '%s has at least thirty cases, each of its own name, and says where each is from',
  (_name, file) => {
    const { about, source, cases } = file;
    expect([about, source].every((text) => text.length > 0)).toBe(true);
    expect(cases.length).toBeGreaterThanOrEqual(30);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.filter(({ of, steps }) => of === '' || steps.length === 0)).toEqual([]);
  },
);
