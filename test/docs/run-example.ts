import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import type { Example } from './find-examples.ts';

const MS_MAX = 60_000;
/** Printed between the blocks of one program, to tell whose output is whose. */
const NEXT_BLOCK = '\u0000next block\u0000';

/** A folder inside the project, so that the package finds itself by name; git and the checks do not look into it. */
export class ExampleFolder {
  readonly path: string;

  constructor() {
    mkdirSync(join(PROJECT_ROOT, '.cache'), { recursive: true });
    this.path = mkdtempSync(join(PROJECT_ROOT, '.cache', 'docs-'));
    const options = { noUnusedLocals: false, noUnusedParameters: false };
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions: options,
      include: ['*.ts'],
      exclude: [],
    };
    writeFileSync(join(this.path, 'tsconfig.json'), JSON.stringify(config));
  }

  /** Writes an example as one program and returns the file's name, which tells the page and the line. */
  write({ path, blocks }: Example): string {
    const name = `${path.replaceAll(/[^\w]+/g, '-')}-line-${blocks[0]?.line}.ts`;
    const divider = `\nconsole.log(${JSON.stringify(NEXT_BLOCK)});\n`;
    // A page's line breaks are kept, so that a message's line counts from the block's first line.
    writeFileSync(join(this.path, name), `${blocks.map(({ code }) => code).join(divider)}\nexport {};\n`);
    return name;
  }

  /**
   * Runs a program and returns what each of its blocks printed; throws what it said when it does not end well. `more` is
   * what it finds in its environment besides.
   */
  run(name: string, more: NodeJS.ProcessEnv = {}): string[] {
    const { status, signal, stdout, stderr } = this.#node([join(this.path, name)], more);
    if (status !== 0) throw new Error(`ended with ${signal ?? `exit code ${status}`}\n${stdout}${stderr}`);
    return stdout.split(`${NEXT_BLOCK}\n`).map((printed) => printed.replace(/\n$/, ''));
  }

  /** What the compiler has against the programs; empty when nothing. */
  compile(): string {
    const tsc = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
    const { status, stdout, stderr } = this.#node([tsc, '-p', this.path, '--pretty', 'false']);
    return status === 0 ? '' : `${stdout}${stderr}`;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #node(
    args: string[],
    more: NodeJS.ProcessEnv = {},
  ): { status: number | null; signal: string | null; stdout: string; stderr: string } {
    // A house that whoever runs the tests has is none of the examples' business.
    const { TALLYSTICK_HOUSE: _, ...outer } = process.env;
    const env = { ...outer, ...more };
    return spawnSync(process.execPath, args, { cwd: PROJECT_ROOT, encoding: 'utf8', timeout: MS_MAX, env });
  }
}
