import { spawn } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import type { CliFolder } from './run-tallystick.ts';

/** A line typed into a shell, and what it prints on both of its outputs. */
export interface SessionStep {
  readonly line: string;
  readonly prints: string;
}

/** Printed after each step, to tell whose output is whose. */
const END = '--- end of step ---';

/**
 * The ` ```console ` blocks of a page: lines that begin with `$ `, each with what it prints. Lines that begin with `> `
 * right behind it are the rest of it.
 */
export function readSession(page: string): SessionStep[][] {
  const blocks = [...page.matchAll(/^```console\n(.*?)\n```$/gms)].map(([, text = '']) => text.split('\n'));
  return blocks.map((lines) => {
    const steps: { line: string; prints: string[] }[] = [];
    for (const line of lines) {
      const last = steps.at(-1);
      if (line.startsWith('$ ')) steps.push({ line: line.slice(2), prints: [] });
      else if (line.startsWith('> ') && last?.prints.length === 0) last.line += `\n${line.slice(2)}`;
      else last?.prints.push(line);
    }
    return steps.map(({ line, prints }) => ({ line, prints: prints.join('\n') }));
  });
}

/** Runs lines in one shell in a folder of their own with the project's examples, where `tallystick` is the program. */
export async function runSession(lines: readonly string[], folder: CliFolder): Promise<string[]> {
  const entry = join(PROJECT_ROOT, 'src/cli/index.ts');
  // The exit code of a step is put back after its end is marked, so that the next step may ask for it.
  const steps = lines.map((line) => `${line}\ncode=$?; echo "${END}"; (exit $code)`);
  const script = ['exec 2>&1', 'tallystick() { "$NODE" "$ENTRY" "$@"; }', ...steps].join('\n');
  const { TALLYSTICK_HOUSE: _, ...outer } = process.env;
  const cwd = mkdtempSync(folder.file('session-'));
  symlinkSync(join(PROJECT_ROOT, 'examples'), join(cwd, 'examples'));
  const child = spawn('sh', ['-c', script], {
    cwd,
    env: {
      ...outer,
      NODE: process.execPath,
      ENTRY: entry,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return printed
    .split(`${END}\n`)
    .slice(0, -1)
    .map((text) => text.replace(/\n$/, ''));
}
