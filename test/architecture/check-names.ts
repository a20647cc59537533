import { posix } from 'node:path';
import type { ProjectFile } from './read-project.ts';
import type { Violation } from './violation.ts';

const WHY =
  'A name is said in reviews and error traces without its folder: two files of one name are taken for each other.';
const SHAPE_WHY =
  'A name is a sentence or a noun in lower case with dashes, so that the folder listing reads like a table of contents.';

/** The stores mirror each other file for file, which is how one finds the same operation in each. */
const MIRRORED = /^src\/store\/(?:memory|sqlite|postgres)\//;

/** Code files that share a name, or whose name is not in lower case with dashes. `index.ts` is a public entry. */
export function checkNames(files: readonly ProjectFile[]): Violation[] {
  const firstOf = new Map<string, string>();
  return files.flatMap(({ path }): Violation[] => {
    const name = posix.basename(path);
    if (name === 'index.ts' || MIRRORED.test(path)) return [];
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z-]+)+$/.test(name)) {
      return [{ where: path, what: `is not named in lower case with dashes`, why: SHAPE_WHY }];
    }
    const first = firstOf.get(name);
    if (first === undefined) {
      firstOf.set(name, path);
      return [];
    }
    return [{ where: path, what: `has the name of ${first}`, why: WHY }];
  });
}
