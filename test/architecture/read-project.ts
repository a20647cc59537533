import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the project. */
export interface ProjectFile {
  /** From the root, with forward slashes: `src/base/amount.ts`. */
  readonly path: string;
  readonly text: string;
}

/** The folder that holds package.json. */
export const PROJECT_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What is made, fetched or kept by git; the same as in .gitignore. */
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache', 'var']);
const BINARY = /\.(?:gz|png|ico|wasm|tgz)$/;
const CODE = /\.(?:ts|js|mjs)$/;

/** Every text file of the project, by path. */
export function readProject(): ProjectFile[] {
  const files: ProjectFile[] = [];
  const readFolder = (folder: string): void => {
    for (const entry of readdirSync(join(PROJECT_ROOT, folder), { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) readFolder(path);
      else if (!BINARY.test(path)) files.push({ path, text: readFileSync(join(PROJECT_ROOT, path), 'utf8') });
    }
  };
  readFolder('');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function isCode(file: ProjectFile): boolean {
  return CODE.test(file.path);
}

export function isTest(file: ProjectFile): boolean {
  return file.path.startsWith('test/') || /\.test\.ts$/.test(file.path);
}

/** The published sources: src/ without the unit tests that lie beside them. */
export function isSource(file: ProjectFile): boolean {
  return file.path.startsWith('src/') && isCode(file) && !isTest(file);
}
