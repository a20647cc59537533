import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../architecture/read-project.ts';

/**
 * Throws unless dist/ is younger than every source: what imports the package by its name, as its users do, would
 * otherwise be tested against sources of yesterday. `npm test` builds before it tests.
 */
export function requireBuild(): void {
  const sources = globSync('src/**/*.ts', { cwd: PROJECT_ROOT }).filter((path) => !path.endsWith('.test.ts'));
  const youngest = Math.max(...sources.map((path) => statSync(join(PROJECT_ROOT, path)).mtimeMs));
  const built = statSync(join(PROJECT_ROOT, 'dist/index.js'), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) throw new Error('There is no dist/. Run "npm run build" first; "npm test" does.');
  if (built < youngest)
    throw new Error('dist/ is older than the sources. Run "npm run build"; "npm test" does.');
}
