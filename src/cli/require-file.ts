import { accessSync, constants, statSync } from 'node:fs';
import { TallystickError } from '../base/error.ts';
import type { Run } from './command-line.ts';

/** A house is not made for a file that cannot be read. */
export function requireFile({ words: [file = ''] }: Pick<Run<object>, 'words'>): void {
  if (file === '-') return;
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // File operations throw these only.
    throw new TallystickError('bad_option', '<file>', file, `a file that can be read (${code})`);
  }
  if (!statSync(file).isFile()) throw new TallystickError('bad_option', '<file>', file, 'a file');
}
