import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandsOf, makeProgram, nameOf } from './describe-command.ts';
import { WRITES } from './lines-that-write.ts';
import { CliFolder } from './run-tallystick.ts';

const folder = new CliFolder();
afterAll(() => folder.remove());

const TRIED = commandsOf(makeProgram())
  .filter(({ options }) => options.some(({ long }) => long === '--dry-run'))
  .map(nameOf);

/** The first line of each command that writes to one book. */
const LINES = new Map<string, string>();
for (const [line] of WRITES) {
  const name = line.split(' ')[0] ?? '';
  if (!TRIED.includes(name) || LINES.has(name) || line.includes('--to-book')) continue;
  // In minor units, which need no account that is there.
  const minor = line
    .replace(' --dry-run', '')
    .replaceAll(/(\d)\.(\d\d)\b/g, '$1$2')
    .replaceAll('--amount ', '--minor ')
    .replaceAll('--entry ', '--entry-minor ');
  LINES.set(name, name === 'open-account' ? line : minor);
}

test('every command that writes tells with --dry-run what would come of it, and does nothing', async () => {
  await folder.json('open-account --account alice --asset GBP/2 --effective-at 1000 --old');
  await folder.json('open-account --account shop --asset GBP/2 --effective-at 1000 --old');
  await folder.json('transfer --from world --to alice --amount 100.00 --effective-at 1000 --old');
  const before = await folder.json('verify');
  expect([...LINES.keys()].sort()).toEqual(TRIED.toSorted());
  expect(TRIED.length).toBeGreaterThan(18);
  for (const [name, line] of LINES) {
    const { document } = await folder.json(`${line} --old --dry-run`);
    expect(document, name).toMatchObject({ ok: expect.any(Boolean), asOf: 3 });
    expect(document, name).not.toHaveProperty('seq');
  }
  const { stdout } = await folder.line('events --json');
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(before.code).toBe(0);
});

test('people are told so, with the exit code that it would have', async () => {
  const at = '--effective-at 1970-01-01T00:00:02Z --old --dry-run';
  const would = await folder.line(`transfer --from alice --to shop --amount 5.00 ${at}`);
  expect(would).toMatchObject({
    code: 0,
    stdout:
      'Nothing was done. It would be: Transferred 5.00 GBP from alice to shop on 1970-01-01 (as of number 3, 00:00:02Z)\n',
  });
  const refused = await folder.line(`transfer --from shop --to alice --amount 5.00 ${at}`);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^Refused: transfer: insufficient funds/);
});

test('no house is made for it, and what cannot be tried is not done', async () => {
  const { code } = await folder.line('open-account --account a --asset GBP/2 --house none.db --dry-run');
  expect(code).toBe(3);
  expect(existsSync(join(folder.path, 'none.db'))).toBe(false);
  const across = await folder.line('transfer --from alice --to a --to-book other --amount 1 --dry-run');
  expect(across).toMatchObject({ code: 2 });
  expect(across.stderr).toMatch(/--dry-run/);
  const { stdout } = await folder.line('events --json');
  expect(stdout.trimEnd().split('\n')).toHaveLength(3);
});
