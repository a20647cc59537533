import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { type PackedProject, packProject } from '../support/package/packed-project.ts';

const PAGE = join(PROJECT_ROOT, 'docs/guide/first-ten-minutes.md');

/** A file that the page has its reader save, or lines that it has him type, each with what comes. */
const BLOCKS = /Save this as `([^`]+)`.*?```ts[^\n]*\n(.*?)\n```|```console\n(.*?)\n```/gs;

let project: PackedProject;
beforeAll(() => {
  project = packProject();
});
afterAll(() => project?.[Symbol.dispose]());

/**
 * Types what stands behind `$ ` on the page, in a folder that has only the package, and puts what comes in the place of what
 * stands there. After a change that is meant: npm test -- test/docs/first-ten-minutes.test.ts --update
 */
test('what the page has its reader type comes to what stands there', async () => {
  const page = readFileSync(PAGE, 'utf8');
  let typed = 0;
  const recorded = page.replaceAll(BLOCKS, (block, name?: string, program?: string, lines?: string) => {
    if (name !== undefined) writeFileSync(join(project.folder, name), `${program}\n`);
    if (lines === undefined) return block;
    const commands = lines.split('\n').filter((line) => line.startsWith('$ '));
    typed += commands.length;
    return `\`\`\`console\n${commands.map((line) => `${line}\n${type(line.slice(2))}`).join('')}\`\`\``;
  });
  expect(typed).toBeGreaterThan(8);
  await expect(recorded).toMatchFileSnapshot(PAGE);
});

/** What comes on the terminal, without what differs from one day to the next. */
function type(line: string): string {
  const env: NodeJS.ProcessEnv = {
    PATH: dirname(process.execPath) + delimiter + process.env.PATH,
    TZ: 'UTC',
    COLUMNS: '100',
  };
  const options = { cwd: project.folder, env: { ...env, HOME: project.folder }, encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(`${line} 2>&1`, { ...options, shell: true });
  expect(stderr).toBe('');
  return stdout.replaceAll(/chain ends in [0-9a-f]{64}/g, 'chain ends in ...');
}
