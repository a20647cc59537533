import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../architecture/read-project.ts';

interface LockedPackages {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

/** Where the packages lie that npm installs with the package: those that it asks for, and those that they do, optional ones too. */
export function runtimePackages(): string[] {
  const { packages } = JSON.parse(
    readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8'),
  ) as LockedPackages;
  return Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && dev !== true)
    .map(([place]) => place);
}
