import { findImports, resolveImport } from './find-imports.ts';
import type { ProjectFile } from './read-project.ts';
import type { Violation } from './violation.ts';

const WHY =
  'Files that import each other cannot be read, tested or moved one at a time; take out what both need.';

/** Every way from a file back to itself, once each; type imports count, since a reader must follow them too. */
export function findCycles(sources: readonly ProjectFile[]): Violation[] {
  const importsOf = new Map(
    sources.map(({ path, text }) => [
      path,
      findImports(text).flatMap(({ specifier }) => resolveImport(path, specifier) ?? []),
    ]),
  );
  const violations: Violation[] = [];
  const done = new Set<string>();
  const trail: string[] = [];

  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start !== -1) {
      violations.push({ where: path, what: [...trail.slice(start), path].join(' -> '), why: WHY });
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    for (const imported of importsOf.get(path) ?? []) visit(imported);
    trail.pop();
    done.add(path);
  };
  for (const { path } of sources) visit(path);
  return violations;
}
